"""Runs Pagefind, turning documents into the index that a browser searches.

Its input is not the site's pages, but small documents, each with the texts alone and in one language.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .. import scratch
from .steady import ENTRY, steady

INDEX = "pagefind"
"""The folder of the index within the site."""
PARTS = ("pagefind.js", "wasm.*.pagefind", "fragment", "index")
"""The Pagefind files a browser needs, besides those that ``steady`` rewrites; the others are for search boxes."""
PATIENCE = 600
"""The timeout for Pagefind."""


def program() -> tuple[Path | None, str]:
    """The path of Pagefind's executable, or None with a note that says why it is unavailable."""
    try:
        from pagefind_bin_extended import get_executable  # noqa: PLC0415 - not available for some platforms

        return get_executable(), ""
    except (ImportError, OSError) as error:
        return None, f"no search: Pagefind is not installed ({error}); everything else works"


def index(program: Path, documents: Mapping[str, str], target: Path) -> str:
    """Write the index of ``documents``, HTML by file name, to a folder; returns a note on what went wrong, or ""."""
    with scratch.folder(target.parent, "search") as folder:
        source, made = folder / "texts", folder / "index"
        for address, text in documents.items():
            file = source / address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        if message := _run(program, source, made):
            return f"no search: Pagefind could not build its index: {message}"
        try:
            files = steady(_unsteady(made))
        except (ValueError, KeyError) as error:
            return f"no search: Pagefind's index has an unknown layout: {error}"
        for path, data in files.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(data)
        for part in (path for pattern in PARTS for path in made.glob(pattern)):
            shutil.move(part, target / part.name)
    return ""


def _unsteady(made: Path) -> dict[str, bytes]:
    return {
        path.relative_to(made).as_posix(): path.read_bytes()
        for pattern in (ENTRY, "*.pf_meta", "filter/*")
        for path in made.glob(pattern)
    }


def _run(program: Path, source: Path, made: Path) -> str:
    """Run Pagefind; returns its error message, or "" if it succeeded."""
    command: list[str | Path] = [program, "--site", source, "--output-path", made, "--silent"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    if done.returncode == 0 and (made / ENTRY).is_file():
        return ""
    return " ".join((done.stderr or done.stdout).split())[:300] or f"exit code {done.returncode}"
