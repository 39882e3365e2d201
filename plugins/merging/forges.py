"""The few calls of GitHub's and GitLab's interfaces that merging needs: list open requests, say why one waits, merge.

A token goes to the forge's own address alone: over TLS, unless that is this machine, and never along a redirect.
A merge names the commit that was looked at, so a request that has moved since is refused by the forge. Commits become
one, so that nothing a request takes back again stays in the history.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote, urlsplit

import certifi
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from .trees import CannotMerge

PER_PAGE: Final = 100
MOST_PAGES: Final = 50
NOBODY: Final = {"login": ""}
"""Who opened a request, if that account was deleted."""
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Request:
    """An open request. ``account`` opened it; ``own`` is whether it comes from a fork of that account, so that nobody
    else can have written it; ``ref`` is where the course's own repository has its commit, ``head``.
    """

    number: int
    account: str
    head: str
    own: bool
    draft: bool
    ref: str

    @property
    def message(self) -> str:
        """That of the commit: of what its author wrote there, nothing goes into the course's history."""
        return f"Request {self.number} by {self.account}\n\nIt only adds or changes texts of its own author."


class NotMerged(Exception):
    """The forge refuses a merge; the message gives its reason."""


class Forge(Protocol):
    """A repository on a forge. Every method raises ``CannotMerge`` if the forge does not answer as it should."""

    def requests(self, branch: str) -> Iterator[Request]:
        """The open requests for a branch, oldest first."""

    def said(self, number: int) -> Iterator[str]:
        """The comments on a request."""

    def say(self, number: int, text: str) -> None:
        """Comment on a request."""

    def merge(self, request: Request) -> None:
        """Merge the commit that was looked at. Raises ``NotMerged``."""


class Api:
    """An interface that speaks JSON. ``address`` is its root, without a slash at its end."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise CannotMerge(f"{address}: a token is sent over https alone")
        self.address, self.headers = address, {"User-Agent": "Cohort", "Accept": "application/json", **headers}
        self.pool = PoolManager(
            ca_certs=certifi.where(), timeout=Timeout(connect=10, read=30),
            retries=Retry(2, redirect=False, status_forcelist=(502, 503, 504), allowed_methods=("GET",),
                          backoff_factor=1, raise_on_status=False),
        )  # fmt: skip

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """The status and what is said with it."""
        try:
            answer = self.pool.request(
                method, self.address + path, headers=self.headers, json=body, redirect=False
            )  # fmt: skip
        except HTTPError as error:
            raise CannotMerge(f"{self.address} does not answer ({type(error).__name__}): try again later") from None
        try:
            return answer.status, json.loads(answer.data)
        except ValueError:
            return answer.status, None

    def get(self, path: str) -> Any:
        return self.right(*self.ask("GET", path), path)

    def post(self, path: str, body: object) -> None:
        self.right(*self.ask("POST", path, body), path)

    def pages(self, path: str) -> Iterator[Mapping[str, Any]]:
        """The items of a list that comes in pages."""
        for page in range(1, MOST_PAGES + 1):
            items = self.get(f"{path}{'&' if '?' in path else '?'}per_page={PER_PAGE}&page={page}")
            if not isinstance(items, list):
                raise CannotMerge(f"{self.address}{path}: is no list")
            yield from items
            if len(items) < PER_PAGE:
                return

    def right(self, status: int, said: Any, path: str) -> Any:
        """What is said with a status that is right. Raises ``CannotMerge`` with any other."""
        if status in (401, 403):
            raise CannotMerge(f"{self.address}{path}: the token may not do this ({status}): {reason(said)}")
        if not 200 <= status < 300:
            raise CannotMerge(f"{self.address}{path}: {status}, {reason(said)}")
        return said


def reason(said: Any) -> str:
    """What a forge says of a failure."""
    message = said.get("message") or said.get("error") if isinstance(said, dict) else None
    return str(message or "no reason is given")[:200]


class GitHub:
    """``name`` is ``owner/name``."""

    def __init__(self, address: str, name: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "X-GitHub-Api-Version": "2022-11-28",
                   "Accept": "application/vnd.github+json"}  # fmt: skip
        self.api, self.at = Api(address, headers), f"/repos/{quote(name)}"

    def requests(self, branch: str) -> Iterator[Request]:
        listed = f"{self.at}/pulls?state=open&sort=created&direction=asc&base={quote(branch, safe='')}"
        for one in self.api.pages(listed):
            account, number = (one["user"] or NOBODY)["login"], int(one["number"])
            owner = (one["head"]["user"] or NOBODY)["login"]  # the fork itself may not be shown, if it is private
            own = bool(account) and owner == account and owner != one["base"]["user"]["login"]
            yield Request(number, account, one["head"]["sha"], own, bool(one["draft"]), f"refs/pull/{number}/head")

    def said(self, number: int) -> Iterator[str]:
        return (str(one["body"]) for one in self.api.pages(f"{self.at}/issues/{number}/comments"))

    def say(self, number: int, text: str) -> None:
        self.api.post(f"{self.at}/issues/{number}/comments", {"body": text})

    def merge(self, request: Request) -> None:
        title, _, why = request.message.partition("\n\n")
        body = {"sha": request.head, "merge_method": "squash", "commit_title": title, "commit_message": why}
        _merged(*self.api.ask("PUT", f"{self.at}/pulls/{request.number}/merge", body))


class GitLab:
    """``name`` is a project's path or number."""

    def __init__(self, address: str, name: str, token: str) -> None:
        self.api, self.at = Api(address, {"PRIVATE-TOKEN": token}), f"/projects/{quote(name, safe='')}"

    def requests(self, branch: str) -> Iterator[Request]:
        listed = (
            f"{self.at}/merge_requests?state=opened&order_by=created_at&sort=asc&target_branch={quote(branch, safe='')}"
        )
        for one in self.api.pages(listed):
            number, account = int(one["iid"]), one["author"]["username"]
            own = one["source_project_id"] != one["project_id"] and self._owner(one["source_project_id"]) in (
                account,
                "",
            )
            yield Request(number, account, one["sha"], own, bool(one["draft"]), f"refs/merge-requests/{number}/head")

    def _owner(self, project: int | None) -> str:
        """The path of the space that a project is in. Empty if it is not to be seen: a private fork, which only those
        can write into whom the account has let in.
        """
        status, found = self.api.ask("GET", f"/projects/{project}")
        return "" if status == 404 else str(self.api.right(status, found, "/projects")["namespace"]["full_path"])

    def said(self, number: int) -> Iterator[str]:
        return (str(one["body"]) for one in self.api.pages(f"{self.at}/merge_requests/{number}/notes"))

    def say(self, number: int, text: str) -> None:
        self.api.post(f"{self.at}/merge_requests/{number}/notes", {"body": text})

    def merge(self, request: Request) -> None:
        told = dict.fromkeys(("squash_commit_message", "merge_commit_message"), request.message)
        body = {"sha": request.head, "squash": True, **told}
        _merged(*self.api.ask("PUT", f"{self.at}/merge_requests/{request.number}/merge", body))


def _merged(status: int, said: Any) -> None:
    if not 200 <= status < 300:
        raise NotMerged(f"{status}, {reason(said)}")


KINDS: Final[Mapping[str, Callable[[str, str, str], Forge]]] = {"github": GitHub, "gitlab": GitLab}
"""What makes a forge of the address of its interface, a repository's name there and a token."""
