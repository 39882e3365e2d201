"""What must never be public, looked for in every published byte."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from .exports import PARTICIPATION

WORD = re.compile(r"[^\W_]+")
FIELD = re.compile(r"[a-z]+(?:_[a-z]+)+")
INLINE = re.compile(r"</?(?:a|b|em|i|span|strong|code|del|ins|mark|small|sub|sup|wbr)(?:\s[^>]*)?>")
JINJA = re.compile(r"{[{%#].*?[}%#]}", re.DOTALL)
TAG = re.compile(r"<[!/?]?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
FIELD_NAMES = frozenset(name for name in PARTICIPATION if "_" in name)
"""Names that only the gradebook uses; the others are ordinary words."""
FEEDS = (".xml", ".opml")
RUN = 9
"""So many words of a hidden text in a row are a leak: more than eight."""
SHORTEST_ID = 4


@dataclass(frozen=True)
class Secrets:
    """Cells by their words, names of the gradebook's fields, and runs of words that stand in no published text."""

    tokens: Mapping[tuple[str, ...], str]
    fields: frozenset[str]
    runs: frozenset[tuple[str, ...]]


def words(text: str) -> list[str]:
    """The words of a text as they are compared: whatever its case, marks and ways of writing a letter."""
    return WORD.findall(unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of ``RUN`` words of a text."""
    return _runs_of(words(text))


def _runs_of(found: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(found[n:] for n in range(RUN)), strict=False)


def secrets(
    private_cells: Iterable[str],
    public_names: Iterable[str],
    hidden: Iterable[str],
    notes: Iterable[str],
    published: Iterable[str],
) -> Secrets:
    """What to look for. ``hidden`` and ``published`` are the prose of texts; what is also published is no secret.
    ``notes`` are private texts, which must not stand in a published one either.

    A cell counts by its words in a row, a name of two words or more in either order. Cells of fewer than
    ``SHORTEST_ID`` characters are left out: they stand everywhere.
    """
    shown = list(published)
    tokens: dict[tuple[str, ...], str] = {}
    public = {tuple(words(name)) for name in public_names}
    for cell in private_cells:
        found = words(cell)
        if len("".join(found)) >= SHORTEST_ID and tuple(found) not in public:
            tokens[tuple(found)] = cell.strip()
            if len(found) > 1 and "@" not in cell:
                tokens[found[-1], *found[:-1]] = cell.strip()
    everything = {word for text in shown for word in FIELD.findall(text)}
    fields = frozenset(name for name in FIELD_NAMES if name not in everything)
    hidden_runs = {run for text in hidden for run in runs(text)}
    if hidden_runs:
        hidden_runs -= {run for text in shown for run in runs(text)}
    hidden_runs |= {run for text in notes for run in runs(text)}
    return Secrets(tokens, fields, frozenset(hidden_runs))


def readable(data: bytes, suffix: str) -> Iterator[str]:
    """The bytes of a published file as the words somebody could read in it, in every way they could be read."""
    text = data.decode("utf-8", "replace")
    if suffix in FEEDS:
        yield unquote(html.unescape(" ".join(TAG.findall(text))))
        text = html.unescape(TAG.sub(" ", text))  # what an entry holds is HTML, escaped
    if suffix in (".html", ".svg", *FEEDS):
        for markup in (INLINE.sub("", text), text):
            yield html.unescape(TAG.sub(" ", markup))
        yield unquote(html.unescape(" ".join(TAG.findall(text))))
    else:
        yield text


def template_words(source: str) -> str:
    """The words a template itself puts on a page."""
    return html.unescape(TAG.sub(" ", JINJA.sub(" ", source)))


def search(text: str, what: Secrets, *, runs: bool = True) -> Iterator[str]:
    """A sentence for every secret that stands in ``text``; ``runs``: words of hidden texts, too."""
    found = words(text)
    joined = f" {' '.join(found)} "
    for token, cell in sorted(what.tokens.items()):
        if f" {' '.join(token)} " in joined:
            yield f"holds “{cell}”"
    for name in sorted(what.fields.intersection(FIELD.findall(text))):
        yield f"holds “{name}”"
    if runs and what.runs:
        for run in _runs_of(found):
            if run in what.runs:
                yield f"holds words of a hidden text: “{' '.join(run)} …”"
                break
