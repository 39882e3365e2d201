"""Build the ledger and render it as the gradebook: pages and CSV, outside the published site."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from .. import parallel, wording
from ..checks import learning
from ..checks.check import Checked, because
from ..core import dates, paging, strings
from ..core.paging import Listing
from ..core.problems import Findings, Problem
from ..corpus.corpus import Corpus
from ..course import sentences
from ..grades import exporting, exports, grading, provenance, snapshot_files
from ..grades.platforms import grades, moodle
from ..grades.snapshots import Change
from ..site.context import Site
from ..site.presenter import Presenter
from ..texts.content_file import week_number
from ..texts.markup import Rendered
from . import attention, brand_report, circle, near_copies, network, sparkline, tally
from .brand_report import Found
from .files import HEAVIEST, file
from .near_copies import NearCopy

ITEM = "Participation"
"""The item's default name in a platform's gradebook; ``./inv export --item`` overrides it."""
HELD = 250
"""The maximum number of each kind of text held back, and of problems, on a page."""
EDITED = 20
"""The maximum number of edited texts listed for each person with changed points."""
AROUND = 60
"""Characters of context on each side of a finding."""


class Gradebook(Generator):  # type: ignore[misc]
    """Writes the gradebook to its own folder; nothing of it ever reaches the output folder or its context."""

    def generate_output(self, _: Writer) -> None:
        """Begin the gradebook in a copy of this process, where that saves time: pages need not wait for it."""
        site: Site = self.context["site"]
        folder = site.options.gradebook
        if folder is None:
            return
        work = partial(self.written, folder)
        copy = parallel.Copy(work) if parallel.processes(len(site.overview.paths)) > 1 else None
        self.settings["finish_gradebook"] = partial(self.finish, work, copy)

    def finish(self, work: Callable[[], list[tuple[Any, ...]]], copy: parallel.Copy | None) -> None:
        """Wait for the gradebook, or write it now. What a copy could not do is done again here, so that an error is
        told as any other.
        """
        if copy and (problems := copy.result()) is not None:
            self.findings.problems.extend(Problem(*problem) for problem in problems)
        else:
            work()

    def written(self, folder: Path) -> list[tuple[Any, ...]]:
        """Write the gradebook; returns the problems found on the way, in plain values."""
        before = len(self.findings.problems)
        self.write(folder)
        return [astuple(problem) for problem in self.findings.problems[before:]]

    def write(self, folder: Path) -> None:
        site: Site = self.context["site"]
        options = site.options
        result = grading.of(site.corpus, site.rendered, site.checked, options.private, site.as_of)
        self.findings.problems.extend(result.problems)
        page = _Pages(self, folder, options.site_from_gradebook, self.facts(site, result))
        if options.own:
            [alone] = [of for of in page.facts["tallies"] if of.person.id == options.own]
            page.write("index.html", "gradebook/own", person=alone.person, tally=alone)
            return
        page.write("index.html", "gradebook/index")
        page.write("conversation.html", "gradebook/conversation")
        report = brand_report.pages(page.facts["brand_findings"], page.facts["doubts"])
        places = brand_report.places(report)
        for findings in report:
            page.write(findings.file, "gradebook/brands", report=findings, places=places)
        for name, listings in self.lists(site, page.facts).items():
            for listing in listings:
                page.write(file(name, listing.number), f"gradebook/{name}", listing=listing)
        for of in page.facts["tallies"]:
            page.write(f"people/{of.person.id}/index.html", "gradebook/person", person=of.person, tally=of)
        for name, text in page.facts["downloads"].items():
            (folder / name).write_bytes(text.encode("utf-8"))
        for part in ("static", "gradebook"):
            shutil.copytree(Path(self.theme) / part, folder / "theme", dirs_exist_ok=True)

    @property
    def findings(self) -> Findings:
        found: Findings = self.context["findings"]
        return found

    def facts(self, site: Site, result: grading.GradingResult) -> dict[str, Any]:
        """The data shown on the gradebook's pages, computed once."""
        corpus, book, course = result.corpus, result.ledger, result.corpus.course
        tallies = tally.tallies(book)
        answers = network.build_network(book, corpus.comments)
        record = grading.record(Path(self.settings["PATH"]), result)
        english = wording.of(strings.ENGLISH, Path(self.theme))
        return {
            "say": english,
            "frame": Presenter(site).frame,
            "head": None,
            "file": file,
            "ledger": book,
            "tallies": tallies,
            "medians": tally.medians(tallies),
            "term": tally.term(book, site.overview.week),
            "posted": Counter(row.week.number for row in book.rows if row.measures.posts),
            "hours": tally.hours,
            "words": result.words,
            "copied": result.taken,
            "uncounted": {text.path for text, _ in book.uncounted},
            "answers_hidden": _answers_hidden(corpus),
            "near_copies": list(_near_copies(result, site.rendered)),
            "answered": partial(tally.answered, book),
            "downloads": _downloads(result),
            "settings_problems": [p for p in (*site.problems, *self.findings.problems) if p.rule == "settings"],
            "rules": sentences.sentences(course, english),
            "different": sentences.differences(course, english),
            "because": because,
            "doubts": learning.doubts(site.checked[text.path] for text in corpus.texts),
            "changes": self.changes(result, site.options.private),
            "network": answers,
            "drawing": circle.draw(answers),
            "attention": attention.build_attention(book, answers, corpus.posts, corpus.comments, grading.away(book)),
            "sparklines": sparkline.by_person(book),
            "record": record,
            "flags_of_note": [flag for flags in record.flags.values() for flag in flags if not flag.routine],
            "week_of": week_number,
            "commit_address": partial(provenance.commit_address, course.site),
            "brand_findings": list(_findings(corpus, site.checked)),
            "problems": (*site.problems, *self.findings.problems),
        }

    def lists(self, site: Site, facts: Mapping[str, Any]) -> dict[str, list[Listing[Any]]]:
        """The pages of each list, by the name of its file and template."""
        corpus, book, changes = site.corpus, facts["ledger"], facts["changes"]
        held = (corpus.parked, book.uncounted, facts["flags_of_note"], facts["problems"])
        edited = changes.edited if changes else ()
        some_edited = [edited[n : n + EDITED] for n in range(0, len(edited), EDITED)]
        changed = zip_longest(changes.people if changes else (), some_edited)
        return {
            "copies": near_copies.pages(facts["near_copies"]),
            "texts": paging.pages(list(zip_longest(*held)), HELD),
            "changes": paging.pages(list(changed), paging.MOST, _changed_weight, HEAVIEST),
        }

    def changes(self, result: grading.GradingResult, private: Path) -> snapshot_files.Difference | None:
        """What changed since the last snapshot; None if there is none."""
        if not (last := snapshot_files.last(private, result.ledger.as_of)):
            return None
        try:
            return snapshot_files.compare(snapshot_files.read(last), snapshot_files.now(result))
        except snapshot_files.Unreadable as error:
            self.findings.problems.append(Problem(f"private/snapshots/{last.name}", 1, 1, str(error), rule="settings"))
            return None


