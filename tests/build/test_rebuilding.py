"""While ``./inv serve`` builds: what changes is shown at once, and nobody waits for a build or for the search index.

A build, its gradebook, and Pagefind, wait here for as long as a file is there.
"""

import contextlib
import gzip
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import POST, ROOT, write
from test_server import free_port, get, until

from plugins.build.rebuilding import MOST_GIVEN_UP

SERVE = """
import sys
from pathlib import Path
from plugins import parallel
from plugins.build import watching
from plugins.build.request import BuildRequest

here = Path(sys.argv[1])
if sys.argv[3] == "alone":
    parallel.can_fork = lambda: False
folders = (here / name for name in ("content", "site", "book", "private", "settings.py"))
watching.serve(
    BuildRequest(*folders, cache=here / "cache"), int(sys.argv[2]),
    lambda done, changed: print("built", *sorted(changed), flush=True), lambda note: print(note, flush=True), (), {},
)
"""
SETTINGS = """
from pelicanconf import *
PLUGINS = [*PLUGINS, "holding"]
"""
HOLDING = """
import os
import time
from pathlib import Path
from pelican import signals
from plugins.gradebook.generator import GradebookGenerator

HERE = Path(__file__).parent

def hold(_):
    (HERE / f"began-{os.getpid()}").touch()
    while (HERE / "hold").exists():
        time.sleep(0.02)

finish = GradebookGenerator.finish

def finish_slowly(*given):
    (HERE / f"finishing-{os.getpid()}").touch()
    while (HERE / "hold-book").exists():
        time.sleep(0.02)
    finish(*given)

def register():
    signals.initialized.connect(hold)
    GradebookGenerator.finish = finish_slowly
"""
PAGEFIND = """#!{python}
import os
import sys
import time
from pathlib import Path
here = Path("{here}")
(here / f"indexed-{{os.getpid()}}").touch()
if (here / "fail").exists():
    sys.exit("out of luck")
while (here / "hold-search").exists():
    time.sleep(0.02)
os.execv("{program}", ["{program}", *sys.argv[1:]])
"""
ADA, BEN = "week-1/ada/x/", "week-1/ben/y/"
BELOW_ADA, BELOW_BEN = "comments/week-01/ada-x/ben-1.md", "comments/week-01/ben-y/ada-1.md"
COMMENT = "Author: {}\nDate: 2026-10-08 10:00\n\nI agree with this.\n"


