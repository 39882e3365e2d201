"""``./inv import``: exports on disk → content files, and a report that accounts for every item of the input.

``.cohort-import.json`` in the content folder records what was written: each text's name on its platform, its path, and
a digest of its contents. It is part of the content and belongs in git, so that a newer export can be imported on
another machine. It cannot be part of a header, which only has the content format's fields. A file whose digest differs
was edited and is left alone. Everything is written to a folder beside the content first, then moved, file by file.
``people.toml`` is in the private folder, since names on a platform may be legal names.
"""

import contextlib
import io
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import IO, Final

from .. import atomic, regular, scratch
from ..core import dates
from ..core.model import Course, Post, Week
from ..core.problems import Problem
from ..corpus import files
from ..course import course_file
from ..images.links import FORMATS
from . import hand_ins, memory, new_weeks, own_texts, people, placing, review, whose
from .image_files import Media, beside, left_alone
from .image_names import MISSING, companions
from .readers import archive, canvas, conflicts, formats, pasted
from .records import CannotImport, Dropped, Item, Kind, Measure, Note, Part, Picture
from .report import Outcome, Report, Source, Written

OWN_TABLE: Final = ".toml"
OWN_FORMAT: Final = (".md", OWN_TABLE)
MOST_FILES: Final = 10_000
Files = Mapping[str, tuple[Path, bytes]]
"""Target paths and contents of files, by display name."""
Open = Callable[[], IO[bytes]]
NO_PLACE: Final = (
    "does not say where it belongs: name it like week-03--ada-my-post.md, or week-03--ada-my-post--ben-1.md if it"
    " answers that post"
)
TOPIC: Final = f"{canvas.ORIGIN} post "
"""Begins the key of a topic of Canvas."""
OWN: Final = "a text for this course"
Measures = tuple[Measure, ...]
ORIGINAL: Final = "as it came"
LOCK: Final = "~$"
"""How the files begin by which Word marks a document as open."""


@dataclass(frozen=True)
class ImportRequest:
    """What to import, and where to. ``date``: for texts without a date; ``media``: a folder with their images;
    ``week``: the number of the week that documents were handed in for; ``review``: a folder for pages that compare each
    text with its original; ``exports``: whether other platforms' exports
    are read, which name authors as they like, and bring pages and weeks.
    """

    source: Path
    content: Path
    private: Path
    date: str = ""
    dry_run: bool = False
    media: Path | None = None
    week: str = ""
    exports: bool = True
    review: Path | None = None

    @cached_property
    def desk(self) -> hand_ins.Desk:
        """Where documents come in that were handed in. Raises ``CannotImport`` without a course."""
        if not (self.content / course_file.FILE).exists():
            message = (
                f"{self.content}: has no course.toml, and who hands in, and when, is known by it: ./inv start makes one"
            )
            raise CannotImport(message)
        course = files.open_course(self.content).course
        mapping, _, _ = mapping_of(self.private / people.FILE, course)
        roster, _ = whose.roster(self.private, course)
        everyone = people.People(course, mapping, people.known_to_roster(roster))
        return hand_ins.Desk(course, everyone, roster, hand_ins.week_of(self.week, course), bool(self.date))


@dataclass
class Reading:
    """Everything read so far, and what became of it."""

    items: list[Item] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    """The items' indexes by key."""
    media: Media | None = None
    asked: list[Item] = field(default_factory=list)
    """One for each text that is left out since its person is not known, named by whom to ask for."""
    measures: dict[int, Measures] = field(default_factory=dict)
    """What the items' texts held, by their indexes."""
    originals: bool = False
    """Whether the texts are kept as they came, too."""


def bring(request: ImportRequest) -> Report:
    """Run an import. Raises ``CannotImport`` if nothing can be imported, ``files.CannotRead`` for an unreadable
    course.
    """
    try:
        with tempfile.TemporaryFile() as file, _apart(request) as folder:
            spool = memory.Spool(file)
            if request.week:
                hand_ins.week_of(request.week, request.desk.course)
            return place(request, _read_all(request, spool, folder), spool)
    except OSError as error:
        where = error.filename or tempfile.gettempdir()
        raise CannotImport(f"{where}: cannot be read or written: {error.strerror}") from None


