"""``python tests/unused_selectors.py`` lists the selectors of each stylesheet that match nothing on the built pages.

The courses are the sample, one that has what is rare, and one in which nobody has written, from right to left. Each
branch of ``:is()`` and of ``:has()`` is a selector of its own. What a reader does to a page is taken as done.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import soupsieve
from bs4 import BeautifulSoup
from sample_course import ROOT, SAMPLE

sys.path.insert(0, str(ROOT))

import rare_course

from plugins.build import output
from plugins.gradebook import sealing

THEME = ROOT / "theme"
STYLE, GRADEBOOK = THEME / "static/style.css", THEME / "gradebook/gradebook.css"
BY_SCRIPT = {
    ".hits:not(:empty)": ("static/search.js", "puts what it found into it"),
    "ul.said ": ("static/search.js", "puts the comments it found into it"),
    ".fresh": ("static/visit.js", "marks what is new since the last visit"),
    ".marks mark": ("static/write/write.js", "marks names that may be misspelt"),
    ".drafts li": ("static/write/write.js", "lists the drafts"),
    ".suggested li": ("static/write/write.js", "lists what names may be meant"),
    ".named": ("static/write/write.js", "makes of each draft's name a button that opens it"),
    ".drafts.none": ("static/write/write.js", "says that there are no drafts"),
    ".live ": ("templates/gradebook/marking.js", "says that marks can be given here"),
    ".marking.live": ("templates/gradebook/marking.js", "says that marks can be given here"),
    ".rubric": ("templates/gradebook/marking.js", "takes the rubric out of its template"),
    ".marking .feedback": ("templates/gradebook/marking.js", "takes the rubric out of its template"),
    ".conflict": ("templates/gradebook/marking.js", "shows what was written elsewhere, too"),
    ".sort": ("templates/gradebook/table.js", "makes a button of each head by which one can sort"),
    "[aria-sort": ("templates/gradebook/table.js", "says which column a table is sorted by"),
    "[tabindex": ("templates/gradebook/sealed.js", "moves the focus to the heading of a page that it opened"),
}
"""What only a script makes: how it begins in a selector, the script below the theme, and what that does."""
STATE = re.compile(r":(?:hover|focus-visible|focus|target|checked)\b|\[open\]")
GROUP = re.compile(r":(?:is|has)\(")
INSIDE_NOT = re.compile(r":not\((?:[^()]|\([^()]*\))*$")
NAME = re.compile(r"[.#]([\w-]+)")


def selectors(css: str) -> list[str]:
    """The selectors of every rule, each once and in their order; every branch of a group alone."""
    heads = re.findall(r"([^{};]*)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    rules = [head.strip() for head in heads if not head.strip().startswith("@")]
    return list(dict.fromkeys(alone for rule in rules for one in listed(rule) for alone in branches(one)))


def listed(text: str) -> list[str]:
    """A selector list, cut at the commas outside brackets."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return [one.strip() for one in found]


def branches(selector: str) -> Iterator[str]:
    """The selector once for each branch of each group that is not below ``:not()``."""
    for match in GROUP.finditer(selector):
        if INSIDE_NOT.search(selector[: match.start()]):
            continue
        end = closing(selector, match.end())
        inner = listed(selector[match.end() : end])
        if len(inner) > 1:
            for one in inner:
                yield from branches(selector[: match.end()] + one + selector[end:])
            return
    yield selector


def closing(text: str, start: int) -> int:
    """Where the bracket closes that was opened before ``start``."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place
    raise ValueError(f"{text}: a bracket is not closed")


def at_rest(selector: str) -> str:
    """The selector without pseudo-elements and without the states that a reader brings about."""
    return STATE.sub(":is(*)", re.sub(r"::[\w-]+", "", selector)).replace(":not(:is(*))", "") or "*"


def unmatched(css: str, pages: Iterable[Path]) -> list[str]:
    """The selectors of a stylesheet that match no element of any page; templates for scripts count as elements."""
    left = {one: (soupsieve.compile(at_rest(one)), names(one)) for one in selectors(css)}
    for page in pages:
        text = page.read_text("utf-8").replace("<template", "<div").replace("</template>", "</div>")
        words = set(re.findall(r"[\w-]+", text))
        possible = [one for one, (_, needed) in left.items() if needed <= words]
        soup = BeautifulSoup(text, "lxml") if possible else None
        for one in possible:
            if left[one][0].select_one(soup):
                del left[one]
    return list(left)


def names(selector: str) -> set[str]:
    """The classes and ids that a page must have for the selector to match."""
    return set(NAME.findall(re.sub(r":not\((?:[^()]|\([^()]*\))*\)", "", selector)))


def unused(sheet: Path, pages: Iterable[Path]) -> list[str]:
    """The selectors of a file that match nothing, and nothing that a script makes."""
    return [one for one in unmatched(sheet.read_text("utf-8"), pages) if not any(made in one for made in BY_SCRIPT)]


def build(folder: Path) -> tuple[list[output.BuildRequest], Path]:
    """The course that has what is rare and the one without texts, and a sealed copy of the first's gradebook."""
    content, private = rare_course.write(folder / "rare")
    rare = request(folder / "rare", content, private, rare_course.AS_OF)
    empty = rare_course.write_empty(folder / "empty/content")
    nobody = request(folder / "empty", empty, folder / "none", rare_course.AS_OF)
    for one in (rare, nobody):
        output.build(one)
    copy = folder / "copy.html"
    sealing.write(sealing.plan(rare, "", str(copy), folder), "correct horse battery")
    return [rare, nobody], copy


def request(folder: Path, content: Path, private: Path, as_of: datetime) -> output.BuildRequest:
    return output.BuildRequest(content, folder / "site", folder / "book", private, ROOT / "pelicanconf.py", as_of)


def pages(folders: Iterable[Path]) -> list[Path]:
    return [page for folder in folders for page in sorted(folder.rglob("*.html"))]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made, copy = build(folder)
        sample = request(folder / "sample", SAMPLE, ROOT / "private", datetime(2026, 11, 2, 9))
        output.build(sample)
        made.append(sample)
        public, private = (pages(getattr(one, of) for one in made) for of in ("output", "gradebook"))
        found = [(STYLE, unused(STYLE, public)), (GRADEBOOK, unused(GRADEBOOK, [*private, copy]))]
    for sheet, left in found:
        for one in left:
            print(f"{sheet.relative_to(ROOT)}: {one}")
    return int(any(left for _, left in found))


if __name__ == "__main__":
    sys.exit(main())
