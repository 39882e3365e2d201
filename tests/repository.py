"""Git repositories made by ``git fast-import``: any commits, by anybody, at any time, in one process."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

Change = tuple[str, ...]
"""``M`` path text, ``D`` path, or ``R`` old new."""


class Repository:
    """Commits are collected by ``commit`` and made by ``make``; each is named by its number, from 1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stream: list[bytes] = []
        self.count = 0
        self.tips: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, **environment: str) -> str:
        who = ["-c", "user.name=T", "-c", "user.email=t@x.example"]
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True, text=True,
            env={**os.environ, **environment},
        )  # fmt: skip
        return done.stdout.strip()

    def commit(
        self, *changes: Change, at: str | datetime = "", by: str = "ada@x.example", branch: str = "main",
        start: int = 0, merge: tuple[int, ...] = (), authored: str = "",
    ) -> int:  # fmt: skip
        """A commit on a branch, which begins at commit ``start`` where it is new; ``at`` is its time in UTC."""
        self.count += 1
        moment = _seconds(at or datetime(2026, 10, 5, 0, self.count, tzinfo=UTC))
        author = _seconds(authored) if authored else moment
        head = f"commit refs/heads/{branch}\nmark :{self.count}\nauthor A <{by}> {author} +0000\n"
        self.stream.append(f"{head}committer C <c@x.example> {moment} +0000\ndata 1\nx\n".encode())
        if start and branch not in self.tips:
            self.stream.append(f"from :{start}\n".encode())
        self.stream += [f"merge :{other}\n".encode() for other in merge]
        for kind, *rest in changes:
            if kind == "M":
                data = rest[1].encode()
                self.stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (_quoted(rest[0]), len(data), data))
            else:
                self.stream.append(b"%s %s\n" % (kind.encode(), b" ".join(map(_quoted, rest))))
        self.tips[branch] = self.count
        return self.count

    def make(self) -> list[str]:
        """The ids of the commits, by their numbers, the first an empty one; the files of ``main`` lie on disk."""
        marks = self.folder / ".git" / "marks"
        subprocess.run(
            ["git", "fast-import", "--quiet", f"--export-marks={marks}"], cwd=self.folder, input=b"".join(self.stream),
            check=True, capture_output=True,
        )  # fmt: skip
        self.git("reset", "-q", "--hard", "main")
        made = dict(reversed(line.split(" ")) for line in marks.read_text().splitlines())
        by_mark = {int(mark[1:]): commit for commit, mark in made.items()}
        return ["", *(by_mark[n + 1] for n in range(self.count))]


def _seconds(moment: str | datetime) -> int:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return int(moment.timestamp())


def _quoted(path: str) -> bytes:
    """A path as fast-import reads it, every byte that could be misread by its number."""
    return b'"%s"' % b"".join(
        bytes([byte]) if (chr(byte).isalnum() and byte < 128) or byte in b"/.-_" else b"\\%03o" % byte
        for byte in path.encode()
    )
