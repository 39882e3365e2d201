"""The single value behind every page: a course read, rendered, checked and prepared for readers.

Built by one function, in a fixed order; plugins, templates and the leak scan get it from Pelican's context as ``site``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .. import wording
from ..cache import Store, digest, digest_of_files
from ..checks import course_check
from ..checks.check import Checked
from ..core.model import Brand, Course
from ..core.problems import Problem
from ..core.strings import Strings
from ..corpus import git, kin
from ..corpus.conversation import Conversation
from ..corpus.corpus import Corpus
from ..corpus.kin import Kindred
from ..corpus.overview import Overview
from ..feeds import planning
from ..feeds.planning import Feed
from ..grades import grading
from ..images import image_files, image_tags
from ..images.image_files import Gallery
from ..options import Options
from ..search import pagefind
from ..texts import renders
from ..texts.markup import Rendered
from ..threads.replying import Replying
from . import metadata
from .metadata import Card


@dataclass(frozen=True)
class Site:
    """A course as shown to readers. Mappings are keyed by text path, except ``feeds`` and ``cards``."""

    options: Options
    corpus: Corpus
    gallery: Gallery
    rendered: Mapping[str, Rendered]
    checked: Mapping[str, Checked]
    overview: Overview
    conversation: Conversation
    kindred: Kindred
    feeds: Mapping[str, tuple[Feed, ...]]
    """The feeds linked from a page's head, by page address; "" stands for every page."""
    replying: Replying
    cards: Mapping[str, Card]
    """The card of a page, by page address; empty unless the site is to be published."""
    pagefind: Path | None
    """The program that builds the search index; None if the site has no search."""
    say: Strings
    as_of: datetime
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    """Degraded features of this build, one sentence each."""

    @property
    def course(self) -> Course:
        return self.corpus.course

    @property
    def searchable(self) -> bool:
        return self.pagefind is not None


def read(content: Path, theme: Path, options: Options) -> Site:
    """The site of a content folder. Raises ``files.CannotRead`` if it does not contain a course."""
    corpus, gallery = image_files.examine(content, grading.load(content, options.private, options.as_of), options.cache)
    course = corpus.course
    say = wording.of(course.language, theme)
    rendered = image_tags.placed(
        renders.render(list(corpus.everything), course.title, options.cache),
        gallery.by_path,
        {comment.path for comment in corpus.comments},
        say("moving-image"),
    )
    checked = course_check.checked(corpus, options.cache)
    as_of = grading.moment(options.as_of, course.zone)
    overview = Overview(corpus, {path: found.mentions for path, found in checked.items()}, as_of)
    program, missing = pagefind.program() if options.search and overview.texts else (None, "")
    return Site(
        options=options,
        corpus=corpus,
        gallery=gallery,
        rendered=rendered,
        checked=checked,
        overview=overview,
        conversation=Conversation(corpus, overview.shown, {path: text.html for path, text in rendered.items()}),
        kindred=kindred(corpus, overview, rendered, options.cache),
        feeds=_by_page(planning.plan(overview, rendered, say)),
        replying=Replying(course.site, say, git.place(content)),
        cards=metadata.cards(corpus, say) if options.publish and course.site.url else {},
        pagefind=program,
        say=say,
        as_of=as_of,
        problems=(*say.problems, *course_check.problems(corpus, dict(checked))),
        notes=tuple(filter(None, (_untold(say), missing))),
    )


def kindred(
    corpus: Corpus, overview: Overview, rendered: Mapping[str, Rendered], cache: Path | None = None
) -> Kindred:  # fmt: skip
    """The posts that are about the same."""
    store = Store(cache, "words", corpus.course.title, digest_of_files(Path(kin.__file__)))
    paths = [post.path for post in corpus.published]
    plain = [rendered[path].plain for path in paths]
    words = store.all([*map(digest, plain)], lambda missing: [kin.words(plain[n]) for n in missing])
    store.save()
    return Kindred(corpus.published, brands_in(paths, overview), dict(zip(paths, words, strict=True)))


def brands_in(paths: Iterable[str], overview: Overview) -> dict[str, list[Brand]]:
    """The brands that the texts at some paths name."""
    return {path: [mention.brand for mention in overview.mentions.get(path, ())] for path in paths}


def _by_page(planned: Iterable[Feed]) -> Mapping[str, tuple[Feed, ...]]:
    """Feeds by the page whose head links them; those of all posts and all comments are linked from every page."""
    found: dict[str, list[Feed]] = defaultdict(list)
    for feed in planned:
        found[feed.page].append(feed)
    found[""] = [*found["posts/"], *found["comments/"]]
    found["feeds/"] = [*found[""], *found["feeds/"]]
    return {page: tuple(some) for page, some in found.items()}


def _untold(say: Strings) -> str:
    """A note of what is said in English, for want of another."""
    if not (untold := say.untranslated):
        return ""
    if len(say.files) == 1:
        return f"the site's own words are in English: theme/strings/ has no {say.language}.ftl"
    some = ", ".join(untold[:5]) + ("" if len(untold) <= 5 else " …")
    named = "string is" if len(untold) == 1 else "strings are"
    return f"{len(untold)} {named} shown in English, because {say.files[0].path} lacks them: {some}"
