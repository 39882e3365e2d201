"""Two forges on loopback, as their interfaces are documented, over one bare repository that they really merge into.

GitHub: https://docs.github.com/en/rest/pulls/pulls and /issues/comments. GitLab: its docs' api/merge_requests and notes.
"""

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "a-token-of-this-forge"
OWNER = "class"
NAME = f"{OWNER}/blog"
PROJECT = 77
WHO = ("-c", "user.name=Forge", "-c", "user.email=forge@example.org")


def git(folder: Path, *words: str, given: str = "") -> str:
    command = ["git", "-C", str(folder), *WHO, *words]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", input=given).stdout.strip()


@dataclass
class Asked:
    """A request that somebody opened. ``owner``: whose fork it comes from; ``squashes``: whether that is allowed."""

    number: int
    account: str
    head: str
    owner: str
    draft: bool = False
    merged: bool = False
    comments: list[str] = field(default_factory=list)


@dataclass
class Forges:
    """``folder`` is the bare repository; ``refuses``: what merging is answered, if it is refused."""

    folder: Path
    asked: dict[int, Asked] = field(default_factory=dict)
    refuses: tuple[int, str] | None = None
    page: int = 100
    seen: list[str] = field(default_factory=list)
    unseen: set[str] = field(default_factory=set)
    """The accounts whose forks are private."""

    def open(self, work: Path, account: str, *, owner: str | None = None, draft: bool = False) -> Asked:
        """A request with the commit that is checked out in a working copy."""
        number = len(self.asked) + 1
        for ref in (f"refs/pull/{number}/head", f"refs/merge-requests/{number}/head"):
            git(work, "push", "-q", str(self.folder), f"HEAD:{ref}")
        one = Asked(number, account, git(work, "rev-parse", "HEAD"), account if owner is None else owner, draft)
        self.asked[number] = one
        return one

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> tuple[int, Any]:
        at = rf"/github/repos/{NAME}|/gitlab/projects/(?:{NAME}|{PROJECT})"
        if found := re.fullmatch(r"/gitlab/projects/(\d+)", path):
            owner = next(one.owner for one in self.asked.values() if self.fork(one) == int(found[1]))
            return (
                (404, {"message": "404 Not found"})
                if owner in self.unseen
                else (200, {"namespace": {"full_path": owner}})
            )
        if re.fullmatch(rf"(?:{at})/(?:pulls|merge_requests)", path):
            branch = query.get("base", query.get("target_branch", [""]))[0]
            some = [one for one in self.asked.values() if not one.merged and branch == "main"]
            return 200, self.paged([self.github(one) | self.gitlab(one) for one in some], query)
        found = re.fullmatch(rf"(?:{at})/(?:issues|pulls|merge_requests)/(\d+)/(comments|notes|merge)", path)
        if not found:
            return 404, {"message": "Not Found"}
        one = self.asked[int(found[1])]
        if found[2] == "merge":
            return self.merge(one, body) if method == "PUT" else (404, {"message": "Not Found"})
        if method == "POST":
            if len(body["body"]) > 65_536:
                return 422, {"message": "Validation Failed"}
            one.comments.append(body["body"].strip().replace("\n", "\r\n"))
            return 201, {"id": len(one.comments)}
        return 200, self.paged([{"body": text} for text in one.comments], query)

    def paged(self, items: list[Any], query: dict[str, list[str]]) -> list[Any]:
        size, page = min(int(query["per_page"][0]), self.page), int(query["page"][0])
        return items[(page - 1) * size : page * size]

    def fork(self, one: Asked) -> int:
        return PROJECT if not one.owner else 1000 + one.number

    def github(self, one: Asked) -> dict[str, Any]:
        return {
            "number": one.number, "user": {"login": one.account} if one.account else None, "draft": one.draft,
            "head": {"sha": one.head, "user": {"login": one.owner or OWNER}, "repo": None},
            "base": {"ref": "main", "user": {"login": OWNER}},
        }  # fmt: skip

    def gitlab(self, one: Asked) -> dict[str, Any]:
        return {
            "iid": one.number, "author": {"username": one.account}, "sha": one.head, "draft": one.draft,
            "project_id": PROJECT, "source_project_id": self.fork(one), "target_branch": "main",
        }  # fmt: skip

    def merge(self, one: Asked, body: dict[str, Any]) -> tuple[int, Any]:
        if self.refuses:
            return self.refuses[0], {"message": self.refuses[1]}
        if body["sha"] != one.head:
            return 409, {"message": "Head branch was modified. Review and try the merge again."}
        assert body.get("squash") is True or body.get("merge_method") == "squash"
        base = git(self.folder, "rev-parse", "main")
        tree = git(self.folder, "merge-tree", "--write-tree", base, one.head).split("\n")[0]
        told = [body.get(name) for name in ("commit_title", "commit_message", "squash_commit_message") if name in body]
        message = "\n\n".join(told) or git(self.folder, "log", "--format=%B", f"{base}..{one.head}")
        made = git(self.folder, "commit-tree", tree, "-p", base, "-m", message)
        git(self.folder, "update-ref", "refs/heads/main", made, base)
        one.merged = True
        return 200, {"sha": made, "merged": True}


@contextmanager
def served(forges: Forges) -> Iterator[str]:
    """Both forges; gives the address below which they are ``github`` and ``gitlab``."""

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            parts = urlsplit(self.path)
            forges.seen.append(f"{self.command} {parts.path}")
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            known = TOKEN in (
                self.headers.get("PRIVATE-TOKEN"),
                (self.headers.get("Authorization") or "").partition(" ")[2],
            )
            answer = (401, {"message": "Bad credentials"})
            if known:
                answer = forges.answer(self.command, unquote(parts.path), parse_qs(parts.query), body)
            data = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do  # noqa: N815 - http.server looks for these names

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
