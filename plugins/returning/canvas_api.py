"""The three calls of Canvas's interface that giving back needs: an assignment, its submissions, a grade.

The token goes to the assignment's own host alone: over TLS, unless that is this machine, and never along a redirect. It
is in no message.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import urlencode

import certifi
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from ..core.problems import showable
from .canvas import Fields, Place
from .planning import CannotReturn

TOKEN: Final = "CANVAS_TOKEN"  # noqa: S105 - the variable's name
SERVICE: Final = "cohort"
"""The name under which the system's keyring has tokens, by host."""
MOST_PAGES: Final = 200
WAITS: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds to wait while Canvas has too many requests, unless it says how many."""
LONGEST_WAIT: Final = 60.0
NEXT: Final = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')
TOO_MANY: Final = b"Rate Limit Exceeded"
WHAT: Final = {
    401: "Canvas does not take the token (make a new one: Account → Settings → New Access Token)",
    403: "the token may not do this",
    404: "is not there, or the token may not see it",
}


class NoAnswer(CannotReturn):
    """Canvas did not answer, so nobody knows whether it did what it was asked."""


def token(host: str) -> str:
    """The token for a host: from the environment, else from the system's keyring. Raises ``CannotReturn``."""
    found = os.environ.get("CANVAS_TOKEN", "").strip() or _kept(host)
    if not found:
        raise CannotReturn(
            f"there is no token for {host}: make one in Canvas (Account → Settings → New Access Token), and put it "
            f"into the environment variable {TOKEN}, or into the system's keyring: keyring set {SERVICE} {host}"
        )
    if not re.fullmatch(r"[\x21-\x7e]+", found):
        raise CannotReturn(f"the token for {host} has a character that no token has: copy it again")
    return found


def _kept(host: str) -> str:
    """The token in the system's keyring, if the package for it is installed and there is one."""
    if not find_spec("keyring"):
        return ""
    import keyring  # noqa: PLC0415 - optional, and slow to load

    try:
        return (keyring.get_password(SERVICE, host) or "").strip()
    except keyring.errors.KeyringError:
        return ""


class Api:
    """Canvas, as the owner of a token may use it. ``pause`` waits so many seconds."""

    def __init__(self, place: Place, token: str, pause: Callable[[float], None] = time.sleep) -> None:
        self.place, self.token, self.pause = place, token, pause
        self.headers = {"User-Agent": "Cohort", "Accept": "application/json", "Authorization": f"Bearer {token}"}
        self.pool = PoolManager(
            ca_certs=certifi.where(), timeout=Timeout(connect=10, read=30),
            retries=Retry(2, redirect=False, allowed_methods=("GET",), backoff_factor=1,
                          respect_retry_after_header=False),
        )  # fmt: skip

    def assignment(self) -> Any:
        """What Canvas says of the assignment. Raises ``CannotReturn``."""
        return self._said(self._ask("GET", self.place.root + self.place.path), "the assignment ")

    def submissions(self) -> Iterator[Any]:
        """The submissions of everybody who has the assignment, page by page. Raises ``CannotReturn``."""
        query = urlencode([("per_page", "100"), ("include[]", "submission_comments"), ("include[]", "user")])
        address = f"{self.place.root}{self.place.path}/submissions?{query}"
        for _ in range(MOST_PAGES):
            answer = self._ask("GET", address)
            said = self._said(answer, "the list of submissions ")
            if not isinstance(said, list):
                raise CannotReturn(f"{self.place.host}: the list of submissions is no list")
            yield from (one for one in said if isinstance(one, dict) and "user_id" in one)
            following = NEXT.search(answer.headers.get("Link", ""))
            if not following:
                return
            address = following[1]
            if not address.startswith(f"{self.place.root}/"):
                raise CannotReturn(f"{self.place.host}: the list of submissions continues on another host")

    def grade(self, user: str, fields: Fields) -> None:
        """Grade and comment on a student's submission. Raises ``CannotReturn``, also where Canvas refuses, and
        ``NoAnswer``.
        """
        address = f"{self.place.root}{self.place.path}/submissions/{user}"
        self._said(self._ask("PUT", address, fields), "")

    def _ask(self, method: str, address: str, fields: Fields = ()) -> BaseHTTPResponse:
        """An answer, after as many tries as Canvas asks for while it has too many requests."""
        form = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        for wait in (*WAITS, None):
            try:
                answer = self.pool.request(
                    method, address, headers={**self.headers, **form}, body=urlencode(fields) or None, redirect=False
                )
            except HTTPError as error:
                raise NoAnswer(f"{self.place.host} does not answer ({type(error).__name__})") from None
            if wait is None or not _too_many(answer):
                return answer
            self.pause(_wait(answer, wait))
        raise AssertionError

    def _said(self, answer: BaseHTTPResponse, what: str) -> Any:
        """What is said with a status that is right. Raises ``CannotReturn`` with any other."""
        try:
            said = json.loads(answer.data)
        except ValueError:
            said = None
        if 200 <= answer.status < 300 and said is not None:
            return said
        if answer.status >= 500:
            raise NoAnswer(f"{self.place.host}: {what}{answer.status}")
        if _too_many(answer):
            raise CannotReturn(f"{self.place.host} has too many requests ({answer.status}): try again later")
        why = WHAT.get(answer.status, "")
        reason = showable(_reason(said)).replace(self.token, "…")
        told = ": ".join(part for part in (why, reason) if part)
        raise CannotReturn(f"{self.place.host}: {what}{answer.status}{f', {told}' if told else ''}")


def _too_many(answer: BaseHTTPResponse) -> bool:
    return answer.status == 429 or (answer.status == 403 and TOO_MANY in answer.data)


def _wait(answer: BaseHTTPResponse, otherwise: float) -> float:
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_WAIT) if asked.isascii() and asked.isdecimal() else otherwise


def _reason(said: Any) -> str:
    """What Canvas says of a failure: a message, or one for each error, in several shapes."""
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("message"), str):
                found.append(value["message"])
            for item in value.values():
                collect(item) if isinstance(item, dict | list) else None
        elif isinstance(value, list):
            for item in value:
                collect(item)

    collect(said)
    return "; ".join(dict.fromkeys(found))[:200]
