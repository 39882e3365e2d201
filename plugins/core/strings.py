"""The site's own strings, in the language of its course: ``theme/strings/en.ftl`` and the other languages' files.

The files are in Fluent (projectfluent.org): ``name = text``, with ``{ $variables }`` that pages provide, and variants
where the plural requires them. Text is plain text, not HTML, except for tags without attributes: ``<code>`` and the
like, and ``<name>``, which becomes a link when a page provides an address of that name. A string that a language's file
lacks is shown in English; month and day names and plural forms come from CLDR, through Babel.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from html import unescape
from itertools import takewhile
from typing import Final

from babel import Locale
from babel.dates import format_datetime
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor
from markupsafe import Markup, escape

from .languages import direction, locale
from .model import Week
from .problems import Problem, did_you_mean

ENGLISH: Final = "en"
ENDING: Final = ".ftl"
DATES: Final = frozenset({"date-day", "date-short", "date-short-time", "date-weekday", "date-deadline", "date-due"})
DAY_SIGNS: Final = frozenset("GyMLdEec .,/-")
TIME_SIGNS: Final = frozenset("HhKkmsa .:,")
"""The signs of a pattern, as CLDR defines them, that shows no more than a day, or no more than the time of day."""
MARKS: Final = frozenset({"code", "em", "strong"})
TAG: Final = re.compile(r"<(/?)([a-z][a-z-]*)>")
KEPT_TAG: Final = re.compile("\x02(/?)([a-z-]+)\x03")
"""A string's own tag, protected while everything around it is escaped."""
LONG: Final = 300
"""Longer values, in characters, are substituted here, because Fluent refuses more than a thousand at once."""
CACHED: Final = 1 << 14
"""Formatted strings that are kept: pages repeat most of them, and formatting is a tenth of rendering."""
APART: Final = "\u2066", "\u2069"
"""Around English on a page that runs from right to left: Unicode's isolate from left to right, and its end."""
TWO_STOPS: Final = re.compile(r"(?<=\w)(\.(?:</\w+>|\u2069)*)\.(?=\s|<|$)")
"""A full stop after a name that already ends with one."""


@dataclass(frozen=True, slots=True)
class File:
    """The text of a language's file, and the path under which problems with it are reported."""

    language: str
    path: str
    text: str


@dataclass(slots=True)
class _Parsed:
    """A parsed file: its messages and what is wrong with it."""

    file: File
    resource: ast.Resource
    bundle: FluentBundle
    messages: dict[str, ast.Message]
    problems: list[Problem]
    isolates: bool
    """Whether what a page puts in keeps its own direction."""
    simple: dict[str, tuple[tuple[str, str], ...] | None] = field(default_factory=dict)
    """What ``_pieces`` says of the messages that were asked for."""

    def problem(self, offset: int, message: str) -> Problem:
        before = self.file.text[:offset]
        line, column = before.count("\n") + 1, offset - before.rfind("\n")
        return Problem(self.file.path, line, column, message, "warning", rule="strings")

    def say(self, key: str, given: Mapping[str, object]) -> str:
        """Format a string of this file. Raises the first formatting error."""
        pattern = self.bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = self.bundle.format_pattern(pattern, dict(given))
        if errors:
            raise errors[0]
        return str(text)

    def join(self, key: str, given: Mapping[str, object]) -> str | None:
        """What ``say`` gives, for a message that only puts texts between its own; None for any other."""
        if key not in self.simple:
            self.simple[key] = None if self.isolates else _pieces(self.messages[key])
        if not (pieces := self.simple[key]):
            return None
        parts: list[str] = []
        for text, name in pieces:
            value = given.get(name) if name else text
            if not isinstance(value, str):
                return None
            parts.append(value)
        return "".join(parts)

    def at(self, key: str, message: str) -> Problem:
        span = self.messages[key].span
        return self.problem(span.start if span else 0, message)