def place(
    request: ImportRequest, read: Reading, spool: memory.Spool, learned: Mapping[str, str] | None = None,
    same: Mapping[str, str] | None = None, *, growing: bool = True,
) -> Report:  # fmt: skip
    """Write what was read. ``learned``: person ids by names on the platform, to be added to ``people.toml``; ``same``:
    paths of texts that already exist, by key; ``growing``: whether weeks may be added.
    """
    fresh = not (request.content / course_file.FILE).exists()
    opened = None if fresh else files.open_course(request.content)
    fresh_people, fresh_names, notes = people.new(read.items) if fresh else ((), {}, [])
    read.notes += notes
    course = opened.course if opened else Course(new_weeks.TITLE, (), fresh_people)
    given = dates.parse(request.date, course.zone) if request.date else None
    if request.date and given is None:
        raise CannotImport(f"--date “{request.date}” is not a date: write it like “{dates.EXAMPLE}”")
    mapping, listed, problems = mapping_of(request.private / people.FILE, course)
    read.notes += [Note("recovered", f"{p.path}:{p.line}:{p.column}", p.message) for p in problems]
    roster, told = whose.roster(request.private, course)
    read.notes += told
    found = {**fresh_names, **(learned or {})}
    more = {name: person for name, person in found.items() if people.plain(name) not in mapping}
    mapping = {people.plain(name): person for name, person in more.items()} | mapping
    everyone = people.People(course, mapping, people.known_to_roster(roster))
    state = memory.found_again(request.content, memory.read(request.content))

    def whole(header: str, item: Item, number: int) -> bytes:
        text = item.text.encode("utf-8", "replace") or spool.get(number)
        if item.path:
            return text
        return header.encode("utf-8", "replace") + b"\n" + text + b"\n" * bool(text)

    def free(path: str, header: str, item: Item, number: int) -> bool:
        return memory.digest_of(request.content / path) in (None, memory.digest(whole(header, item, number)))

    before = dict(same or {}) | {key: path for key, (path, _) in state.items()}
    known = _known(opened) if opened else ()
    plan = placing.plan(read.items, course, everyone, before, free, known, given, growing=growing)
    proposal = people.known(more, listed) + people.proposal([*read.items, *read.asked], everyone, listed)
    extra = _extra(request, plan, proposal, everyone.course if fresh and plan.placed else None)
    with _staging(request) as folder:
        stage = _Stage(request, folder, state, media=read.media)
        for placed in plan.placed:
            stage.put(placed, whole(placed.header, placed.item, placed.number))
        report = Report(
            tuple(read.sources), tuple(stage.written), (*read.dropped, *plan.dropped), (*read.notes, *plan.notes),
            tuple(stage.stand_ins), tuple(extra), request.dry_run, *stage.pictures(), held(plan.placed, read),
        )  # fmt: skip
        if not report.balanced:
            raise CannotImport("the counts do not add up, which is a bug in Cohort: nothing was written")
        if request.review:
            texts = (_compared(placed, spool) for placed in plan.placed if (placed.number, ORIGINAL) in spool.spans)
            review.write(request.review, texts)
        if not request.dry_run and (plan.placed or extra or not fresh):
            stage.finish(extra)
    return report


def held(placed: Sequence[placing.Placed], read: Reading) -> dict[str, tuple[int, int]]:
    """How much the placed texts held of each kind, and hold on the site, which has only the export's images."""
    before, after = Counter[str](), Counter[str]()
    for text in placed:
        for measure in read.measures.get(text.number, ()):
            before.update(measure.before)
            after.update(measure.after)
    after["pictures"] -= sum(note.count for note in read.notes if note.message == MISSING)
    return {kind: (count, after[kind]) for kind, count in before.items()}


def _compared(placed: placing.Placed, spool: memory.Spool) -> review.Text:
    original, made = (spool.get(name).decode("utf-8") for name in ((placed.number, ORIGINAL), placed.number))
    return review.Text(placed.path, placed.item.place, placed.item.title, original, made)


