"""``./inv merge``: look at every open request, merge what may be merged by itself, and say why the rest waits."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ..core.model import Course, Person
from ..core.problems import quote, showable
from ..core.refusal import Refusal
from ..corpus import files, git
from ..corpus.corpus import Corpus
from ..course.forge import FORGES, repository
from ..grades import grading
from ..leaks import scan
from ..roster import private_files
from . import rule, trees
from .forges import KINDS, Forge, NotMerged, Request
from .trees import CannotMerge, Conflict

Note = Callable[[str], None]
REMOTE: Final = "origin"
TOKENS: Final = {"github": ("COHORT_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"), "gitlab": ("COHORT_TOKEN", "GITLAB_TOKEN")}
"""The environment variables that may hold a forge's token."""
CONFLICT: Final = "it cannot be merged without a decision: the branch has changed at the same place"
NOT_OWN: Final = "it does not come from a fork of {account}’s own, so others could have written it"
TELLS: Final = "tells something that private/ holds, such as a legal name, so the site could not be published"
NO_ROSTER: Final = "private/roster.csv has no column “account”, so nobody’s account is known"
WAITS: Final = """\
This waits for a person, because

{reasons}

A request is merged by itself if it comes from its author’s own fork, and only adds or changes texts whose `Author` \
that is. It is looked at again when it changes."""


@dataclass(frozen=True)
class Decision:
    """Whose a request is, if that is known, and why it waits; it is merged if there is no reason."""

    person: str
    reasons: tuple[str, ...]
    changes: int = 0

    @property
    def comment(self) -> str:
        return WAITS.format(reasons="\n".join(f"- {reason}" for reason in self.reasons))


@dataclass
class Judge:
    """Decides on requests for one branch of a course. ``base`` is the branch's commit."""

    content: Path
    private: Path
    base: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def repository(self) -> Path:
        return trees.root(self.content)

    @cached_property
    def folder(self) -> str:
        """The content folder's path from the repository's root, ending in a slash unless it is the root."""
        return git.prefix(self.content)

    @cached_property
    def corpus(self) -> Corpus:
        with trees.written(self.repository, self.base, self.folder, self.now) as content:
            return self._read(content)

    @cached_property
    def existing(self) -> list[str]:
        """The paths of the branch's files."""
        return trees.names(self.repository, self.base)

    @property
    def course(self) -> Course:
        return self.corpus.course

    @cached_property
    def accounts(self) -> Mapping[str, str]:
        return private_files.roster(self.private, self.course)[0].accounts

    def _read(self, content: Path) -> Corpus:
        opened = files.open_course(content)
        withheld = grading.guests(self.private, opened.course)
        return opened.read(with_history=False, withheld=withheld, now=self.now)

    def decide(self, head: str, account: str) -> Decision:
        """Whether a commit may be merged for an account."""
        if not (person := self.person(account)):
            return self.unknown(account)
        try:
            tree = trees.merged(self.repository, self.base, head)
        except Conflict:
            return Decision(person.id, (CONFLICT,))
        if twice := next(
            (path for path, count in Counter(trees.names(self.repository, tree)).items() if count > 1), ""
        ):
            return Decision(person.id, (f"{rule.shown(twice)} is in it twice",))
        changes = trees.changes(self.repository, self.base, tree)
        why = tuple(rule.of_files(changes, self.folder, self.existing, person, self.course.person_by_id))
        paths = [change.path.removeprefix(self.folder) for change in changes]
        if not why:  # only then is anything written to disk
            why = tuple(self._of_texts(tree, paths, person))
        return Decision(person.id, why, len(changes))

    def person(self, account: str) -> Person | None:
        return self.course.person_by_id.get(self.accounts.get(account.casefold(), ""))

    def unknown(self, account: str) -> Decision:
        who = f"it is not known who {quote(account)} is: the instructor writes that account into private/roster.csv"
        return Decision("", (who if self.accounts else NO_ROSTER,))

    def _of_texts(self, tree: str, paths: list[str], person: Person) -> Iterator[str]:
        with trees.written(self.repository, tree, self.folder, self.now) as content:
            after = self._read(content)
        yield from rule.of_texts(paths, self.corpus, after, person)
        told = scan.discreetly(self.private, _only(after, paths), paths, [])
        own = {problem.path: problem.message for problem in told if f"of {quote(person.id)}" in problem.message}
        for path in scan.withholding(self.private, after, paths):
            yield f"{rule.shown(path)} {own.get(path, TELLS)}"


def _only(corpus: Corpus, paths: Collection[str]) -> Corpus:
    """A corpus with nothing but some of its files."""
    return replace(
        corpus,
        posts=tuple(post for post in corpus.posts if post.path in paths),
        comments=tuple(comment for comment in corpus.comments if comment.path in paths),
        images=tuple(image for image in corpus.images if image in paths),
        pages=(), parked=(),
    )  # fmt: skip


