"""Pages are rendered when all of them are known, by every core: each is a value of its own."""

from functools import partial
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.writers import Writer

from .. import parallel
from ..rendering import Pages


class PageWriter(Writer):  # type: ignore[misc]
    """Takes pages, and renders them in the end."""

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings=settings)
        self.pages: list[partial[None]] = []
        self.addresses: list[str] = []
        self.kept: Pages = settings.setdefault("pages", Pages(Path(output_path)))
        settings["writer"] = self

    def write_file(self, name: str, *given: Any, **more: Any) -> None:
        self.pages.append(partial(super().write_file, name, *given, **more))
        self.addresses.append(name)

    def render(self) -> None:
        parallel.mapped(lambda page: page(), self.pages)
        self.kept.write()


def writer(_: Pelican) -> type[Writer]:
    return PageWriter


def render(pelican: Pelican) -> None:
    pelican.settings["writer"].render()


def register() -> None:
    signals.get_writer.connect(writer)
    signals.finalized.connect(render)