def _pieces(message: ast.Message) -> tuple[tuple[str, str], ...] | None:
    """A message's texts and the names of what a page puts between them, each with an empty other; None if the message
    has something else.
    """
    pieces = []
    for element in message.value.elements if message.value else ():
        if isinstance(element, ast.TextElement):
            pieces.append((element.value, ""))
        elif isinstance(element.expression, ast.VariableReference):
            pieces.append(("", element.expression.id.name))
        else:
            return None
    return tuple(pieces)


def _day(moment: date) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _time(moment: date) -> tuple[int, ...]:
    """The time of day, of the first day there is; midnight for a date."""
    return (1, 1, 1, moment.hour, moment.minute, moment.second) if isinstance(moment, datetime) else (1, 1, 1)


def _moment(moment: date) -> tuple[int, ...]:
    return *_day(moment), *_time(moment)[3:]


class _Placeholders(Visitor):
    """The variables and tags in a message; ``open``: tags that are opened more or less often than closed; ``words``:
    whether it says anything between them.
    """

    def __init__(self, message: ast.Message) -> None:
        self.names: set[str] = set()
        self.begun: Counter[str] = Counter()
        self.words = False
        self.visit(message)
        self.tags = set(self.begun)
        self.open = sorted(name for name, times in self.begun.items() if times)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - required by Fluent's visitor
        self.names.add(node.id.name)

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802 - as above
        self.words = self.words or any(map(str.isalpha, node.value))
        for match in TAG.finditer(node.value):
            self.begun[match[2]] += -1 if match[1] else 1


class _Escape(Visitor):
    """Escapes every text of a file as HTML, protecting its own tags."""

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802 - as above
        node.value = str(escape(TAG.sub("\x02\\1\\2\x03", node.value)))


def codes(language: str) -> Sequence[str]:
    """The names of the files that may hold a language's strings, best first: ``pt-BR``, ``pt``; then English."""
    parts = language.lower().split("-")
    return ["-".join(parts[:n]) for n in range(len(parts), 0, -1)] + [ENGLISH] * (parts[0] != ENGLISH)


