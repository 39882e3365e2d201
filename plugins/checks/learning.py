"""What a course teaches the check: forms that were found wrong, and are right here, in its ``brands.toml``."""

import copy
import re
import shlex
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Comment, InlineTable, Item, SingleKey, Table, Whitespace

from ..brands import FILE, Lexicon
from ..brands.lexicon import normal, squeeze
from ..core import toml
from ..core.model import Brand
from ..core.problems import SEVERITIES, Problem, Severity, did_you_mean, quote
from ..core.refusal import Refusal
from .check import Checked

How = Literal["others", "also"]
PLAIN = re.compile(r"[\w .,&+'’-]+")
"""What means the same in double quotes to every shell."""


class CannotLearn(Refusal):
    """Nothing was written; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A form that was found wrong, or perhaps wrong. ``severity``: the firmest; ``problems``: every place."""

    form: str
    suggestion: str
    brand: Brand
    severity: Severity
    same_letters: bool
    problems: tuple[Problem, ...]

    @property
    def texts(self) -> int:
        return len({problem.path for problem in self.problems})

    @property
    def commands(self) -> dict[How, str]:
        """What to type for each way in which the form can be right."""
        also = command(self.form, "" if self.same_letters else self.brand.name)
        return {"also": also} if self.same_letters else {"others": command(self.form), "also": also}

    def settled(self, form: str, brand: Brand | None) -> bool:
        """Whether a form that was added decides this one, too."""
        return normal(form) == normal(self.form) or (brand is None and squeeze(form) == squeeze(self.form))


def doubts(checked: Iterable[Checked]) -> list[Doubt]:
    """Every distinct form that may have to be taught, those in most texts first."""
    groups: dict[tuple[str, str], list[tuple[Any, Problem]]] = {}
    for one in checked:
        for report in one.reports:
            if not report.finding.why:
                key = one_line(report.finding.wrong), report.finding.brand.slug
                groups.setdefault(key, []).append((report.finding, report.problem))
    found = [_doubt(form, group) for (form, _), group in groups.items()]
    return sorted(found, key=lambda doubt: (-doubt.texts, doubt.form.casefold(), doubt.form))


def _doubt(form: str, group: Sequence[tuple[Any, Problem]]) -> Doubt:
    first, _ = group[0]
    return Doubt(
        form,
        one_line(first.suggestion),
        first.brand,
        min((finding.severity for finding, _ in group), key=SEVERITIES.index),
        squeeze(form) == squeeze(first.suggestion),
        tuple(problem for _, problem in group),
    )


def one_line(form: str) -> str:
    return " ".join(form.split())


def command(form: str, brand: str = "") -> str:
    """What an instructor types to have a form taken as right: ``./inv check --right "Keras"``."""
    return f"./inv check --right {_argument(form)}" + (f" --of {_argument(brand)}" if brand else "")


def _argument(text: str) -> str:
    return f'"{text}"' if PLAIN.fullmatch(text) else shlex.quote(text)


def brand_of(lexicon: Lexicon, form: str, name: str = "") -> Brand | None:
    """The brand for which a form is to be right: the named one, else the one with the same letters; None where the form
    is to be the name of something else. Raises ``CannotLearn``.
    """
    if not squeeze(form):
        raise CannotLearn(f"{quote(form)} has no letters: nothing was written")
    if normal(form) in lexicon.accepted:
        raise CannotLearn(f"{quote(form)} is right already: nothing was written")
    if any(unicodedata.category(letter) in ("Cs", "Cf", "Cc") for letter in form):
        raise CannotLearn("the name holds a character that nobody sees: nothing was written")
    found = lexicon.forms.get(squeeze(name or form), ())
    owners = {of.brand.name for of in lexicon.forms.get(squeeze(form), ())}
    if name and found and owners and found[0].brand.name not in owners:
        raise CannotLearn(f"{quote(form)} has the letters of {min(owners)}: nothing was written")
    if name and not found:
        near = did_you_mean(name, [brand.name for brand in lexicon.brands])
        raise CannotLearn(f"there is no brand {quote(name)}{near or ': nothing was written'}")
    return found[0].brand if found else None


def added(text: str, form: str, brand: Brand | None = None) -> str:
    """A ``brands.toml`` with one form more: in the ``also`` of ``brand``, or in ``others`` where it is None.

    Everything else stays as it is, to the byte. A brand for which the course has no entry of its own gets one, with
    what else is right for it; what is listed already is not listed again. Raises ``CannotLearn``.
    """
    crlf = 0 < text.count("\n") == text.count("\r\n")
    made = _added(text.replace("\r\n", "\n") if crlf else text, one_line(form), brand)
    return made.replace("\n", "\r\n") if crlf else made


