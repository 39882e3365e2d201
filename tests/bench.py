"""What ``./inv bench`` measures: commands as a person runs them, start-up included, on made courses of any size.

Times differ from machine to machine and from minute to minute, so two commands are run in turn, and what counts is
their ratio: the median over the rounds.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import synthetic

ROOT = Path(__file__).parent.parent
ROUNDS = 5
SIZES = (0.25, 0.5, 1)
"""The sizes a course is measured at, as shares of the greatest: cost has to grow in step with them."""


def seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def check(posts: int, comments: int) -> None:
    """The check, cold (nothing remembered) and warm, beside codespell on the same files."""
    codespell = shutil.which("codespell", path=str(Path(sys.executable).parent))
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'posts':>6} {'comments':>8} {'cold s':>7} {'warm s':>7} {'cold ms a file':>14}")
        for share in SIZES:
            size = int(posts * share), int(comments * share)
            content = synthetic.write(Path(folder) / f"{share}" / "content", *size)
            cold, warm, other = [], [], []
            for _ in range(ROUNDS):
                for file in (ROOT / ".cache").glob("checked-*"):
                    file.unlink()
                cold.append(seconds([str(ROOT / "inv"), "check", "--content", str(content)]))
                warm.append(seconds([str(ROOT / "inv"), "check", "--content", str(content)]))
                if codespell and share == SIZES[-1]:
                    other.append(seconds([codespell, str(content)]))
            a_file = 1000 * median(cold) / sum(size)
            print(f"{size[0]:>6} {size[1]:>8} {median(cold):>7.2f} {median(warm):>7.2f} {a_file:>14.3f}")
    if not other:
        print("codespell is not installed, so there is nothing to compare with")
        return
    print(f"codespell on the greatest of these: {median(other):.2f} s")
    for name, times in (("cold", cold), ("warm", warm)):
        ratios = sorted(ours / theirs for ours, theirs in zip(times, other, strict=True))
        print(f"check {name} / codespell: {median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})")


BENCHES: dict[str, Callable[[int, int], None]] = {"check": check}
