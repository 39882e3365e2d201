"""Comments: where each stands in its thread, how it is answered, and the pages that lead to the conversation."""

from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..corpus import git
from ..threads.replying import Replying


def places_of_comments(pelican: Pelican) -> None:
    """Where every shown comment stands, by its path: the summary of a branch names who replied."""
    corpus = pelican.settings["corpus"]
    pelican.settings["folds"] = {
        place.comment.path: place for discussion in corpus.discussions.values() for place in discussion.places
    }


def ways_to_answer(pelican: Pelican) -> None:
    """How a new file is opened, for templates: ``replying``."""
    settings = pelican.settings
    settings["replying"] = Replying(settings["course"].site, settings["say"], git.place(Path(settings["PATH"])))


class CommentPages(Generator):  # type: ignore[misc]
    """``/comments/``, ``/popular/`` and ``/unanswered/``."""

    def generate_output(self, writer: Writer) -> None:
        for name in ("comments", "popular", "unanswered"):
            writer.write_file(
                f"{name}/index.html", self.get_template(name), self.context, relative_urls=True, url=f"{name}/"
            )


def generators(_: Pelican) -> type[Generator]:
    return CommentPages


def register() -> None:
    signals.initialized.connect(places_of_comments)
    signals.initialized.connect(ways_to_answer)
    signals.get_generators.connect(generators)
