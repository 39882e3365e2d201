"""Where the sample course lies, which tests and measurements read; ``./inv start`` moves it to ``sample/``.

``python tests/sample_course.py`` writes ``plugins/data/sample.txt`` anew, by which ``./inv start`` knows it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = next(
    (folder for folder in (ROOT / "content", ROOT / "sample") if list(folder.glob("posts/week-01/amara-*.md"))),
    ROOT / "content",
)


def listed() -> str:
    """A line for each file of the sample course: a digest of what it holds, and its path."""
    from plugins.start import sample

    found = {file.relative_to(SAMPLE).as_posix(): sample.digest(file) for file in sample.files_of(SAMPLE)}
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(found.items()))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    (ROOT / "plugins/data/sample.txt").write_text(listed(), "utf-8", newline="\n")
