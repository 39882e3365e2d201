"""Build the ledger and render it as the gradebook: pages and CSV, outside the published site."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Template

from .. import wording
from ..checks import learning
from ..checks.check import Checked, because
from ..core import dates, strings
from ..core.problems import Findings, Problem
from ..core.strings import Strings
from ..corpus.corpus import Corpus
from ..course import forge, sentences
from ..grades import exporting, exports, grading, snapshot_files
from ..grades.platforms import grades, moodle
from ..rendering import Pages
from ..site import look
from ..site.context import Site
from ..texts.content_file import week_number
from ..texts.markup import Rendered
from . import (
    attention,
    brand_report,
    circle,
    class_page,
    conversation_page,
    list_pages,
    marking_page,
    network,
    presence_page,
    sparkline,
    tally,
)
from .brand_report import Found
from .class_page import ClassPage, Noted
from .files import file
from .lines import Built, Frame, Lines
from .near_copies import NearCopy
from .person_page import Students

CONTENT = ("posts/", "comments/", "pages/", "images/", "course.toml", "brands.toml")
"""How the paths of content files begin."""
ITEM = "Participation"
"""The item's default name in a platform's gradebook; ``./inv export --item`` overrides it."""
AROUND = 60
"""Characters of context on each side of a finding."""


class Gradebook:
    """The gradebook of one site. ``context`` is Pelican's; ``template`` gives a template by its name."""

    def __init__(self, context: Mapping[str, Any], template: Callable[[str], Template]) -> None:
        self.context, self.template = context, template
        self.theme = Path(context["THEME"])
        self.findings: Findings = context["findings"]

    def write(self, pages: Pages) -> None:
        site: Site = self.context["site"]
        result = grading.of(
            site.corpus, site.rendered, site.checked, site.options.private, site.as_of, site.options.cache
        )
        self.findings.problems.extend(result.problems)
        english = wording.of(strings.ENGLISH, self.theme)
        templates = _Templates(self.template, pages, site, english)
        downloads = {} if site.options.own else _downloads(result)
        for address, template, page in self.views(site, result, english, tuple(downloads)):
            templates.add(address, template, page)
        pages.write()
        for name, text in downloads.items():
            (pages.folder / name).write_bytes(text.encode("utf-8"))
        for part in ("static", "gradebook") if not site.options.own else ():
            shutil.copytree(self.theme / part, pages.folder / "theme", dirs_exist_ok=True)
        if not site.options.own:
            look.dress(pages.folder / "theme", site.course.site.accent)

    def views(
        self, site: Site, result: grading.GradingResult, english: Strings, downloads: tuple[str, ...]
    ) -> Iterator[tuple[str, str, object]]:
        """Every page: its file, its template, and what it shows."""
        corpus, book, course = result.corpus, result.ledger, result.corpus.course
        lines = Lines(corpus, site.overview.paths)
        found = list(_findings(corpus, site.checked, lines))
        built = Built(book.as_of, corpus.commit)
        record = grading.record(Path(self.context["PATH"]), result)
        students = Students(
            corpus,
            book,
            lines,
            site.rendered,
            result.words,
            result.taken,
            record,
            site.overview.week,
            site.replying.folder,
            built if site.options.own else None,
            _answers_hidden(corpus),
            _errors(found, {text.path for text, _ in book.uncounted}),
        )
        tallies = tally.tallies(book)
        if site.options.own:
            own = site.options.own.split()
            for of in tallies:
                if of.person.id in own:
                    yield "index.html" if len(own) == 1 else f"{of.person.id}.html", "own", students.page(of)
            return
        settings = [p for p in (*site.problems, *self.findings.problems) if p.rule == "settings"]
        changes = self.changes(result, site.options.private)
        problems = (*site.problems, *self.findings.problems)
        answers = network.build_network(book, corpus.comments)
        fair = attention.build_attention(book, answers, corpus.posts, corpus.comments, grading.away(book))
        drawn = sparkline.by_person(book)
        conversation = conversation_page.page(
            answers, circle.draw(answers), fair, drawn, lines, len(site.overview.shown)
        )
        copies = list(_near_copies(result, site.rendered, lines))
        flags = [
            Noted(lines(text), week_number(text.path), flag.sentence)
            for text in corpus.texts
            for flag in record.flags.get(text.path, ())
            if not flag.routine
        ]
        yield (
            "index.html",
            "index",
            ClassPage(
                built,
                class_page.sections(course),
                class_page.weeks(book, site.overview.week),
                tuple(class_page.student(of, students, drawn.get(of.person.id)) for of in tallies),
                tally.medians(tallies),
                tally.term(book, site.overview.week),
                downloads,
                bool(book.of_the_term),
                tuple(settings),
                class_page.pending(book),
                sum(entry.outcome == "pending" for entry in book.of_the_term),
                class_page.box(conversation.neglected, found, flags, record, copies, corpus, book, changes),
                conversation.network,
                tuple(sentences.sentences(course, english)),
                tuple(sentences.differences(course, english)),
            ),
        )
        yield "conversation.html", "conversation", conversation
        for present in presence_page.pages(book, corpus, site.rendered, lines):
            yield file("presence", present.listing.number), "presence", present
        doubts = learning.doubts(site.checked[text.path] for text in corpus.texts)
        for brands in list_pages.brands(found, brand_report.pages(found, doubts)):
            yield brands.report.file, "brands", brands
        for copied in list_pages.copies(copies):
            yield file("copies", copied.listing.number), "copies", copied
        for held in list_pages.held_back(
            corpus, book, lines, site.rendered, flags, problems, record, site.replying.folder
        ):
            yield file("texts", held.listing.number), "texts", held
        for changed in list_pages.changes(changes, book.by_person):
            yield file("changes", changed.listing.number), "changes", changed
        marking = marking_page.Marking(
            corpus, book, lines, site.rendered, result.words, record, students.errors, result.phrases
        )
        marked = list(marking.pages())
        yield "marking/index.html", "marking_index", marking_page.index(marked, course.criteria)
        yield from ((page.week.file, "marking", page) for page in marked)
        for of in tallies:
            yield f"people/{of.person.id}/index.html", "person", students.page(of)

    def changes(self, result: grading.GradingResult, private: Path) -> snapshot_files.Difference | None:
        """What changed since the last snapshot; None if there is none."""
        if not (last := snapshot_files.last(private, result.ledger.as_of)):
            return None
        try:
            return snapshot_files.compare(snapshot_files.read(last), snapshot_files.now(result))
        except snapshot_files.Unreadable as error:
            self.findings.problems.append(Problem(f"private/snapshots/{last.name}", 1, 1, str(error), rule="settings"))
            return None