class _Pages:
    """Renders templates into the gradebook's folder, with relative paths to the roots of the gradebook and the site."""

    def __init__(self, generator: Gradebook, folder: Path, site: str, facts: Mapping[str, Any]) -> None:
        self.generator, self.folder, self.site, self.facts = generator, folder, site, facts

    def write(self, address: str, template: str, **more: Any) -> None:
        up = "../" * address.count("/")
        site = self.site if "://" in self.site else up + self.site
        index = "" if "://" in self.site else "index.html"

        def public(where: str, anchor: str = "") -> str:
            return f"{site}/{where}{index}{'#' if anchor else ''}{anchor}"

        context = {**self.generator.context, **self.facts, **more, "ROOT": up or "./", "public": public}
        file = self.folder / address
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.generator.get_template(template).render(context), "utf-8")


def _changed_weight(row: tuple[Change | None, Sequence[str] | None]) -> int:
    """The bytes of a person's changed points and of some edited texts on a page, about."""
    change, edited = row
    lines = (*(change.lines if change else ()), *(edited or ()))
    return 200 + 50 * len(lines) + paging.size(lines)


def _findings(corpus: Corpus, checked: Mapping[str, Checked]) -> Iterator[Found]:
    """Every brand finding with its text, position and context, for the report."""
    for text in corpus.texts:
        source = text.source.text
        for report in checked[text.path].reports:
            finding, problem = report.finding, report.problem
            before = source[max(0, finding.start - AROUND) : finding.start].split("\n")[-1]
            after = source[finding.end : finding.end + AROUND].split("\n")[0]
            yield Found(text, finding, problem.line, problem.column, before, after)


def _answers_hidden(corpus: Corpus) -> set[str]:
    """The comments that answer one which readers do not see."""
    hidden = {(comment.post, comment.id) for comment in corpus.comments if not comment.shown}
    return {comment.path for comment in corpus.comments if (comment.post, comment.reply_to) in hidden}


def _downloads(result: grading.GradingResult) -> dict[str, str]:
    """The downloads, by file name; a platform's file only if the roster identifies people on it."""
    book = result.ledger
    found = {
        "participation.csv": exports.participation(book),
        "entries.csv": exports.entries(book),
        "gradebook.json": exports.document(book, result.corpus.commit),
    }
    scored = grades(book.standings(), result.roster)
    for platform, write in exporting.SHEETS.items():
        sheet = write(ITEM, scored, result.roster, moodle.MOST, dates.short_time(book.as_of))
        if any(line.kind == "done" for line in sheet.about) and sheet.text:
            found[f"{platform}.csv"] = sheet.text
    return found


def _near_copies(result: grading.GradingResult, rendered: Mapping[str, Rendered]) -> Iterator[NearCopy]:
    """Every text that largely copies an earlier one, in the order of the texts."""
    corpus = result.corpus
    texts = {text.path: text for text in corpus.texts}
    prompts = {week.address: week for week in corpus.course.weeks}
    for text in corpus.texts:
        if text.path not in result.copied:
            continue
        for source, passages in result.copied[text.path].near_copies.items():
            week = prompts.get(source)
            called = f"the question of {week.label.lower()}" if week else source
            before = week.prompt if week else rendered[source].own
            pairs = tuple(
                (rendered[text.path].own[one.start : one.end], before[one.source_start : one.source_end])
                for one in passages
            )
            yield NearCopy(text, texts.get(source), called, sum(one.words for one in passages), pairs)


def generators(_: Pelican) -> type[Generator]:
    return Gradebook


def finish(pelican: Pelican) -> None:
    """Finish the gradebook, unless whoever ran Pelican does."""
    site: Site = pelican.settings["site"]
    if site.options.gradebook and not site.options.gradebook_later:
        pelican.settings["finish_gradebook"]()


def register() -> None:
    signals.get_generators.connect(generators)
    signals.finalized.connect(finish)
