"""Read the git record of the texts that count."""

import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ..core.model import composed
from ..corpus import git
from ..corpus.corpus import Corpus
from . import provenance


def evidence(
    content: Path, corpus: Corpus, deadlines: Mapping[str, datetime | None], addresses: Mapping[str, str]
) -> provenance.Record:
    """The record of a corpus's texts, as of when its history was read.

    ``deadlines`` is keyed by path; ``addresses`` maps case-folded e-mail addresses to person ids. Runs git twice: for
    uncommitted changes, and for the versions of texts that were changed after their deadline.
    """
    undated = {text.path: (provenance.undated(text),) for text in corpus.texts if text.dated != "header"}
    if corpus.no_history:
        return provenance.Record(undated, missing=corpus.no_history)
    if not any(text.path in corpus.versions for text in corpus.texts):
        return provenance.Record(undated, missing=_nothing(content) if any(corpus.texts) else "")
    pending = _pending(content)
    blobs = git.versions(content, provenance.wanted(corpus.versions, deadlines))
    imports = provenance.imports(corpus.texts, corpus.versions)
    register = provenance.Register(corpus.course, addresses, imports, blobs)
    found: dict[str, tuple[provenance.Flag, ...]] = {}
    for text in corpus.texts:
        known = corpus.versions.get(text.path, ())
        flags: tuple[provenance.Flag, ...] = undated.get(text.path, ())
        if known:
            flags += provenance.flags(text, known, deadlines.get(text.path), register)
        if not known or composed(text.path) in pending:
            flags += (provenance.uncommitted(text.path, ever=bool(known)),)
        if flags:
            found[text.path] = flags
    return provenance.Record(found, tuple(provenance.notes(found)))


def _pending(content: Path) -> set[str]:
    """The paths in the content folder with uncommitted changes."""
    try:
        listed = git.run(
            content, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all",
            "--ignore-submodules=all", "--", ".",
        )  # fmt: skip
    except (FileNotFoundError, subprocess.CalledProcessError):
        return set()
    start = git.prefix(content)
    return {composed(line[3:].removeprefix(start)) for line in listed.split("\0") if line[3:].startswith(start)}


def _nothing(content: Path) -> str:
    """Why git knows none of the content folder's texts, although the repository has commits."""
    try:
        git.run(content, "check-ignore", "-q", ".")
    except (FileNotFoundError, subprocess.CalledProcessError):
        return "no text is committed, so git has no record of when they were written"
    return "git ignores the content folder, so it has no record of when the texts were written"
