"""The search page, and the index it looks into: made by Pagefind after the pages, in the folder they are built in.

Pagefind is given small documents of its own, and not the pages: each in one language, with the texts alone. Without
its program the site has no search box, and a note says why.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..core.strings import Strings
from ..corpus.overview import Overview
from ..options import Options
from . import documents as search
from .pagefind import ENTRY, steady

INDEX = "pagefind"
PARTS = ("pagefind.js", "wasm.*.pagefind", "fragment", "index")
"""What a browser needs of Pagefind's files, beside those that ``steady`` puts in order; the rest are search boxes."""
PATIENCE = 600
"""Seconds that Pagefind may take."""


@dataclass(slots=True)
class Search:
    """One build's: Pagefind's program, None without one, and what to index, by file."""

    program: Path | None = None
    documents: dict[str, str] = field(default_factory=dict)


def look_for_pagefind(pelican: Pelican) -> None:
    """Whether there will be a search box, before any page is written."""
    settings = pelican.settings
    options: Options = settings["options"]
    settings["search"] = found = Search()
    settings["searchable"] = False
    if not options.search or not settings["overview"].texts:
        return
    try:
        found.program = _program()
    except (ImportError, OSError) as error:
        settings["notes"].append(f"no search box: Pagefind is not installed ({error}); everything else is as usual")
        return
    settings["searchable"] = True


def _program() -> Path:
    """Pagefind's program. Raises ``ImportError`` or ``OSError`` where there is none for this machine."""
    from pagefind_bin_extended import get_executable  # noqa: PLC0415 - has no package for some machines

    program: Path = get_executable()
    return program


class SearchPages(Generator):  # type: ignore[misc]
    """``/search/``, and the documents that will be indexed."""

    def generate_output(self, writer: Writer) -> None:
        if not self.context["searchable"]:
            return
        found: Search = self.context["search"]
        overview: Overview = self.context["overview"]
        template = self.get_template("search_document")
        if self.context["options"].kept_index is None:
            facts = {name: self.context[name] for name in ("course", "rendered", "say")}
            found.documents = {one.file: template.render(facts, document=one) for one in search.documents(overview)}
        writer.write_file(
            "search/index.html", self.get_template("search"), self.context, relative_urls=True, url="search/",
            languages=sorted({text.lang for text in overview.texts}),
            people=sorted({text.author for text in overview.texts}, key=lambda one: (one.name.casefold(), one.id)),
            said=_said(self.context["say"]),
        )  # fmt: skip


def _said(say: Strings) -> dict[str, Any]:
    """What the page says when it has searched; ``{n}`` and ``{q}`` are put in there."""
    return {
        "found": {form: say.plain("search-found", form=form, n="{n}") for form in say.forms()},
        "none": say.plain("search-none", q="{q}"),
        "nothing": say.plain("search-nothing"),
        "broken": say.plain("search-broken"),
    }


def index(pelican: Pelican) -> None:
    """Let Pagefind read the documents. Where it fails, the page says so itself, and a note says why."""
    settings = pelican.settings
    found: Search = settings["search"]
    target = Path(settings["OUTPUT_PATH"]) / INDEX
    kept = settings["options"].kept_index
    if not settings["searchable"]:
        return
    if kept is not None:
        if (kept / INDEX).is_dir():
            shutil.copytree(kept / INDEX, target)
        return
    with tempfile.TemporaryDirectory(prefix="cohort-search-") as name:
        source, made = Path(name) / "texts", Path(name) / "index"
        for address, text in found.documents.items():
            file = source / address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        if said := _run(found.program, source, made):
            settings["notes"].append(f"search finds nothing: Pagefind could not make its index: {said}")
            return
        try:
            files = steady(_unsteady(made))
        except (ValueError, KeyError) as error:
            settings["notes"].append(
                f"search finds nothing: Pagefind's index is laid out in a way unknown here: {error}"
            )
            return
        for path, data in files.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(data)
        for part in (path for pattern in PARTS for path in made.glob(pattern)):
            shutil.move(part, target / part.name)


def _unsteady(made: Path) -> dict[str, bytes]:
    return {
        path.relative_to(made).as_posix(): path.read_bytes()
        for pattern in (ENTRY, "*.pf_meta", "filter/*")
        for path in made.glob(pattern)
    }


def _run(program: Path | None, source: Path, made: Path) -> str:
    """Run Pagefind; empty where it did its work, otherwise what it said."""
    command: list[Any] = [program, "--site", source, "--output-path", made, "--silent"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    if done.returncode == 0 and (made / ENTRY).is_file():
        return ""
    return " ".join((done.stderr or done.stdout).split())[:300] or f"exit code {done.returncode}"


def generators(_: Pelican) -> type[Generator]:
    return SearchPages


def register() -> None:
    signals.initialized.connect(look_for_pagefind)
    signals.get_generators.connect(generators)
    signals.finalized.connect(index)
