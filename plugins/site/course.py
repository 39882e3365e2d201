"""The course itself: read before everything else; pages for the home, the weeks and the people."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator, Generator
from pelican.writers import Writer

from .. import wording
from ..core.strings import Strings
from ..corpus import files
from ..corpus.overview import Overview
from ..course import sentences
from ..grades import grading
from ..images import image_files, image_tags
from ..options import Options
from ..publishing import changes
from ..texts import renders
from . import guide

LATEST = 12
POPULAR = 5
RECENT = 5


def read_course(pelican: Pelican) -> None:
    """Read the whole course into the settings, which every generator's context is a copy of."""
    settings = pelican.settings
    options = Options.of(settings)
    corpus, gallery = image_files.examine(Path(settings["PATH"]), files.load(Path(settings["PATH"])), options.cache)
    say = wording.of(corpus.course.language, Path(settings["THEME"]))
    settings.update(
        options=options,
        corpus=corpus,
        course=corpus.course,
        gallery=gallery,
        by_path={text.path: text for text in corpus.everything},
        rendered=image_tags.placed(
            renders.render(list(corpus.everything), corpus.course.title, options.cache),
            gallery.by_path,
            {comment.path for comment in corpus.comments},
            say("moving-image"),
        ),
        neighbours={},
        say=say,
        problems=say.problems,
        notes=_untold(say),
        as_of=grading.moment(options.as_of, corpus.course.zone),
        ARTICLE_PATHS=[post.path for post in corpus.published],
        PAGE_PATHS=[page.path for page in corpus.pages],
        STATIC_PATHS=[],
        SITENAME=corpus.course.title,
        TIMEZONE=corpus.course.timezone,
        DEFAULT_LANG=corpus.course.language.lower(),
    )


def _untold(say: Strings) -> list[str]:
    """A note of what is said in English, for want of another."""
    if not (untold := say.untold):
        return []
    if len(say.files) == 1:
        return [f"what the site itself says is in English: theme/strings/ has no {say.language}.ftl"]
    some = ", ".join(untold[:5]) + ("" if len(untold) <= 5 else " …")
    named = "string is" if len(untold) == 1 else "strings are"
    return [f"{len(untold)} {named} said in English, for {say.files[0].path} has none: {some}"]


class CoursePages(Generator):  # type: ignore[misc]
    """Home, weeks, people, and the page for addresses that do not exist."""

    def generate_output(self, writer: Writer) -> None:
        for address, template, facts in self.pages():
            writer.write_file(
                address, self.get_template(template), self.context, relative_urls=True, url=address, **facts
            )

    def pages(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        overview: Overview = self.context["overview"]
        yield (
            "index.html",
            "index",
            {
                "latest": list(reversed(overview.corpus.published))[:LATEST],
                "popular": self.context["conversation"].popular[:POPULAR],
                "recent": overview.shown[:RECENT],
            },
        )
        yield "weeks/index.html", "weeks", {}
        yield "people/index.html", "people", {}
        yield "posts/index.html", "posts", {"posts": list(reversed(overview.corpus.published))}
        course, say = overview.course, self.context["say"]
        yield (
            "rules/index.html",
            "rules",
            {
                "said": sentences.sentences(course, say),
                "always": sentences.standing(course, say),
                "different": sentences.differences(course, say),
            },
        )
        yield "how-to/index.html", "how-to", {"guide": guide.guide(course, say)}
        # Shown at any address, so it names its links from the server's root.
        public = urlsplit(overview.course.site.url).path if self.context["options"].publish else ""
        yield "404.html", "404", {"SITEURL": public}
        for week in overview.course.weeks:
            yield f"{week.address}index.html", "week", {"week": week}
        for person in overview.people:
            yield f"people/{person.id}/index.html", "person", {"person": person}


def ask_to_stay_away(pelican: Pelican) -> None:
    """Headers for search engines, where a host reads them from a file: feeds and images cannot ask by themselves."""
    if not pelican.settings["course"].site.index:
        file = Path(pelican.settings["OUTPUT_PATH"]) / changes.HEADERS
        file.write_text(changes.STAY_AWAY, "utf-8", newline="\n")


def posts_of_a_week(generator: ArticlesGenerator) -> None:
    """The posts before and after each in its week, for its page. Posts come in the order of time."""
    overview: Overview = generator.context["overview"]
    for posts in overview.posts_by_week.values():
        for n, post in enumerate(posts):
            generator.context["neighbours"][post.path] = (
                posts[n - 1] if n else None,
                posts[n + 1] if n + 1 < len(posts) else None,
            )
    generator.authors = generator.categories = []


def generators(_: Pelican) -> type[Generator]:
    return CoursePages


def register() -> None:
    signals.initialized.connect(read_course)
    signals.get_generators.connect(generators)
    signals.article_generator_finalized.connect(posts_of_a_week)
    signals.finalized.connect(ask_to_stay_away)
