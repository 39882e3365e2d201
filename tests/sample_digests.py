"""Write ``plugins/data/sample.txt`` anew, by which ``./inv start`` knows the sample course: ``python tests/sample_digests.py``."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def listed() -> str:
    """A line for each file of the sample course: a digest of what it holds, and its path."""
    from plugins import sample

    content = ROOT / "content"
    lines = [f"{sample.digest(file)}  {file.relative_to(content).as_posix()}" for file in sample.files_of(content)]
    return "".join(f"{line}\n" for line in sorted(lines, key=lambda line: line.split("  ", 1)[1]))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    (ROOT / "plugins/data/sample.txt").write_text(listed(), "utf-8", newline="\n")
