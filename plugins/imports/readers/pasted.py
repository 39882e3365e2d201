"""Text copied from a blog page: a post, then its comments, which Blogger's buttons still delimit.

A comment's button labels are joined to its second line (``ReplyDeleteThanks for …``, or ``DeleteThanks …`` for a
reply), so the line before is its first. Such text contains neither names nor dates, and none are invented.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from typing import IO, Final

from ..records import CannotImport, Dropped, Item, Note, Record
from . import prose

LABELS: Final = (
    ("Reply", "Delete"), ("Responder", "Eliminar"), ("Responder", "Excluir"), ("Répondre", "Supprimer"),
    ("Antworten", "Löschen"), ("Rispondi", "Elimina"), ("Beantwoorden", "Verwijderen"), ("Svara", "Eyða"),
    ("Svara", "Ta bort"), ("Svar", "Slet"), ("Svar", "Slett"), ("Vastaa", "Poista"), ("Odpowiedz", "Usuń"),
    ("Odpovědět", "Vymazat"), ("Válasz", "Törlés"), ("Răspundeți", "Ștergeți"), ("Yanıtla", "Sil"),
    ("Ответить", "Удалить"), ("Відповісти", "Видалити"), ("Απάντηση", "Διαγραφή"), ("返信", "削除"), ("回复", "删除"),
    ("回覆", "刪除"), ("답글", "삭제"), ("Balas", "Hapus"), ("Trả lời", "Xóa"), ("ตอบ", "ลบ"), ("رد", "حذف"),
)  # fmt: skip
"""The labels of a comment's two buttons, as shown by Blogger and WordPress in Icelandic and other languages."""
MARK: Final = re.compile(
    "(?:" + "|".join(f"(?P<top{n}>{re.escape(reply)}{re.escape(delete)})|(?P<below{n}>{re.escape(delete)})"
                     for n, (reply, delete) in enumerate(LABELS)) + r")(?=[^\sa-zà-ÿа-я.,;:!?'’-]|$)"
)  # fmt: skip
STARS: Final = re.compile(
    r"[1-5]\s*(?:stars?|stjörnur?|stjarna|Sterne?|estrellas?|estrelas?|étoiles?|stelle|sterren|stjerner|stjärnor)\s*\d*",
    re.IGNORECASE,
)  # fmt: skip
CHROME: Final = re.compile(
    r"(?:\d+\s+)?comments?:?|popular posts|post a comment|no comments:?|share this:?|labels:.*|older post|newer post"
    r"|home|comentarios:?|commentaires:?|kommentare:?|athugasemdir:?|ummæli:?",
    re.IGNORECASE,
)
TITLE: Final = 120
SHORT: Final = 80
ENDS: Final = tuple('.!?…:;"”’)。！？')
ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+$")
MOST_BYTES: Final = 20_000_000


def read(file: IO[bytes]) -> Iterator[Record]:
    """The post, then its comments. Raises ``CannotImport`` if the bytes are not text."""
    text, notes = decoded(file)
    yield from notes
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.strip()), None)
    if start is None:
        yield Dropped("post", "line 1", "holds no text")
        return
    title, first = _title(lines, start)
    marks = [(n, match) for n, line in enumerate(lines) if n > first and (match := MARK.match(line))]
    starts = [_first_line(lines, n) for n, _ in marks]
    body, lost = _without_chrome(lines, first, starts[0] if starts else len(lines))
    yield from lost
    if not title:
        title = _made_title(body)
        yield Note("title", f"line {start + 1}", f"the text has no title: its first words are used, “{title}”")
    # The name is derived from the beginning of the text, so that it stays the same when the rest is edited.
    name = hashlib.blake2b(" ".join([title, *body])[:200].encode(), digest_size=8).hexdigest()
    found = prose.from_text("\n".join(body))
    yield from found.records(f"line {start + 1}")
    yield Item("post", "pasted", name, f"line {start + 1}", title=title, text=found.text)
    top = ""
    for n, ((line, match), begins) in enumerate(zip(marks, starts, strict=True)):
        end = starts[n + 1] if n + 1 < len(starts) else len(lines)
        quoted_lines = [lines[begins]] * (begins < line) + [lines[line][match.end() :]]
        rest, lost = _without_chrome(lines, line + 1, end)
        yield from lost
        is_top = str(match.lastgroup).startswith("top")
        found = prose.from_text("\n".join([*quoted_lines, *rest]))
        yield from found.records(f"line {begins + 1}")
        number = str(n + 1)
        yield Item("comment", "pasted", f"{name} {number}", f"line {begins + 1}", text=found.text, post=name,
                   parent="" if is_top or not top else f"{name} {top}")  # fmt: skip
        top = number if is_top else top


def decoded(file: IO[bytes]) -> tuple[str, list[Note]]:
    """Read and decode a file as UTF-8, UTF-16 with a BOM, else Windows-1252, with a note. Raises ``CannotImport``."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotImport(f"has more than {MOST_BYTES // 1_000_000} MB, too much for a page")
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text, notes = data.decode("utf-16" if utf_16 else "utf-8-sig"), []
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", "replace")
        message = f"is not UTF-8 (byte 0x{data[error.start]:02x} at {error.start}): it was read as Windows-1252"
        notes = [Note("recovered", "the file", message)]
    if "\0" in text:
        raise CannotImport("is not text: it contains NUL characters")
    return text, notes


def _title(lines: list[str], start: int) -> tuple[str, int]:
    """The title and the line where the text begins: a title is a short first line followed by a blank one."""
    line = lines[start].strip()
    alone = start + 1 < len(lines) and not lines[start + 1].strip()
    return (line, start + 1) if alone and len(line) <= TITLE else ("", start)


def _made_title(body: list[str]) -> str:
    text = re.sub(r"^\s*\[[^\]]*\]\s*", "", next((line for line in body if line.strip()), ""))
    sentence = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    return sentence if len(sentence) <= SHORT else sentence[:SHORT].rsplit(" ", 1)[0] + " …"


def _first_line(lines: list[str], mark: int) -> int:
    """The first line of the comment whose buttons are on a given line."""
    before = mark - 1
    while before > 0 and not lines[before].strip():
        before -= 1
    return before if not MARK.match(lines[before]) else mark


def _without_chrome(lines: list[str], start: int, end: int) -> tuple[list[str], list[Note]]:
    """A range of lines without the surrounding page's own text."""
    notes: list[Note] = []

    def lost(line: int, what: str) -> None:
        notes.append(Note("not text", f"line {line + 1}", f"{what}, “{lines[line].strip()[:SHORT]}”"))

    kept = list(range(start, end))
    first = next((n for n in kept if lines[n].strip()), None)
    if first is not None and STARS.fullmatch(lines[first].strip()):
        lost(first, "a rating in stars")
        kept = [n for n in kept if n > first]
    footer = False
    while kept:
        line = lines[kept[-1]].strip()
        if not line:
            pass
        elif CHROME.fullmatch(line):
            lost(kept[-1], "a heading of the page")
        elif "akismet" in line.lower():
            lost(kept[-1], "a notice of the spam filter")
        elif len(line) <= TITLE and (
            ADDRESS.search(line) or (footer and len(line) <= SHORT and not line.endswith(ENDS))
        ):
            footer = True
            lost(kept[-1], "the page's footer")
        else:
            break
        kept.pop()
    return [lines[n].strip() for n in kept], notes[::-1]
