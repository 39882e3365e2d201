"""The check of one text: brand names, and markup that will not look as typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..brands import Finding, Matcher, Mention
from ..core.model import Page, Source, Text
from ..core.problems import Places, Problem, quote
from ..texts import mask, unsupported

WHY = {
    "capitals": "the capitals are wrong",
    "spacing": "the spaces or hyphens are wrong",
    "apostrophe": "the apostrophe is in the wrong place",
    "word": "one word of the name is wrong",
    "spelling": "the name is misspelt",
}
"""What is wrong with a name, said of an error."""
SOFTLY = {
    "capitals": "the capitals differ",
    "spacing": "the spaces or hyphens differ",
    "apostrophe": "the apostrophe differs",
    "word": "one word of the name differs",
    "spelling": "the letters are close",
}
"""The same of what is only likely."""
SAME_LETTERS = ("capitals", "spacing", "apostrophe")
OTHERWISE = "quotation marks or “Sic: {}” (instructor: ./inv check --learn)"
"""How to say that a name is right as it stands."""


@dataclass(frozen=True, slots=True)
class Report:
    """A brand name written wrongly, and what its author is told: where, what is wrong and how to fix it."""

    finding: Finding
    problem: Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """The brands a text names, rightly or wrongly (what is quoted, or only perhaps a brand, does not count), and what
    is wrong with the text.
    """

    mentions: tuple[Mention, ...]
    reports: tuple[Report, ...]
    markup: tuple[Problem, ...]
    """Markup that will not look as typed."""

    @property
    def problems(self) -> list[Problem]:
        return sorted([*self.markup, *(report.problem for report in self.reports)], key=lambda one: one.place)

    @property
    def brand_errors(self) -> int:
        return sum(report.finding.severity == "error" for report in self.reports)


def check(text: Text | Page, matcher: Matcher, around: str = "") -> Checked:
    """Check a text; ``around``: what it answers, such as its week's prompt."""
    return check_source(text.source, text.lang, () if isinstance(text, Page) else text.sic, matcher, around)


def check_source(source: Source, lang: str, sic: Sequence[str], matcher: Matcher, around: str) -> Checked:
    """Check what a text of the language ``lang`` says, and under Sic."""
    masked = mask.without_code(source)
    mentions, findings = matcher.read(mask.without_markup(source, masked), lang, sic, _begin(source), around)
    places = Places(source.text) if findings else None
    reports = [Report(finding, _problem(source.path, places, finding)) for finding in findings if places]
    if findings:
        mentions += [Mention(found.start, found.end, found.brand) for found in findings if found.severity != "notice"]
        mentions.sort(key=lambda mention: mention.start)
    return Checked(
        tuple(mentions), tuple(reports), tuple(unsupported.check(source.path, source.text, source.body, masked))
    )


def _begin(source: Source) -> int:
    return min((start for start, _ in source.prose_fields), default=source.body)


def _problem(path: str, places: Places, finding: Finding) -> Problem:
    line, column = places.at(finding.start)
    end_line, end_column = places.at(finding.end)
    return Problem(
        path, line, column, _message(finding), finding.severity, "brand", end_line, end_column,
        finding.wrong, finding.suggestion, finding.brand.name, finding.probability, finding.sure,
    )  # fmt: skip


def _message(finding: Finding) -> str:
    right, wrong = quote(finding.suggestion), quote(finding.wrong)
    if finding.why:
        return f"{wrong} is not how {right} is written; allowed, because it is {finding.why}"
    cause, otherwise = because(finding), OTHERWISE.format(finding.wrong)
    if finding.severity == "error":
        return f"write {right}, not {wrong}: {cause}; if meant: {otherwise}"
    if finding.severity == "notice":
        return f"did you mean {right} by {wrong} ({cause})? If not: {otherwise}"
    if finding.kind in SAME_LETTERS:
        return f"{wrong} is usually written {right}: {cause}; if meant: {otherwise}"
    return f"probably {right}, not {wrong}: {cause}; if not: {otherwise}"


def because(finding: Finding) -> str:
    """What is wrong with a name, and the weightiest reasons for saying so, where there are any."""
    what = WHY[finding.kind] if finding.severity == "error" else SOFTLY[finding.kind]
    if finding.kind in SAME_LETTERS:
        return what
    return ", ".join(finding.reasons[:2]) or what
