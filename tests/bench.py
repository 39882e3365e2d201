"""What ``./inv bench`` measures: commands as a person runs them, start-up included, on made courses of any size.

Times differ from machine to machine and from minute to minute, so two commands are run in turn, and what counts is
their ratio: the median over the rounds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import synthetic

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from plugins.core import copies as core_copies  # noqa: E402
from plugins.core import threads as core_threads  # noqa: E402
from plugins.core import words as core_words  # noqa: E402
from plugins.core.greetings import Names  # noqa: E402

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


def threads(_: int, most: int) -> None:
    """One discussion of 1,000, 10,000 and 100,000 comments (or ``most``, where that is more), in three shapes: grown,
    laid out, and as the page of its post. Linear means that the microseconds for a comment stay about the same.
    """
    sizes = [1_000, 10_000, max(100_000, most)]
    print(
        f"{'shape':>8} {'comments':>8} {'grow s':>7} {'steps s':>8} {'page s':>7} {'µs a comment':>12} {'page MB':>8}"
    )
    for shape in synthetic.SHAPES:
        for size in sizes:
            corpus, post = synthetic.discussion(size, shape)
            begun = time.perf_counter()
            grown = core_threads.grow(post.key, corpus.comments, post, Names(corpus.course.people))
            after_growing = time.perf_counter()
            count = sum(1 for _ in core_threads.steps(grown.places, 50))
            after_steps = time.perf_counter()
            page = synthetic.page(corpus, post)
            done = time.perf_counter()
            assert count >= 2 * size
            print(
                f"{shape:>8} {size:>8} {after_growing - begun:>7.2f} {after_steps - after_growing:>8.2f}"
                f" {done - after_steps:>7.2f} {1e6 * (done - begun) / size:>12.0f} {len(page) / 1e6:>8.1f}"
            )


def feeds(posts: int, comments: int) -> None:
    """All feeds of a course that is read and rendered: planned, written as XML and to disk."""
    from plugins import files, renders
    from plugins.core import atom
    from plugins.core import feeds as planned
    from plugins.core.overview import Overview

    print(f"{'posts':>6} {'comments':>8} {'feeds':>6} {'MB':>5} {'s':>6} {'ms a text':>9}")
    for share in SIZES:
        size = int(posts * share), int(comments * share)
        with tempfile.TemporaryDirectory() as folder:
            corpus = files.load(synthetic.write(Path(folder) / "content", *size))
            rendered = renders.render(corpus, None)
            times = []
            for n in range(ROUNDS):
                overview = Overview(corpus, {}, datetime.now(UTC))
                begun = time.perf_counter()
                plan = planned.plan(overview, rendered)
                scribe = atom.Scribe(corpus.course)
                written = 0
                for feed in plan:
                    file = Path(folder) / str(n) / feed.address
                    file.parent.mkdir(parents=True, exist_ok=True)
                    written += file.write_text(scribe.feed(feed), "utf-8")
                times.append(time.perf_counter() - begun)
        each = 1000 * median(times) / sum(size)
        print(f"{size[0]:>6} {size[1]:>8} {len(plan):>6} {written / 1e6:>5.1f} {median(times):>6.2f} {each:>9.3f}")


def _processor() -> float:
    """Seconds that the processor worked for this process and for those it waited for."""
    return sum(os.times()[:4])


def history(_: int, most: int) -> None:
    """The evidence from git, of 10,000 commits (or ``most``, where that is more), with pull requests, edits and
    renames. Seconds are of the processor, git's included. Linear
    means that the seconds for 1,000 commits stay about the same.
    """
    from plugins import history as evidence

    print(f"{'commits':>8} {'files':>6} {'versions':>8} {'log s':>6} {'s':>6} {'s for 1,000 commits':>20}")
    for share in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            repository = synthetic.history(Path(folder), int(max(10_000, most) * share))
            content, times, logs = repository.folder / "content", [], []
            for _ in range(ROUNDS):
                begun = _processor()
                evidence._git(content, *evidence.LOG)
                after_log = _processor()
                past = evidence.read(content)
                logs.append(after_log - begun)
                times.append(_processor() - after_log)
        versions = sum(map(len, past.versions.values()))
        each = 1000 * median(times) / repository.count
        print(
            f"{repository.count:>8} {len(past.versions):>6} {versions:>8} {median(logs):>6.2f} {median(times):>6.2f}"
            f" {each:>20.3f}"
        )


def copies(posts: int, comments: int) -> None:
    """Passages copied from earlier texts: of texts that share nothing, that share one paragraph, and that are all made
    of the same sentences. Linear means that the microseconds for a word stay about the same.
    """
    print(f"{'texts':>10} {'count':>6} {'words':>9} {'copied':>9} {'cpu s':>6} {'µs a word':>9}")
    for kind in synthetic.KINDS:
        for share in SIZES:
            texts = synthetic.proses(int((posts + comments) * share), kind)
            total = sum(core_words.count(prose) for _, prose in texts)
            times = []
            for _ in range(ROUNDS):
                begun = time.process_time()
                found = core_copies.find(texts)
                times.append(time.process_time() - begun)
            copied = sum(one.words for one in found.values())
            each = 1e6 * median(times) / total
            print(f"{kind:>10} {len(texts):>6} {total:>9} {copied:>9} {median(times):>6.2f} {each:>9.2f}")


BENCHES: dict[str, Callable[[int, int], None]] = {
    "check": check,
    "copies": copies,
    "feeds": feeds,
    "history": history,
    "threads": threads,
}