class Strings:
    """The strings of a site. ``files``: the existing files among ``codes``, in that order; the last is English."""

    def __init__(self, language: str, files: Sequence[File]) -> None:
        self.language = language
        self.locale = locale(language) or Locale(ENGLISH)
        self.files = tuple(files)
        *owns, english = [_parse(file, language if n + 1 < len(files) else ENGLISH) for n, file in enumerate(files)]
        for own in owns:
            own.problems += _mismatched(own, english)
        for read in (*owns, english):
            _Escape().visit(read.resource)
        for own in owns:
            own.problems += _unformattable(own, english, self.locale)
        self.problems = sorted((p for one in (*owns, english) for p in one.problems), key=lambda p: p.place)
        translated = {key for own in owns for key in own.messages}
        spoken = language.lower().split("-")[0] == ENGLISH
        self.untranslated = [] if spoken else [key for key in english.messages if key not in translated]
        """The strings shown in English because no translation exists."""
        self._parsed = (*owns, english)
        foreign = self.untranslated if direction(language) == "rtl" else ()
        self._apart = {key for key in foreign if _Placeholders(english.messages[key]).words}
        self._by_key: dict[str, _Parsed] = {}
        self._cached = lru_cache(maxsize=CACHED, typed=True)(self._formatted)
        self._dates = lru_cache(maxsize=CACHED)(self._dated)
        self._patterns = cache(self._date_patterns)

    def __call__(self, key: str, /, **given: object) -> Markup:
        """Format a string as HTML. Text values are escaped; numbers select a plural form and are formatted for the
        language. Raises ``KeyError`` for a string that is not in the English file.
        """
        for value in given.values():
            if type(value) is not int and not (isinstance(value, str) and len(value) < LONG):
                return self._formatted(key, **given)
        return self._cached(key, **given)

    def plain(self, key: str, /, **given: object) -> str:
        """Format a string as plain text, for use outside HTML."""
        text = self(key, **given).unescape()
        return text[1:-1] if key in self._apart else text

    def week(self, number: object) -> Markup:
        """``Week 3``."""
        return self("week", number=number if isinstance(number, Markup) else str(number))

    def label(self, week: Week) -> Markup:
        return self.week(week.number)

    def titled(self, week: Week) -> Markup:
        """``Week 3, Firestone``, or the label if the week has no title."""
        return self("week-titled", number=str(week.number), title=week.title) if week.title else self.label(week)

    def listed(self, items: Iterable[object]) -> Markup:
        """``a, b, c``."""
        text = Markup()
        for n, item in enumerate(items):
            text = self("list", before=text, next=item) if n else escape(item)
        return text

    def both(self, items: Iterable[object]) -> Markup:
        """``a, b and c``."""
        *before, last = [*items] or [""]
        return self("list-and", before=self.listed(before), last=last) if before else escape(last)

    def day(self, moment: date | None) -> str:
        """``9 October 2026``; empty for None, as in the methods below."""
        return self._date("date-day", moment)

    def short(self, moment: date | None) -> str:
        """``9 Oct``."""
        return self._date("date-short", moment)

    def short_time(self, moment: date | None) -> str:
        """``9 Oct 2026, 18:30``."""
        return self._date("date-short-time", moment)

    def weekday(self, moment: date | None) -> str:
        """``Friday 9 October 2026``."""
        return self._date("date-weekday", moment)

    def deadline(self, moment: date | None) -> str:
        """``Sunday 11 October, 23:59``."""
        return self._date("date-deadline", moment)

    def due(self, moment: date | None) -> str:
        """``Sun 11 Oct, 23:59``, which does not break."""
        return self._date("date-due", moment).replace(" ", "\u00a0")

    def name_of(self, code: str) -> str:
        """The name of a language: ``Icelandic``; its code if CLDR does not know it."""
        name = self.locale.languages.get(code.split("-", maxsplit=1)[0].lower())
        return str(name or code)

    def forms(self) -> Collection[str]:
        """The language's plural categories, as CLDR names them."""
        return sorted({*self.locale.plural_form.tags, "other"})

    def _date(self, key: str, moment: date | None) -> str:
        """Format a date in the language from which its pattern comes."""
        if not moment:
            return ""
        text = "".join([self._dates(key, pattern, of(moment)) for pattern, of in self._patterns(key)])
        return text.join(APART) if key in self._apart else text

    def _dated(self, key: str, pattern: str, moment: tuple[int, ...]) -> str:
        spoken = Locale(ENGLISH) if key in self.untranslated else self.locale
        return format_datetime(datetime(*moment), pattern, locale=spoken)  # type: ignore[arg-type]

    def _date_patterns(self, key: str) -> Sequence[tuple[str, Callable[[date], tuple[int, ...]]]]:
        """The pattern of a date in parts, that of the day before that of the time where they are apart, each with what
        it depends on: a course has few days, and few times of day.
        """
        pattern = self.plain(key)
        day = "".join(takewhile(DAY_SIGNS.__contains__, pattern))
        time = pattern[len(day) :]
        if not set(time) <= TIME_SIGNS:
            return [(pattern, _moment)]
        return [(part, of) for part, of in ((day, _day), (time, _time)) if part]

    def _formatted(self, key: str, /, **given: object) -> Markup:
        read = self._by_key.get(key) or self._find(key)
        safe = {name: v if isinstance(v, int | float) else str(escape(v)) for name, v in given.items()}
        text = read.join(key, safe)
        if text is None:
            long = {f"\x04{name}\x05": v for name, v in safe.items() if isinstance(v, str) and len(v) > LONG}
            text = read.say(key, safe | {mark[1:-1]: mark for mark in long})
            for mark, value in long.items():
                text = text.replace(mark, value)
        if "\x02" in text:
            text = _tagged(text, given)
        if key in self._apart:
            text = text.join(APART)
        if text.count(".") > 1:
            text = TWO_STOPS.sub(r"\1", text)
        return Markup(text)  # noqa: S704 - everything that is not the theme's is escaped

    def _find(self, key: str) -> _Parsed:
        for read in self._parsed:
            if key in read.messages:
                self._by_key[key] = read
                return read
        raise KeyError(f"theme/strings/{ENGLISH}{ENDING} has no string “{key}”")


