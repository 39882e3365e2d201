"""Pagefind, run: documents into the index that a browser searches.

It is given small documents of its own, and not the pages: each in one language, with the texts alone.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .steady import ENTRY, steady

INDEX = "pagefind"
"""The folder of the index in the site."""
PARTS = ("pagefind.js", "wasm.*.pagefind", "fragment", "index")
"""What a browser needs of Pagefind's files, beside those that ``steady`` puts in order; the rest are search boxes."""
PATIENCE = 600
"""Seconds that Pagefind may take."""


def program() -> tuple[Path | None, str]:
    """Pagefind's program, or None with a note that says why there is none for this machine."""
    try:
        from pagefind_bin_extended import get_executable  # noqa: PLC0415 - has no package for some machines

        return get_executable(), ""
    except (ImportError, OSError) as error:
        return None, f"no search: Pagefind is not installed ({error}); everything else works"


def index(program: Path, documents: Mapping[str, str], target: Path) -> str:
    """Write the index of ``documents``, HTML by file name, into a folder; empty, or a note of what went wrong."""
    with tempfile.TemporaryDirectory(prefix="cohort-search-") as name:
        source, made = Path(name) / "texts", Path(name) / "index"
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
    """Run Pagefind; empty where it did its work, otherwise what it said."""
    command: list[str | Path] = [program, "--site", source, "--output-path", made, "--silent"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    if done.returncode == 0 and (made / ENTRY).is_file():
        return ""
    return " ".join((done.stderr or done.stdout).split())[:300] or f"exit code {done.returncode}"