def _added(text: str, form: str, brand: Brand | None) -> str:
    data, problems = toml.parse(FILE, text)
    if problems:
        raise CannotLearn(str(problems[0]))
    try:
        _refuse_wrong(data, form)
        wanted = _wanted(data, form, brand)
        made = text if wanted == data else _edited(text, form, brand)
        if tomllib.loads(made) == wanted:
            return made
    except (TOMLKitError, ValueError, TypeError, AttributeError, LookupError):
        pass
    raise CannotLearn(f"{FILE}: {quote(form)} cannot be added to a file like this one: add it by hand")


def _refuse_wrong(data: Mapping[str, Any], form: str) -> None:
    for entry in data.get("brands", ()):
        if normal(form) in map(normal, entry.get("wrong", ())):
            raise CannotLearn(f"{FILE}: {quote(form)} is listed as wrong for {entry['name']}: delete it there first")


def _wanted(data: dict[str, Any], form: str, brand: Brand | None) -> dict[str, Any]:
    """What the file is to say."""
    wanted = copy.deepcopy(data)
    if brand is None:
        if squeeze(form) not in map(squeeze, data.get("others", ())):
            wanted.setdefault("others", []).append(form)
    elif entry := _entry(wanted, brand):
        if normal(form) not in map(normal, (entry["name"], *entry.get("also", ()))):
            entry.setdefault("also", []).append(form)
    else:
        wanted.setdefault("brands", []).append(_new_entry(form, brand))
    return wanted


def _entry(data: Mapping[str, Any], brand: Brand) -> Any:
    """A course's own entry for a brand, or None."""
    return next((entry for entry in data.get("brands", ()) if squeeze(entry["name"]) == squeeze(brand.name)), None)


def _new_entry(form: str, brand: Brand) -> dict[str, Any]:
    """An entry replaces the shipped one's forms, so it repeats them; what that one sells, and its cues, still hold."""
    entry: dict[str, Any] = {"name": brand.name, "also": [*brand.also, form]}
    return entry | ({"common_word": True} if brand.common_word else {})


def _edited(text: str, form: str, brand: Brand | None) -> str:
    document = tomlkit.parse(text)
    if brand is None:
        if "others" in document:
            cast("Array", document["others"]).append(form)
        else:
            _insert_others(document.body, form)
    elif (entry := _entry(document, brand)) is None:
        if not isinstance(document.get("brands", AoT([])), AoT):
            cast("Array", document["brands"]).append(_inline(_new_entry(form, brand)))
        else:
            return text + _appendix(text, _new_entry(form, brand))
    elif "also" in entry:
        entry["also"].append(form)
    elif isinstance(entry, InlineTable):
        entry["also"] = [form]
    else:
        _insert_also(entry.value.body, form)
    return tomlkit.dumps(document)


Body = list[tuple[Any, Item]]
"""What a table holds in the order of the file, comments and blank lines without a key among it."""


def _insert_others(body: Body, form: str) -> None:
    """After the last key before the first table; where there is none, before that table and the comment above it."""
    end = next((n for n, (_, item) in enumerate(body) if isinstance(item, AoT | Table)), len(body))
    if keys := [n for n in range(end) if body[n][0] is not None]:
        _insert(body, keys[-1] + 1, "others", form)
        return
    at, before_table = end, end < len(body)
    while at > 0 and before_table and isinstance(body[at - 1][1], Comment):
        at -= 1
    _insert(body, at, "others", form)
    if before_table:
        body.insert(at + 1, (None, Whitespace("\n")))


def _insert_also(body: Body, form: str) -> None:
    name = next(n for n, (key, _) in enumerate(body) if key is not None and key.key == "name")
    _insert(body, name + 1, "also", form, body[name][1].trivia.indent)


def _insert(body: Body, at: int, key: str, form: str, indent: str = "") -> None:
    if at and not isinstance(body[at - 1][1], Whitespace):
        body[at - 1][1].trivia.trail = body[at - 1][1].trivia.trail or "\n"
    item = tomlkit.item([form])
    item.trivia.indent = indent
    body.insert(at, (SingleKey(key), item))


def _inline(entry: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(entry)
    return table


def _appendix(text: str, entry: Mapping[str, Any]) -> str:
    """An entry for the end of a file, apart from what is there by one blank line."""
    before = "" if not text.strip() or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return before + tomlkit.dumps({"brands": [entry]})