def _tagged(text: str, given: dict[str, object]) -> str:
    """Restore a string's tags: marks as they are, links to the given addresses."""

    def tag(match: re.Match[str]) -> str:
        end, name = match.groups()
        if name in MARKS:
            return f"<{end}{name}>"
        return "</a>" if end else f'<a href="{escape(given.get(name, ""))}">'

    return KEPT_TAG.sub(tag, text)


def _parse(file: File, language: str) -> _Parsed:
    """Parse a file's strings. In a right-to-left language, inserted values keep their own direction."""
    resource = FluentParser().parse(file.text)
    isolates = direction(language) == "rtl"
    bundle = FluentBundle([str(locale(language) or ENGLISH)], use_isolating=isolates)
    bundle.add_resource(resource)
    read = _Parsed(file, resource, bundle, {}, [], isolates)
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            fault = entry.annotations[0] if entry.annotations else None
            place = fault.span.start if fault and fault.span else entry.span.start if entry.span else 0
            reason = (fault.message or "").rstrip(".").lower() if fault else "unknown"
            read.problems.append(read.problem(place, f"is not valid Fluent ({reason}): fix it; English is shown"))
        elif isinstance(entry, ast.Message) and entry.value:
            if entry.id.name in read.messages:
                place = entry.span.start if entry.span else 0
                read.problems.append(read.problem(place, f"“{entry.id.name}” appears twice: delete one"))
            else:
                read.messages[entry.id.name] = entry
    return read


def _mismatched(own: _Parsed, english: _Parsed) -> Iterator[Problem]:
    """Report and drop the messages that do not fit the English file: unknown variables or tags, unclosed tags. A
    message with an unknown key is only reported.
    """
    for key, message in list(own.messages.items()):
        if key not in english.messages:
            yield own.at(key, f"there is no string “{key}”{did_you_mean(key, english.messages)}")
            continue
        asked, has = _Placeholders(message), _Placeholders(english.messages[key])
        known = sorted([*(f"${name}" for name in has.names), *(f"<{name}>" for name in has.tags - MARKS)])
        odd = sorted([*(f"${n}" for n in asked.names - has.names), *(f"<{n}>" for n in asked.tags - has.tags - MARKS)])
        if odd:
            can = f"it takes {', '.join(known)}" if known else "it takes none"
            fault = f"“{key}” has {', '.join(odd)}, which its page does not provide: {can}; English is shown"
        elif asked.open:
            fault = f"“{key}” does not close <{asked.open[0]}>: add </{asked.open[0]}>; English is shown"
        else:
            continue
        yield own.at(key, fault)
        del own.messages[key]


def _unformattable(own: _Parsed, english: _Parsed, spoken: Locale) -> Iterator[Problem]:
    """Report and drop the messages that cannot be formatted: dangling or circular references, bad date patterns."""
    for key in list(own.messages.keys() & english.messages.keys()):
        reason = ""
        try:
            text = own.say(key, dict.fromkeys(_Placeholders(english.messages[key]).names, 1))
            if key in DATES:
                format_datetime(datetime(2000, 1, 1), unescape(text), locale=spoken)
        except RecursionError:
            reason = "it refers to itself"
        except (ValueError, TypeError, AttributeError) as error:
            reason = str(error)
        if reason:
            yield own.at(key, f"“{key}” cannot be formatted ({reason}): fix it; English is shown")
            del own.messages[key]