@dataclass(frozen=True)
class MergeRequest:
    """What to look at: a course, and its forge's open requests. ``dry_run``: decide and say, and do nothing."""

    content: Path
    private: Path
    dry_run: bool = False
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


@dataclass(frozen=True)
class Found:
    """The forge of a course, and the branch that requests are merged into."""

    forge: Forge
    branch: str


def local(content: Path, private: Path, head: str, account: str) -> Decision:
    """Decide on a commit of this repository, as it would be for an account. Raises ``CannotMerge``."""
    repository = trees.root(content)
    judge = Judge(content, private, trees.commit(repository, "HEAD"))
    return judge.decide(trees.commit(repository, head), account)


def merge(request: MergeRequest, note: Note) -> int:
    """Go through the open requests; exit code 1 if one could not be merged that may be. Raises ``CannotMerge``."""
    found = forge_of(request)
    repository = trees.root(request.content)
    failed = False
    judge = Judge(request.content, request.private, trees.fetched(repository, REMOTE, found.branch))
    looked_at = list(found.forge.requests(found.branch))
    for one in looked_at:
        about = f"{one.number} by {one.account}"
        if one.draft:
            note(f"{about}: is a draft, and waits")
            continue
        try:
            decision = _decided(judge, one)
            if decision.reasons and not request.dry_run:
                _tell(found.forge, one, decision)
        except (Refusal, OSError, ValueError, RecursionError) as error:  # of this one: the others are looked at
            note(f"{about}: cannot be looked at, and waits ({showable(str(error))})")
            failed = True
            continue
        if decision.reasons:
            note(f"{about}: waits\n" + "\n".join(f"    {reason}" for reason in decision.reasons))
        elif request.dry_run:
            note(f"{about}: would be merged as {decision.person}’s ({decision.changes} files)")
        else:
            try:
                found.forge.merge(one)
            except NotMerged as error:
                note(f"{about}: may be merged, but the forge refuses ({error})")
                failed = True
                continue
            note(f"{about}: merged as {decision.person}’s ({decision.changes} files)")
            judge = Judge(request.content, request.private, trees.fetched(repository, REMOTE, found.branch))
    if not looked_at:
        note("no open requests")
    return 1 if failed else 0


def _decided(judge: Judge, one: Request) -> Decision:
    if not one.own:
        return Decision("", (NOT_OWN.format(account=quote(one.account)),))
    if not judge.person(one.account):  # nothing is fetched of somebody unknown
        return judge.unknown(one.account)
    head = trees.fetched(judge.repository, REMOTE, one.ref)
    if head != one.head:
        return Decision("", ("it has just changed",))
    return judge.decide(head, one.account)


def _tell(forge: Forge, one: Request, decision: Decision) -> None:
    """Say on a request why it waits, unless that is said there; forges may store a comment with other line ends."""
    if decision.comment not in ("\n".join(text.split("\r\n")).strip() for text in forge.said(one.number)):
        forge.say(one.number, decision.comment)


def forge_of(request: MergeRequest) -> Found:
    """The forge, from the workflow that runs this, or from course.toml. Raises ``CannotMerge``."""
    given = request.environment
    site = files.open_course(request.content).course.site
    kind = "github" if given.get("GITHUB_ACTIONS") else "gitlab" if given.get("GITLAB_CI") else site.forge
    if kind not in KINDS:
        known = " or ".join(FORGES[name].name for name in KINDS)
        raise CannotMerge(f"course.toml: [site] forge must be {known} for this; it is {quote(kind or 'not given')}")
    token = next((given[name] for name in TOKENS[kind] if given.get(name)), "")
    if not token:
        raise CannotMerge(f"there is no token: set {TOKENS[kind][0]} to one that may merge requests")
    if kind == "github" and given.get("GITHUB_REPOSITORY") and given.get("GITHUB_API_URL"):
        address, name = given["GITHUB_API_URL"], given["GITHUB_REPOSITORY"]
    elif kind == "gitlab" and given.get("CI_PROJECT_ID") and given.get("CI_API_V4_URL"):
        address, name = given["CI_API_V4_URL"], given["CI_PROJECT_ID"]
    else:
        address, name = _api(kind, repository(site))
    return Found(KINDS[kind](address, name, token), site.branch)


def _api(kind: str, page: str) -> tuple[str, str]:
    """The address of a forge's interface, and a repository's name there, from the address of its page."""
    if not page:
        raise CannotMerge("course.toml: [site] repository does not say where the course is: write “owner/name”")
    parts = urlsplit(page)
    host, name = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")
    if kind == "gitlab":
        return f"{host}/api/v4", name
    return ("https://api.github.com" if parts.netloc == "github.com" else f"{host}/api/v3"), name
