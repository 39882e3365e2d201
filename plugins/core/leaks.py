"""What must never be public, looked for in every published byte."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .exports import PARTICIPATION

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
TAG = re.compile(r"<[!/?]?[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
FIELD_NAMES = frozenset(name for name in PARTICIPATION if "_" in name)
"""Names that only the gradebook uses; the others are ordinary words."""
RUN = 9
"""So many words of a hidden text in a row are a leak: more than eight."""
SHORTEST_ID = 4


@dataclass(frozen=True)
class Secrets:
    """Whole tokens (ids, addresses, names) and runs of words that stand in no published text."""

    tokens: frozenset[str]
    runs: frozenset[tuple[str, ...]]


def words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of ``RUN`` words of a text."""
    found = words(text)
    return zip(*(found[n:] for n in range(RUN)), strict=False)


def secrets(
    private_cells: Iterable[str], public_names: Iterable[str], hidden: Iterable[str], published: Iterable[str]
) -> Secrets:
    """What to look for. ``hidden`` and ``published`` are the prose of texts; what is also published is no secret."""
    public = {name.casefold() for name in public_names}
    shown_texts = list(published)
    tokens = {cell.strip() for cell in private_cells} | FIELD_NAMES
    tokens = {token for token in tokens if len(token) >= SHORTEST_ID and token.casefold() not in public}
    hidden_runs = {run for text in hidden for run in runs(text)}
    if hidden_runs:
        hidden_runs -= {run for text in shown_texts for run in runs(text)}
    everything = "\n".join(shown_texts).casefold()
    tokens = {token for token in tokens if token.casefold() not in everything or token not in FIELD_NAMES}
    return Secrets(frozenset(tokens), frozenset(hidden_runs))


def readable(data: bytes, suffix: str) -> str:
    """The bytes of a published file as the words somebody could read in it: tags fall away, entities are resolved."""
    text = data.decode("utf-8", "replace")
    if suffix in (".html", ".xml", ".atom", ".svg"):
        text = html.unescape(f"{TAG.sub(' ', text)}\n{' '.join(TAG.findall(text))}")
    return text


def search(text: str, what: Secrets) -> Iterator[str]:
    """A sentence for every secret that stands in ``text``."""
    folded = text.casefold()
    for token in sorted(what.tokens):
        needle = token.casefold()
        if needle in folded and re.search(rf"(?<![^\W_]){re.escape(needle)}(?![^\W_])", folded):
            yield f"holds “{token}”"
    if what.runs:
        for run in runs(text):
            if run in what.runs:
                yield f"holds words of a hidden text: “{' '.join(run)} …”"
                break
