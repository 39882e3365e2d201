"""Mail (``.eml``, and ``.mbox`` of many): each message a post, by its plain text.

Lines that a mail program wrapped are joined. An answer's quotation, below “On … wrote:”, stays a quotation. A message
whose subject ends with a content path, as *Reply* and ``/write/`` begin them, is a text of the course as it is.
"""

import html
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses
from typing import IO, Final

from .. import own_texts
from ..records import CannotImport, Dropped, Item, Note, Part
from . import prose, times, written

MOST_BYTES: Final = 100_000_000
BETWEEN: Final = r"From \S+ +\w{3} \w{3} +\d{1,2} \d\d:\d\d[^\n]*"
"""The line above each message of a mailbox."""
PARTED: Final = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))" + BETWEEN.encode() + rb"\n")
HEADER: Final = re.compile(
    r"(?:From|To|Subject|Date|Message-ID|Received|Return-Path|Delivered-To|MIME-Version|X-[\w-]+): ?\S", re.IGNORECASE
)
NEEDED: Final = frozenset({"from", "subject", "date", "to"})
MOST_HEADERS: Final = 60
MOST_HEADER_BYTES: Final = 64_000
"""Longer headers are not genuine, and take Python's parser minutes."""
ENDS_HEADERS: Final = re.compile(rb"\r?\n\r?\n|\Z")
ANSWERS: Final = re.compile(r"^(?:re|aw|sv|fwd?|wg|tr|rv)\s*:\s*", re.IGNORECASE)
WROTE: Final = re.compile(
    r"(?:on|am|le|el|il|op|den|em)\b[^\n]{4,200}\b(?:wrote|schrieb[^\n]{0,80}|a écrit|escribió|ha scritto|schreef|skrev"
    r"|skrifaði|escreveu)\s*:|-{2,} ?(?:original message|ursprüngliche nachricht|message d'origine) ?-{2,}",
    re.IGNORECASE,
)
ATTACHED: Final = "files attached to a mail, left out: save those that belong to the text, and import them too"


def recognised(head: str) -> bool:
    """Whether a file begins as mail does: with a mailbox's line, or with headers, of which mail has at least two."""
    lines = head.lstrip().splitlines()[:MOST_HEADERS]
    if not lines or re.match(BETWEEN, lines[0]):
        return bool(lines)
    names = {match[0].partition(":")[0].lower() for line in lines if (match := HEADER.match(line))}
    return bool(HEADER.match(lines[0])) and len(names & NEEDED) > 1


def read(file: IO[bytes]) -> Iterator[Part]:
    """The messages in file order."""
    data = file.read()
    if len(data) > MOST_BYTES:
        raise CannotImport(f"has more than {MOST_BYTES // 1_000_000} MB: export fewer messages")
    parts = [part for part in PARTED.split(data) if part.strip()]
    for number, part in enumerate(parts, 1):
        place = f"message {number}" if len(parts) > 1 else written.PLACE
        ended = ENDS_HEADERS.search(part)
        if ended and ended.start() > MOST_HEADER_BYTES:
            yield Dropped("post", place, f"has more than {MOST_HEADER_BYTES // 1000} kB above its text: it is refused")
            continue
        try:
            message = message_from_bytes(part, policy=policy.default)
            yield from _post(message, place, len(parts) > 1)
        except CannotImport as why:
            yield Dropped("post", place, str(why))
        except (
            MessageError, LookupError, ValueError, AttributeError, IndexError, TypeError, RecursionError,
        ) as error:  # fmt: skip
            yield Dropped("post", place, f"is not a message that can be read ({type(error).__name__})")


def _post(message: EmailMessage, place: str, several: bool) -> Iterator[Part]:
    title = ANSWERS.sub("", " ".join(str(message["Subject"] or "").split()))
    body = message.get_body(("plain", "html"))
    content = str(body.get_content()) if body is not None else ""
    html_only = body is not None and body.get_content_subtype() == "html"
    (written.check if html_only else written.check_length)(content)
    name, address = next(iter(getaddresses([str(message["From"] or "")])), ("", ""))
    if path := own_texts.path_in(str(message["Subject"] or "")):
        text = own_texts.of_mail(prose.from_html(content).text if html_only else content)
        yield Item("post", own_texts.ORIGIN, path, place, name, accounts=(address,), text=text, path=path)
        return
    found = prose.from_html(content) if html_only else prose.from_html(_html(content))
    yield from found.records(place)
    if attached := sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0:
        yield Note("markup", place, ATTACHED, attached)
    if address:
        yield Note("personal", place, "e-mail addresses of authors")
    if not found.text.strip():
        yield Dropped("post", place, "holds no text", title)
        return
    moment, notes = times.of([str(message["Date"] or "")], place)
    yield from notes
    key = str(message["Message-ID"] or title) if several else ""
    yield Item("post", "hand-in", key, place, name or address, moment, title, found.text, accounts=(address,))


def _html(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs; quoted lines, and all below “On … wrote:”, are a quotation."""
    lines = text.replace("\r\n", "\n").split("\n")
    blocks: list[str] = []
    start = 0
    while start < len(lines):
        quoted = lines[start].startswith(">")
        end = start + 1
        while end < len(lines) and lines[end].startswith(">") == quoted and not _wrote(lines, end):
            end += 1
        below = [line[1:].removeprefix(" ") if quoted else line for line in lines[start:end]]
        if not quoted and start and _wrote(lines, start) and not any(line.startswith(">") for line in lines[end:]):
            blocks.append(f"{_paragraphs(below[:1])}<blockquote>{_paragraphs(below[1:])}</blockquote>")
        else:
            blocks.append(f"<blockquote>{_html(chr(10).join(below))}</blockquote>" if quoted else _paragraphs(below))
        start = end
    return "".join(blocks)


def _wrote(lines: list[str], number: int) -> bool:
    return bool(WROTE.fullmatch(lines[number].strip()))


def _paragraphs(lines: list[str]) -> str:
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", "\n".join(lines).strip("\n"))
    return "".join(f"<p>{_joined(block)}</p>" for block in blocks if block.strip())


def _joined(block: str) -> str:
    """A paragraph whose lines a mail program wrapped, on one; short lines stay apart."""
    lines = [html.escape(line.rstrip()) for line in block.split("\n")]
    wrapped = all(len(line) > 50 for line in lines[:-1])
    return (" " if wrapped else "<br>").join(lines)
