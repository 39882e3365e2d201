"""A word processor's document, as HTML, into a post: its title, its notes, and tables of the form Markdown has.

Notes go through the text as marks that are plain words, since Markdown's own would be escaped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from ...images.links import FOLDER
from ...texts.content_file import MOST_CHARACTERS
from ..records import CannotImport, Dropped, Item, Measure, Note, Record
from . import prose

PLACE: Final = "the document"
MOST_TITLE: Final = 150
NOTE: Final = re.compile(r"#?(?:foot|end)note-(?!ref-).+")
MARK: Final = re.compile(r"xnote(\d+)mark")
"""A note's mark while the text is converted."""
TICKS: Final = {True: "☑ ", False: "☐ "}
HEADINGS: Final = ("h1", "h2", "h3")
MOST_SPAN: Final = 50
MOST_TAGS: Final = 100_000
"""The most tags of a text: even one as long as a text may be has fewer."""
MOST_EMPTY: Final = 20_000
"""The most cells that are added to a table in place of cells over several rows."""
WITHIN: Final = "links within the document, whose words were kept"


@dataclass
class _Notes:
    """The notes of a document, in the order of their marks, as Markdown."""

    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def definitions(self, marked: set[int]) -> Iterator[str]:
        """Each note as Markdown; one whose mark is gone, as a paragraph."""
        for number, text in sorted(self.texts.items()):
            if number in marked:
                yield f"[^{number}]: " + text.replace("\n", "\n    ").replace("\n    \n", "\n\n")
            else:
                yield text


def post(html: str, names: tuple[str, ...] = (), changed: datetime | None = None, title: str = "") -> Iterator[Record]:
    """A document's notes, then its text as a post whose author is the first of ``names``; nothing in it is a
    ``Dropped``. Raises ``CannotImport`` if it is too long.
    """
    check(html)
    soup = BeautifulSoup(html, "lxml")
    title = _title(soup) or title
    notes = _Notes()
    lost: list[Note | Measure] = []
    _take_notes(soup, notes, lost)
    _shape(soup, lost)
    found = prose.from_html(str(soup.body or ""), local=True)
    yield from lost
    yield from found.records(PLACE)
    marked = {int(number) for number in MARK.findall(found.text)}
    text = MARK.sub(r"[^\1]", found.text)
    text = "\n\n".join(filter(None, [text, *notes.definitions(marked)]))
    if not text.strip():
        yield Dropped("post", PLACE, "holds no text", title)
        return
    author, *others = names or ("",)
    yield Item("post", "hand-in", "", PLACE, author, changed, title, text, accounts=tuple(others))


def check(text: str) -> None:
    """Refuse what is too long for a text, before it takes minutes to convert. Raises ``CannotImport``."""
    if text.count("<") > MOST_TAGS:
        raise CannotImport(f"has more than {MOST_TAGS:,} elements, too many for a post: it is refused")


def check_length(text: str) -> None:
    """Refuse a text without tags that is too long to be one. Raises ``CannotImport``."""
    if len(text) > MOST_CHARACTERS:
        raise CannotImport(f"is {len(text):,} characters long, more than the {MOST_CHARACTERS:,} a text may have")


def of(found: prose.Prose, title: str = "") -> Iterator[Record]:
    """A text that is Markdown already, as a post."""
    yield from found.records(PLACE)
    if not found.text.strip():
        yield Dropped("post", PLACE, "holds no text", title)
        return
    yield Item("post", "hand-in", "", PLACE, title=title, text=found.text)


def _title(soup: BeautifulSoup) -> str:
    """The document's title, taken out of it: what is styled as one, else a heading that begins it."""
    found = soup.select_one("h1.title, p.title")
    if found is None:
        first = next((tag for tag in soup.find_all(True) if tag.name not in ("html", "body", "div")), None)
        found = first if first is not None and first.name in HEADINGS else None
    words = " ".join(found.get_text().split()) if found is not None else ""
    if found is None or not words or len(words) > MOST_TITLE or found.find(["img", "sup"]):
        return ""
    found.decompose()
    return words


def _take_notes(soup: BeautifulSoup, notes: _Notes, lost: list[Note | Measure]) -> None:
    """Replace footnotes' marks, and take the notes themselves out of the text."""
    for link in soup.find_all("a", href=NOTE):
        name = str(link["href"]).removeprefix("#")
        if "ref-" in str(link.get("id") or ""):
            number = notes.numbers.setdefault(name, len(notes.numbers) + 1)
            raised = link.parent
            mark = NavigableString(f"xnote{number}mark")
            link.replace_with(mark)
            if raised is not None and raised.name == "sup":
                raised.unwrap()
            if around := mark.find_parent("a"):  # Markdown has no mark within a link
                around.insert_after(mark)
    for entry in soup.find_all("li", id=NOTE):
        if entry.decomposed:
            continue
        number = notes.numbers.get(str(entry["id"]), 0)
        for back in entry.find_all("a", href=re.compile("#(?:foot|end)note-ref-")):
            if back.decomposed:
                continue
            back.decompose()
        listing = entry.parent
        found = prose.from_html(entry.decode_contents(), local=True)
        lost += found.records(PLACE)
        if number and number not in notes.texts:
            notes.texts[number] = found.text
        entry.decompose()
        if isinstance(listing, Tag) and not listing.find("li"):
            listing.decompose()


def _shape(soup: BeautifulSoup, lost: list[Note | Measure]) -> None:
    """Give tables a heading row and no cell over several rows, boxes their ticks; unwrap links within the document."""
    for box in soup.find_all("input", type="checkbox"):
        box.replace_with(TICKS[box.has_attr("checked")])
    for image in soup.find_all("img"):
        if str(image.get("src") or "").startswith(FOLDER):  # not the course's own folder of that name
            image["src"] = f"document/{image['src']}"
    within = 0
    for link in soup.find_all("a"):
        if str(link.get("href") or "#").startswith("#"):
            within += bool(link.get_text(strip=True)) and bool(link.get("href"))
            link.unwrap()
    if within:
        lost.append(Note("markup", PLACE, WITHIN, within))
    for table in soup.find_all("table"):
        _table(soup, table)


def _table(soup: BeautifulSoup, table: Tag) -> None:
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    grid = [list(row.find_all(["td", "th"], recursive=False)) for row in rows]
    left = MOST_EMPTY
    for n, cells in enumerate(grid):
        column = 0
        for cell in cells:
            span = _number(cell.get("rowspan"))
            for below in grid[n + 1 : n + span][:left]:
                below.insert(column, soup.new_tag("td"))
                left -= 1
            del cell["rowspan"]
            column += _number(cell.get("colspan"))
        if any(cell.parent is None for cell in cells):
            rows[n].extend(cells)
    if rows:
        for cell in rows[0].find_all("td", recursive=False):
            cell.name = "th"


def _number(value: object) -> int:
    text = str(value or "1")
    return min(int(text), MOST_SPAN) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
