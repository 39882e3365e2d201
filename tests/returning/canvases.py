"""A Canvas on loopback that answers as its interface is documented, with one assignment.

https://developerdocs.instructure.com/services/canvas: assignments, submissions, pagination, throttling.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

TOKEN = "7~aTokenOfThisCanvas"
COURSE, ASSIGNMENT = "101", "9911"
AT = f"/api/v1/courses/{COURSE}/assignments/{ASSIGNMENT}"
RUBRIC = [
    {
        "id": "_8731", "description": "Depth", "points": 4,
        "ratings": [{"id": "blank", "description": "None", "points": 0}, {"id": "_2", "description": "Told", "points": 2},
                    {"id": "_4", "description": "Weighed", "points": 4}],
    }
]  # fmt: skip
UNKNOWN = (404, {"errors": [{"message": "The specified resource does not exist."}]})


@dataclass
class Canvas:
    """``users``: SIS id and login by number; ``next``: answers to give first; ``page``: submissions on a page."""

    users: dict[int, tuple[str, str]] = field(default_factory=lambda: {501: ("S1", "ada"), 502: ("S2", "ben")})
    points: float | None = 14
    rubric: list[dict[str, Any]] = field(default_factory=lambda: RUBRIC)
    grading: str = "points"
    page: int = 1
    next: list[tuple[int, Any]] = field(default_factory=list)
    refused: dict[int, tuple[int, Any]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    scores: dict[int, float] = field(default_factory=dict)
    excused: set[int] = field(default_factory=set)
    comments: dict[int, list[str]] = field(default_factory=dict)
    assessed: dict[int, dict[str, dict[str, str]]] = field(default_factory=dict)
    retry_after: str = "0"
    elsewhere: str = ""
    """Where the list of submissions continues, if not here."""
    deaf: set[int] = field(default_factory=set)
    """Whose grades are taken, with an error as an answer."""

    def assignment(self) -> dict[str, Any]:
        return {"id": int(ASSIGNMENT), "name": "Week 1 discussion", "points_possible": self.points,
                "grading_type": self.grading, **({"rubric": self.rubric} if self.rubric else {})}  # fmt: skip

    def submission(self, user: int) -> dict[str, Any]:
        sis, login = self.users[user]
        comments = [
            {"id": n, "comment": text, "created_at": f"2026-11-0{n + 1}T09:00:00Z"}
            for n, text in enumerate(self.comments.get(user, []))
        ]
        return {
            "user_id": user, "assignment_id": int(ASSIGNMENT), "score": self.scores.get(user), "excused": user in self.excused,
            "user": {"id": user, "sis_user_id": sis, "login_id": login}, "submission_comments": comments[::-1],
        }  # fmt: skip

    def answer(self, method: str, path: str, query: dict[str, list[str]], form: dict[str, str]) -> tuple[int, Any, str]:
        if self.next:
            return (*self.next.pop(0), "")
        if path == AT and method == "GET":
            return 200, self.assignment(), ""
        if path == f"{AT}/submissions" and method == "GET":
            assert {"submission_comments", "user"} <= set(query["include[]"])
            number = int(query.get("page", ["1"])[0])
            some = sorted(self.users)[(number - 1) * self.page : number * self.page]
            more = number * self.page < len(self.users)
            return 200, [self.submission(user) for user in some], f"page={number + 1}" if more else ""
        found = re.fullmatch(rf"{AT}/submissions/(\d+)", path)
        if not found or method != "PUT" or int(found[1]) not in self.users:
            return (*UNKNOWN, "")
        return (*self.graded(int(found[1]), form), "")

    def graded(self, user: int, form: dict[str, str]) -> tuple[int, Any]:
        if user in self.refused:
            return self.refused[user]
        if form.get("submission[excuse]") == "true":
            self.excused.add(user)
        elif grade := form.get("submission[posted_grade]"):
            self.scores[user] = float(grade)
        if comment := form.get("comment[text_comment]"):
            self.comments.setdefault(user, []).append(comment.replace("\r\n", "\n").strip())
        for name, value in form.items():
            if part := re.fullmatch(r"rubric_assessment\[([^]]+)\]\[(points|rating_id|comments)\]", name):
                assert part[1] in {one["id"] for one in self.rubric}
                self.assessed.setdefault(user, {}).setdefault(part[1], {})[part[2]] = value
        return (502, None) if user in self.deaf else (200, self.submission(user))


@contextmanager
def served(canvas: Canvas) -> Iterator[str]:
    """Serve it; gives the assignment's address as a browser would show it."""

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            parts = urlsplit(self.path)
            canvas.seen.append(f"{self.command} {parts.path}")
            form = dict(
                parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(), strict_parsing=False)
            )
            following = ""
            status, said = 401, {"errors": [{"message": "Invalid access token."}]}
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                status, said, following = canvas.answer(self.command, parts.path, parse_qs(parts.query), form)
            data = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            if following:
                here = canvas.elsewhere or f"http://{self.headers['Host']}{AT}/submissions"
                include = "include%5B%5D=submission_comments&include%5B%5D=user&per_page=100"
                self.send_header(
                    "Link", f'<http://x/?page=1>; rel="current",<{here}?{include}&{following}>; rel="next"'
                )
            if status in (429, 403):
                self.send_header("Retry-After", canvas.retry_after)
            if status == 302:
                self.send_header("Location", "https://login.example.edu/")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_PUT = do  # noqa: N815 - http.server looks for these names

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/courses/{COURSE}/assignments/{ASSIGNMENT}"
        server.shutdown()
