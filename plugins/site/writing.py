"""Pages are written when all of them are known: each is a value of its own, and most show what they showed before."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Template
from pelican import Pelican, signals
from pelican.utils import get_relative_path, path_to_url
from pelican.writers import Writer

from ..core.model import Post
from ..rendering import Pages
from .context import Site
from .presenter import Presenter
from .views import Head, PostPage

NOT_FOUND = "404.html"


class PageWriter(Writer):  # type: ignore[misc]
    """Takes pages as values, and writes them in the end. Pelican's own are those of the posts and of the course."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings=settings)
        self.presenter: Presenter = settings["presenter"]
        self.site: Site = settings["site"]
        self.pages: Pages = settings.setdefault("pages", Pages(Path(output_path)))
        self.pages.everywhere.append(self.presenter.frame)
        settings["writer"] = self

    def write_file(self, name: str, template: Template, *_: Any, **more: Any) -> None:
        if "article" in more:
            post, self.post_template = more["article"].text, template
            self.add(name, template, partial(self.post, self.presenter, post))
        else:
            page = more["page"].text
            self.add(name, template, lambda: (self.presenter.head(page.address), self.presenter.own(page)))

    def again(self, site: Site, post: Post) -> tuple[str, str]:
        """The file and the text of a post's page, of a site that is a little newer than this one."""
        file = f"{post.address}index.html"
        return file, self.rendered(file, self.post_template, *self.post(Presenter(site), post))

    def post(self, presenter: Presenter, post: Post) -> tuple[Head, PostPage]:
        return presenter.head(post.address, post.path), presenter.post(post)

    def add(self, file: str, template: Template, shown: Callable[[], tuple[Head, object]]) -> None:
        """Add a page. ``file``: its path below the site's root; ``shown`` makes what it shows."""
        self.pages.add(file, lambda: (template.name, shown()), lambda made: self.rendered(file, template, *made[1]))

    def rendered(self, file: str, template: Template, head: Head, page: object) -> str:
        return template.render(head=head, page=page, SITEURL=self.root(file))

    def root(self, file: str) -> str:
        """The path from a page to the site's root. The 404 page is served at any address, so its links start from the
        server's root.
        """
        if file == NOT_FOUND:
            return urlsplit(self.site.course.site.url).path if self.site.options.publish else ""
        return str(path_to_url(get_relative_path(file)))


def writer(_: Pelican) -> type[Writer]:
    return PageWriter


def write(pelican: Pelican) -> None:
    pelican.settings["pages"].write()


def register() -> None:
    signals.get_writer.connect(writer)
    signals.finalized.connect(write)