class Serving:
    """``./inv serve``, and the course that it shows."""

    def __init__(self, here: Path, way: str = "") -> None:
        from pagefind_bin_extended import get_executable

        self.here, self.content, self.site = here, here / "content", here / "site"
        files = {
            "posts/week-01/ada-x.md": POST, "posts/week-01/ben-y.md": POST.replace("ada", "ben"),
            BELOW_ADA: COMMENT.format("ben"), BELOW_BEN: COMMENT.format("ada"),
        }  # fmt: skip
        if not self.content.exists():
            write(self.content, files)
        pagefind = PAGEFIND.format(python=sys.executable, here=here, program=get_executable())
        program = here / "program"
        for name, text in {
            "settings.py": SETTINGS, "holding.py": HOLDING, "pagefind": pagefind,
            "pagefind_bin_extended.py": f"from pathlib import Path\ndef get_executable(): return Path({str(program / 'pagefind')!r})\n",
        }.items():  # fmt: skip
            file = here / name if name in ("settings.py", "holding.py") else program / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
        (program / "pagefind").chmod(0o755)
        self.port = free_port()
        path = os.pathsep.join(map(str, (program, here, ROOT)))
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(here), str(self.port), way or "apart"], stdout=subprocess.PIPE,
            text=True, env={**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        self.said: list[str] = []
        self.listeners = [threading.Thread(target=self.listen)]
        self.listeners[0].start()

    def listen(self) -> None:
        with self.process.stdout as lines:
            self.said.extend(map(str.strip, lines))

    def wait(self) -> "Serving":
        assert until(lambda: any("watching" in line for line in self.said), 60), self.said
        return self

    def page(self, address: str) -> str:
        return get(f"http://127.0.0.1:{self.port}/{address}")

    def shows(self, address: str, text: str) -> Callable[[], bool]:
        return lambda: text in self.page(address)

    def write(self, name: str, text: str) -> None:
        file = self.content / name
        before = file.read_text("utf-8") if file.exists() else ""
        file.write_text(f"{before}\n{text}\n", "utf-8")

    def hold(self, what: str = "hold") -> None:
        (self.here / what).touch()

    def go_on(self, what: str = "hold") -> None:
        (self.here / what).unlink()

    def count(self, what: str) -> int:
        return len(list(self.here.glob(f"{what}-*")))

    def built(self) -> int:
        return sum(line.startswith("built") for line in self.said)

    def reloads(self, address: str) -> list[str]:
        """What a page is told that is open now; more as time goes on."""
        page = self.page(address)
        events = page.partition('new EventSource("')[2].partition('"')[0]
        told: list[str] = []
        stream = urllib.request.urlopen(f"http://127.0.0.1:{self.port}{events}", timeout=60)

        def listen() -> None:
            with stream, contextlib.suppress(OSError):
                told.extend(line.decode().strip() for line in stream if line.startswith(b"data"))

        self.listeners.append(threading.Thread(target=listen))
        self.listeners[-1].start()
        return told

    def processes(self) -> list[int]:
        """Those that run, with all that they began."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.fsencode(self.here) in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
        return found

    def end(self) -> None:
        for what in ("hold", "hold-book", "hold-search"):
            (self.here / what).unlink(missing_ok=True)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        for listener in self.listeners:
            listener.join()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    made = Serving(tmp_path)
    yield made.wait()
    made.end()


forks = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a system that forks safely")


@forks
def test_a_text_that_changes_while_a_build_runs_is_shown_before_it_ends_and_never_lost_again(serving):
    serving.hold()
    before = serving.built(), serving.count("began")
    serving.write(BELOW_ADA, "Firstly.")
    assert until(serving.shows(ADA, "Firstly"))
    assert until(lambda: serving.count("began") > before[1])
    serving.write(BELOW_BEN, "Secondly.")
    assert until(serving.shows(BEN, "Secondly"))
    assert serving.built() == before[0]
    assert "Firstly" not in serving.page("comments/")
    serving.go_on()
    is_shown = [True]
    while serving.built() < before[0] + 2:
        is_shown.append("Firstly" in serving.page(ADA) and "Secondly" in serving.page(BEN))
    assert all(is_shown)
    for text in ("Firstly", "Secondly"):
        assert text in serving.page("comments/")
    assert serving.said.count(f"built {BELOW_ADA}") == serving.said.count(f"built {BELOW_BEN}") == 1


@forks
def test_a_text_that_changes_while_the_gradebook_is_awaited_is_shown_in_the_new_site(serving):
    serving.hold("hold-book")
    before = serving.count("finishing")
    serving.write(BELOW_ADA, "Firstly.")
    assert until(lambda: serving.count("finishing") > before)
    assert "Firstly" in serving.page("comments/")
    serving.write(BELOW_BEN, "Secondly.")
    assert until(serving.shows(BEN, "Secondly"))
    assert "Secondly" not in serving.page("comments/")
    serving.go_on("hold-book")
    assert until(serving.shows("comments/", "Secondly"))
    assert "Firstly" in serving.page(ADA)


@forks
def test_a_new_site_is_not_overwritten_by_who_does_not_know_all_that_it_shows(serving):
    serving.hold("hold-book")
    before = serving.count("finishing")
    course = (serving.content / "course.toml").read_text("utf-8")
    (serving.content / "course.toml").write_text(course.replace('name = "Ada', 'name = "Adelina'), "utf-8")
    assert until(lambda: serving.count("finishing") > before)
    assert "Adelina" in serving.page(ADA)
    serving.write(BELOW_ADA, "Firstly.")
    serving.write(BELOW_BEN, "Secondly.")
    seen = [serving.page(ADA) for _ in range(20) if not time.sleep(0.05)]
    assert all("Adelina" in page for page in seen)
    serving.go_on("hold-book")
    assert until(serving.shows(ADA, "Firstly"))
    assert until(serving.shows("comments/", "Secondly"))
    assert "Adelina" in serving.page(ADA)


@forks
def test_a_page_is_loaded_again_when_it_has_changed_and_no_other_is(serving):
    own, other, everything = (serving.reloads(address) for address in (ADA, BEN, "comments/"))
    serving.hold()
    serving.write(BELOW_ADA, "Firstly.")
    assert until(lambda: own)
    assert everything == []
    serving.go_on()
    assert until(lambda: everything)
    assert (len(own), other) == (1, [])


@forks
def test_a_build_is_given_up_for_what_cannot_be_shown_without_it_but_not_for_ever(serving):
    serving.hold()
    before = serving.count("began")
    for number in range(MOST_GIVEN_UP + 3):
        serving.write(f"posts/week-01/ada-more-{number}.md", POST.replace("On listening", f"More {number}"))
        assert until(lambda now=number: serving.count("began") == before + min(now, MOST_GIVEN_UP) + 1)
    last = f"week-1/ada/more-{MOST_GIVEN_UP + 2}/"
    with pytest.raises(OSError, match="404"):
        serving.page(last)
    serving.go_on()
    assert until(serving.shows(last, "More"))
    assert until(serving.shows("posts/", f"More {MOST_GIVEN_UP + 2}"))


@forks
def test_a_build_that_fails_leaves_what_is_there_and_the_next_change_is_built(serving):
    course = (serving.content / "course.toml").read_text("utf-8")
    (serving.content / "course.toml").write_text("[course", "utf-8")
    assert until(lambda: any("course.toml" in line for line in serving.said))
    assert "I agree" in serving.page(ADA)
    (serving.content / "course.toml").write_text(course.replace("Small course", "Another course"), "utf-8")
    assert until(serving.shows("", "Another course"))


@forks
def test_the_search_index_is_made_afterwards_and_nobody_waits_for_it(serving):
    assert until((serving.site / "pagefind/pagefind-entry.json").is_file)
    assert until(lambda: not list(serving.here.glob(".cohort-search-*")))
    runs = serving.count("indexed")
    serving.hold("hold-search")
    serving.write(BELOW_ADA, "Quicksilver.")
    assert until(lambda: serving.count("indexed") > runs)
    serving.write(BELOW_ADA, "Xylophone.")
    assert until(serving.shows(ADA, "Xylophone"))
    assert until(serving.shows("comments/", "Xylophone"))
    assert "Quicksilver" not in indexed(serving.site)
    serving.go_on("hold-search")
    assert until(lambda: "Quicksilver" in indexed(serving.site) and "Xylophone" in indexed(serving.site))


def indexed(site: Path) -> str:
    """What is in the index."""
    files = sorted((site / "pagefind/fragment").iterdir())
    return "".join(gzip.decompress(file.read_bytes()).decode() for file in files)


@forks
def test_no_index_is_made_where_no_text_has_changed(serving):
    assert until((serving.site / "pagefind/pagefind-entry.json").is_file)
    runs, built = serving.count("indexed"), serving.built()
    course = (serving.content / "course.toml").read_text("utf-8")
    (serving.content / "course.toml").write_text(course.replace("comment_words = 3", "comment_words = 4"), "utf-8")
    assert until(lambda: serving.built() > built)
    serving.write(BELOW_ADA, "Xylophone.")
    assert until(lambda: "Xylophone" in indexed(serving.site))
    assert serving.count("indexed") == runs + 1


@forks
def test_an_index_of_what_was_taken_back_is_not_put_in_place(serving):
    assert until((serving.site / "pagefind/pagefind-entry.json").is_file)
    runs, built = serving.count("indexed"), serving.built()
    before = (serving.content / BELOW_ADA).read_bytes()
    serving.hold("hold-search")
    serving.write(BELOW_ADA, "Quicksilver.")
    assert until(lambda: serving.count("indexed") > runs)
    (serving.content / BELOW_ADA).write_bytes(before)
    assert until(lambda: serving.built() == built + 2)
    assert until(lambda: len(serving.processes()) == 3), "this one, the one that listens and the one that shows"
    serving.go_on("hold-search")
    assert "Quicksilver" not in indexed(serving.site)


@forks
def test_a_search_that_fails_is_told_in_one_line_and_costs_nothing_else(serving):
    assert until((serving.site / "pagefind/pagefind-entry.json").is_file)
    serving.hold("fail")
    serving.write(BELOW_ADA, "Quicksilver.")
    assert until(lambda: any("out of luck" in line for line in serving.said))
    assert until(serving.shows("comments/", "Quicksilver"))
    assert (serving.site / "pagefind/pagefind-entry.json").is_file()
    serving.go_on("fail")
    serving.write(BELOW_ADA, "Xylophone.")
    assert until(lambda: "Quicksilver" in indexed(serving.site))
    assert sum("out of luck" in line for line in serving.said) == 1


@forks
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_who_ends_serve_ends_all_that_it_began_and_leaves_a_whole_site(how, serving):
    until(lambda: serving.count("indexed"))
    runs = serving.count("indexed")
    for what in ("hold-search", "hold"):
        serving.write(BELOW_ADA, "Quicksilver.")
        serving.hold(what)
        assert until(lambda: serving.count("indexed") >= runs)
    serving.write(BELOW_ADA, "Xylophone.")
    assert until(serving.shows(ADA, "Xylophone"))
    assert len(serving.processes()) >= 4
    serving.process.send_signal(how)
    serving.process.wait(30)
    assert until(lambda: serving.processes() == [])
    assert sorted(path.name for path in serving.here.glob(".*")) == []
    assert "Xylophone" in (serving.site / ADA / "index.html").read_text("utf-8")
    assert (serving.site / "index.html").is_file()


def test_where_nothing_can_be_forked_all_is_done_here_one_after_another(tmp_path):
    serving = Serving(tmp_path, "alone").wait()
    try:
        serving.write(BELOW_ADA, "Quicksilver.")
        assert until(serving.shows(ADA, "Quicksilver"))
        assert until(serving.shows("comments/", "Quicksilver"))
        assert until(lambda: "Quicksilver" in indexed(serving.site))
    finally:
        serving.end()


@forks
def test_what_was_built_before_is_served_at_once_and_shows_what_changes(tmp_path):
    first = Serving(tmp_path).wait()
    assert until(lambda: list(tmp_path.glob("cache/built-*")))
    first.end()
    (tmp_path / "hold").touch()
    again = Serving(tmp_path)
    try:
        again.wait()
        assert "I agree" in again.page(ADA)
        again.go_on()
        again.write(BELOW_ADA, "Xylophone.")
        assert until(again.shows(ADA, "Xylophone"))
    finally:
        again.end()