class _Templates:
    """Renders pages with the templates, with relative paths to the roots of the gradebook and the site."""

    def __init__(self, template: Callable[[str], Template], pages: Pages, site: Site, say: Strings) -> None:
        course = site.course
        self.template, self.pages, self.say = template, pages, say
        self.frame = Frame(
            course.title, course.code, course.term, course.timezone, site.as_of.date(), course.site.index,
            site.options.site_from_gradebook,
        )  # fmt: skip
        self.site, self.folder = course.site, site.replying.folder
        pages.everywhere += [self.frame, self.on_forge("posts/", 1)]

    def on_forge(self, path: str, line: int = 0) -> str:
        """The address of a content file on the forge, at a line; empty where it has none, and for what is private."""
        there = path.startswith(CONTENT)
        return forge.file_address(self.site, f"{self.folder}{path}", line) if there else ""

    def add(self, address: str, template: str, page: object) -> None:
        self.pages.add(address, lambda: page, partial(self.text, address, template))

    def text(self, address: str, template: str, page: object) -> str:
        up = "../" * address.count("/")
        scheme, absolute, _ = self.frame.public.partition("://")
        site = self.frame.public if absolute else up + self.frame.public
        index = "index.html" if scheme == "file" or not absolute else ""

        def public(where: str, anchor: str = "") -> str:
            return f"{site}/{where}{index}{'#' if anchor else ''}{anchor}"

        helpers = {"public": public, "ROOT": up or "./", "file": file, "hours": tally.hours, "because": because,
                   "on_forge": self.on_forge, "marking_file": marking_page.file, "public_root": site,
                   "public_index": index}  # fmt: skip
        made = self.template(f"gradebook/{template}")
        return made.render(page=page, frame=self.frame, say=self.say, **helpers)


def _findings(corpus: Corpus, checked: Mapping[str, Checked], lines: Lines) -> Iterator[Found]:
    """Every brand finding with its text, position and context, for the report."""
    for text in corpus.texts:
        source = text.source.text
        for report in checked[text.path].reports:
            finding, problem = report.finding, report.problem
            before = source[max(0, finding.start - AROUND) : finding.start].split("\n")[-1]
            after = source[finding.end : finding.end + AROUND].split("\n")[0]
            yield Found(lines(text), finding, problem.line, problem.column, before, after)


def _errors(findings: Iterable[Found], uncounted: Collection[str]) -> Mapping[str, list[Found]]:
    """The errors in everybody's texts that count, by the author's id."""
    found: dict[str, list[Found]] = defaultdict(list)
    for one in findings:
        if one.finding.severity == "error" and one.text.path not in uncounted:
            found[one.text.author.id].append(one)
    return found


def _answers_hidden(corpus: Corpus) -> set[str]:
    """The comments that answer one which readers do not see."""
    hidden = {(comment.post, comment.id) for comment in corpus.comments if not comment.shown}
    return {comment.path for comment in corpus.comments if (comment.post, comment.reply_to) in hidden}


def _downloads(result: grading.GradingResult) -> dict[str, str]:
    """The downloads, by file name; a platform's file only if the roster identifies people on it."""
    book = result.ledger
    facts = exports.facts(book, result.corpus.commit)
    found = {
        "participation.csv": exports.participation(facts),
        "entries.csv": exports.entries(facts),
        "gradebook.json": exports.written(facts),
    }
    scored = grades(book.standings(), result.roster)
    for platform, write in exporting.SHEETS.items():
        sheet = write(ITEM, scored, result.roster, moodle.MOST, dates.short_time(book.as_of))
        if any(line.kind == "done" for line in sheet.about) and sheet.text:
            found[f"{platform}.csv"] = sheet.text
    return found


def _near_copies(result: grading.GradingResult, rendered: Mapping[str, Rendered], lines: Lines) -> Iterator[NearCopy]:
    """Every text that largely copies an earlier one, in the order of the texts."""
    corpus = result.corpus
    texts = {text.path: text for text in corpus.texts}
    prompts = {week.address: week for week in corpus.course.weeks}
    for text in corpus.texts:
        if text.path not in result.copied:
            continue
        for source, passages in result.copied[text.path].near_copies.items():
            earlier, week = texts.get(source), prompts.get(source)
            called = f"the question of {week.label.lower()}" if week else source
            before = week.prompt if week else rendered[source].own
            pairs = tuple(
                (rendered[text.path].own[one.start : one.end], before[one.source_start : one.source_end])
                for one in passages
            )
            words = sum(one.words for one in passages)
            of = lines(earlier) if earlier else None
            yield NearCopy(lines(text), of, called, words, pairs, result.taken.get(text.path, 0))
