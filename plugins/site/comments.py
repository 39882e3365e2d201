"""The pages that lead to the discussions."""

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer


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
    signals.get_generators.connect(generators)