def _apart(request: ImportRequest) -> AbstractContextManager[Path]:
    """A folder for what was handed in, which may name people: within the private one, if that can be written."""
    may = os.access(request.private, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
    return scratch.folder(request.private if may else None, "import")


def _staging(request: ImportRequest) -> AbstractContextManager[Path]:
    """A folder beside the content, so that files can be moved from it atomically."""
    return _apart(request) if request.dry_run else scratch.folder(request.content.parent, "import")


def _sources(source: Path, read: Reading, folder: Path, opened: "_Opened") -> Iterator[tuple[str, Open]]:
    """The files to read, by name: a single file, or a folder's or zip file's in name order except those that accompany
    a text. Symbolic links are not followed.
    """
    if source.is_dir():
        found = sorted(file for file in source.rglob("*") if not file.is_symlink() and file.is_file())
        found.sort(key=lambda file: file.stat().st_mtime if own_texts.path_of(file.name) else 0.0)
        named = {file.relative_to(source).as_posix(): file for file in found}
        named = {path: file for path, file in named.items() if not _hidden(path)}
    elif source.exists():
        named = {source.name: source.resolve()}
    else:
        raise CannotImport(f"{source}: does not exist")
    every = dict(_unpacked(named, read, opened))
    others = companions(every) if len(every) > 1 or source.is_dir() else set()
    if len(every) - len(others) > MOST_FILES:
        raise CannotImport(f"{source}: has more than {MOST_FILES:,} files: name the export itself")
    if others:
        message = "files beside the texts, such as images and styles: of them, the images that a text shows are taken"
        read.notes.append(Note("not text", source.name, message, len(others)))
        _keep_beside({path: every[path] for path in others if path not in named}, read, folder)
    yield from ((path, opener) for path, opener in every.items() if path not in others)


def _keep_beside(files: Mapping[str, Open], read: Reading, folder: Path) -> None:
    """Keep the pictures in a zip file, so that the texts in it find them."""
    for number, (path, opener) in enumerate(sorted(files.items())):
        if PurePosixPath(path).suffix.lower() in FORMATS:
            with contextlib.suppress(CannotImport, OSError), opener() as stream:
                _keep(Picture("", path, stream.read()), read, folder / str(number))


def _hidden(path: str) -> bool:
    return bool(re.search(r"(?:^|/)(?:\.|__MACOSX/)", path))


def _unpacked(named: Mapping[str, Path], read: Reading, opened: "_Opened") -> Iterator[tuple[str, Open]]:
    """Files, and in place of a zip file those in it."""
    for name, file in named.items():
        try:
            inner = _inner(file)
        except (CannotImport, OSError):  # said when it is read
            inner = None
        if inner is None:
            yield name, partial(from_disk, file)
            continue
        paths, outside = inner
        if outside:
            message = "files of a zip file whose names lead out of it, which are left out"
            read.notes.append(Note("not text", name, message, outside))
        for path in sorted(paths):
            if not _hidden(path):
                yield f"{name}/{path}", partial(opened.read, file, path)


def _inner(file: Path) -> tuple[list[str], int] | None:
    """The names in a zip file of files, and how many it has that lead out of it; None for any other file."""
    with from_disk(file) as stream:
        if not stream.read(4).startswith(archive.BEGINS) or archive.kind(stream) != archive.ARCHIVE:
            return None
        return archive.names(stream)


def from_disk(file: Path) -> IO[bytes]:
    """Open a file that was no link and no pipe when it was found, and is none now. Raises ``OSError``."""
    return open(file, "rb", opener=_not_followed)


def _not_followed(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


@dataclass
class _Opened:
    """The zip file that is being read, opened once for all files in it."""

    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    file: Path | None = None
    package: archive.Archive | None = None

    def read(self, file: Path, path: str) -> IO[bytes]:
        if self.package is None or self.file != file:
            self.close()
            self.package = self.stack.enter_context(archive.opened(self.stack.enter_context(from_disk(file))))
            self.file = file
        return io.BytesIO(self.package.read(path))

    def close(self) -> None:
        self.stack.close()
        self.package = None


def _read_all(request: ImportRequest, spool: memory.Spool, folder: Path) -> Reading:
    """Read everything. ``folder``: where pictures within documents are kept until they are copied."""
    source = request.source
    read = Reading(media=beside(source, request.media, request.content), originals=request.review is not None)
    with contextlib.closing(_Opened()) as opened:
        for name, opener in _sources(source, read, folder, opened):
            _read(name, opener, request, read, spool, folder)
    if any(item.post.startswith(canvas.WHOSE) for item in read.items):
        known = {key.removeprefix(TOPIC) for key in memory.read(request.content) if key.startswith(TOPIC)}
        read.items[:] = canvas.joined(read.items, known)
        read.notes[:] = canvas.still_away(read.notes, read.items)
    if all(source.failed for source in read.sources):
        raise CannotImport("\n".join(source.fault for source in read.sources) or f"{source}: is empty")
    if request.week and not any(source.platform in formats.DOCUMENTS for source in read.sources):
        raise CannotImport(f"--week is for documents that were handed in, and {source} holds none: leave it out")
    return read


def _not_read(name: str, request: ImportRequest) -> str:
    """Why a file is deliberately not read; empty if it is."""
    path = PurePosixPath(name)
    if path.name.startswith(LOCK):
        return "is Word's mark that a document was open, not a text"
    if own_texts.path_of(name):
        return ""
    if request.source.is_dir() and path.suffix.lower() in OWN_FORMAT and not hand_ins.sender(name).platform:
        return NO_PLACE if path.suffix.lower() == ".md" else "is one of Cohort's own tables: it is left alone"
    return ""


def _read(name: str, opener: Open, request: ImportRequest, read: Reading, spool: memory.Spool, folder: Path) -> None:
    if message := _not_read(name, request):
        read.sources.append(Source(name, failed=message, skipped=True))
        return
    before = replace(read, items=[*read.items], dropped=[*read.dropped], notes=[*read.notes], keys=dict(read.keys),
                     asked=[*read.asked], measures=dict(read.measures))  # fmt: skip
    items = len(read.items)
    counts: Counter[Kind] = Counter()
    measures: Measures = ()
    nested = 0
    try:
        with opener() as stream:
            conflicts.check(stream)
            suffix = PurePosixPath(name).suffix.lower() if hand_ins.sender(name).platform else ""
            platform = OWN if own_texts.path_of(name) else formats.of(stream, suffix)
            for record in _records(platform, stream, name, request, read):
                placed = replace(record, place=f"{name}: {record.place}")
                if isinstance(placed, Note):
                    read.notes.append(placed)
                    continue
                if isinstance(placed, Measure):
                    measures += (placed,)
                    continue
                if isinstance(placed, Picture):
                    _keep(placed, read, folder)
                    continue
                counts[placed.kind] += 1
                if isinstance(placed, Dropped):
                    read.dropped.append(placed)
                else:
                    nested += bool(placed.parent)
                    item = read.media.rewritten(placed, read.notes) if read.media else placed
                    take(item, read, spool, items, measures)
                measures = ()
    except (CannotImport, OSError, RecursionError) as error:
        read.items, read.dropped, read.notes, read.keys = before.items, before.dropped, before.notes, before.keys
        read.asked, read.measures = before.asked, before.measures
        deep = "is nested more deeply than any text: it is refused" if isinstance(error, RecursionError) else ""
        failed = deep or str(getattr(error, "strerror", None) or error)
        read.sources.append(Source(name, failed=failed, line=getattr(error, "line", 1)))
        return
    read.sources.append(Source(name, platform, tuple(counts.items()), nested))


def _records(platform: str, stream: IO[bytes], name: str, request: ImportRequest, read: Reading) -> Iterator[Part]:
    """What a file holds; a document's post with its place among those handed in. Of one that is left out, no more is
    said than that.
    """
    if platform == OWN:
        yield from _own_text(stream, name, request, read)
        return
    if platform not in formats.DOCUMENTS:
        if not request.exports:
            raise CannotImport(f"was taken for {platform}, and whose that is, nobody knows: use ./inv import")
        yield from (canvas.of_file(record, name) for record in formats.READERS[platform](stream))
        return
    notes: list[Note] = []
    for record in formats.READERS[platform](stream):
        if isinstance(record, Note):
            notes.append(record)
            continue
        if not isinstance(record, Item):
            yield record
            continue
        if record.path:
            known = request.desk.roster.addresses.get(record.accounts[0].casefold(), "")
            yield own_texts.read(record.text, record.path, record.place, request.desk.course, known)
            continue
        received = request.desk.receive(record, name)
        if received.asked:
            read.asked.append(Item("post", hand_ins.ORIGIN, "", name, received.asked))
        if isinstance(received.item, Item):
            yield from (*notes, *received.notes)
        notes.clear()
        yield received.item


def _own_text(stream: IO[bytes], name: str, request: ImportRequest, read: Reading) -> Iterator[Part]:
    """A text that says where it belongs; left out if a platform took it in from somebody unknown."""
    text, notes = pasted.decoded(stream)
    yield from notes
    known, path, by = request.desk.sender(name), own_texts.path_of(name), hand_ins.sender(name)
    if by.platform and not known:
        read.asked.append(Item("post", hand_ins.ORIGIN, "", name, by.names[0]))
        yield Dropped("post", "the text", hand_ins.ask_for(by.names[0]), path)
    else:
        yield own_texts.read(text, path, "the text", request.desk.course, known)


def _keep(picture: Picture, read: Reading, folder: Path) -> None:
    """Keep a picture within a document, so that its text finds it."""
    if read.media and picture.address not in read.media.files:
        file = folder / PurePosixPath(picture.address).parent.name / PurePosixPath(picture.address).name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture.data)
        read.media.add(picture.address, file)


def take(item: Item, read: Reading, spool: memory.Spool, first: int, measures: Measures = ()) -> None:
    """Keep a text, checking for duplicates by contents and name: an identical text is kept once; of two versions in
    different files, the later file's is kept; two texts in one file (``first`` is its first item's index) are both
    kept.
    """
    bare, number = replace(item, text=""), 2
    while (there := read.keys.get(bare.key)) is not None:
        other = read.items[there]
        same = spool.get(there) == item.text.encode("utf-8", "replace") and replace(
            bare, place="", id="", tags=(), parent=""
        ) == replace(other, place="", id="", tags=(), parent="")
        if same:
            read.dropped.append(
                Dropped(item.kind, item.place, f"is the same text as the one in {other.place}", item.title)
            )
            return
        if there < first:
            message = f"is an earlier version of the text in {item.place}"
            read.dropped.append(Dropped(item.kind, other.place, message, other.title))
            spool.put(there, item.text)
            _measured(there, measures, read, spool)
            read.items[there] = bare
            return
        bare, number = replace(bare, id=f"{item.id} ({number})"), number + 1
    read.keys[bare.key] = len(read.items)
    spool.put(len(read.items), item.text)
    _measured(len(read.items), measures, read, spool)
    read.items.append(bare)


def _measured(number: int, measures: Measures, read: Reading, spool: memory.Spool) -> None:
    read.measures[number] = tuple(replace(one, html="") for one in measures)
    if read.originals and measures:
        spool.put((number, ORIGINAL), "\n".join(one.html for one in measures))


def _known(opened: files.Opened) -> list[placing.Known]:
    values = (value for value, _ in opened.values())
    return [placing.Known(post.key, post.title, post.slug) for post in values if isinstance(post, Post)]


def mapping_of(file: Path, course: Course) -> tuple[dict[str, str], set[str], list[Problem]]:
    """The contents of ``people.toml``, as returned by ``people.read``."""
    try:
        return people.read(f"{file.parent.name}/{file.name}", regular.text(file), course)
    except FileNotFoundError:
        return {}, set(), []
    except (OSError, UnicodeDecodeError) as error:
        raise CannotImport(f"{file}:1:1: {regular.fault(error)}") from None


def _extra(request: ImportRequest, plan: placing.Plan, proposal: str, fresh: Course | None) -> Files:
    """Further files by display name: the course's settings and the proposed ``people.toml``."""
    extra: dict[str, tuple[Path, bytes]] = {}
    file = request.content / course_file.FILE
    if fresh:
        extra[course_file.FILE] = (
            file,
            new_weeks.new(plan.weeks or (Week(1),), fresh.people).encode("utf-8", "replace"),
        )
    elif plan.weeks:
        numbers = ", ".join(str(week.number) for week in plan.weeks)
        data = regular.data(file).rstrip() + b"\n" + new_weeks.more(plan.weeks).encode()
        extra[f"{course_file.FILE}, to which these weeks were added: {numbers}"] = file, data
    if proposal:
        target = request.private / people.FILE
        there = regular.data(target) if target.exists() else people.HEAD.encode()
        extra[f"{request.private.name}/{people.FILE}"] = target, there.rstrip() + b"\n" + proposal.encode()
    return extra


@dataclass
class _Stage:
    """The files of a run: the outcome of each, and the staging folder that holds them until all are complete."""

    request: ImportRequest
    folder: Path
    state: dict[str, tuple[str, str]]
    staged: list[str] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    stand_ins: list[str] = field(default_factory=list)
    media: Media | None = None
    images: set[str] = field(default_factory=set)

    def put(self, placed: placing.Placed, whole: bytes) -> None:
        key, digest = placed.item.key, memory.digest(whole)
        outcome = self._outcome(placed.path, digest, self.state.get(key))
        if outcome in ("new", "updated"):
            self.staged.append(placed.path)
            self.images |= self.media.of(whole.decode("utf-8", "replace")) if self.media else set()
            if not self.request.dry_run:
                _put(self.folder / placed.path, whole)
        if outcome != "kept":
            self.state[key] = placed.path, digest
        if placed.number >= 0:
            self.written.append(Written(placed.item.kind, placed.item.place, placed.path, outcome))
        elif outcome == "new":
            self.stand_ins.append(placed.path)

    def _outcome(self, path: str, digest: str, before: tuple[str, str] | None) -> Outcome:
        there = memory.digest_of(self.request.content / path)
        if there == digest:
            return "unchanged"
        if before is None:
            return "new" if there is None else "kept"
        return "updated" if there is not None and there == before[1] else "kept"

    def pictures(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The images to copy, and those not copied because they were replaced in the course."""
        if not self.media:
            return (), ()
        new, replaced = left_alone(self.request.content, self.media.copies, sorted(self.images))
        return tuple(new), tuple(replaced)

    def finish(self, extra: Files) -> None:
        """Move everything to its place, the state file last."""
        content = self.request.content
        state = memory.told(self.state)
        self._refuse_links()
        try:
            _put(self.folder / memory.FILE, state)
            content.mkdir(parents=True, exist_ok=True)
            images, _ = self.pictures()
            for path in images:
                _put(self.folder / path, self.media.copies[path].read_bytes() if self.media else b"")
            with ExitStack() as beside_them:
                for target, data in extra.values():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    beside_them.enter_context(atomic.replacing(target)).write(data)
                for path in [*images, *self.staged]:
                    _move(self.folder / path, content / path)
            if memory.digest_of(content / memory.FILE) != memory.digest(state):
                _move(self.folder / memory.FILE, content / memory.FILE)
        except OSError as error:
            raise CannotImport(f"{error.filename or content}: cannot be written: {error.strerror}") from None

    def _refuse_links(self) -> None:
        content = self.request.content
        for folder in {(content / path).parent for path in (*self.staged, *self.images)}:
            inside = (folder, *folder.parents)[: len(folder.parts) - len(content.parts)]
            if link := next((part for part in inside if part.is_symlink()), None):
                raise CannotImport(f"{link}: is a symbolic link, which is not followed: put a folder there")


def _put(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise CannotImport(f"{error.filename or file}: cannot be written: {error.strerror}") from None


def _move(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic.move(file, target)
