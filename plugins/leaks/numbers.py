"""Whether a short number is an id where it stands, or the amount or year that it most often is; and whether a short
login is one, or a name in a program.

It is an id beside a word that says so (“student no. 4711”) or a name, alone in its line, cell or string, at the
beginning of a file's name, and in a sentence unless it is round, could be a year, or counts the word after it.
"""

import re
from collections.abc import Callable, Collection

from .folding import LETTER

SAYS_ID = re.compile(
    rf"(?<!{LETTER})(?:ids?|nr\.?|no\.|num|numbers?|nummer|numéro|numero|numer|matri[ck]\w*|students?|logins?|users?|uid"
    r"|usernames?|accounts?|konto|canvas|moodle|sis|participants?|personen|kennitala|学号|學號|学籍番号|学生证号|학번)"
    r"(?:[\W_]{1,4}(?:id|nr|no|number|nummer|is|was|ist|es|er|est|of|the|for)){0,2}[\W_]{0,4}$"
)
"""A word before a number that says that it is an id, in folded text."""
IN_ADDRESS = re.compile(r"(?:users?|students?|people|person|participants?|profiles?|accounts?|uid|user_?id)[/=]$")
URL = re.compile(r"[\s\"'<>]")
CLOSING, OPENING = "\"'“”„‘’«»", "\"'“”„‘’«»"
AFTER = re.compile(r"[ \u00a0-]([^\W\d_]+)")
BEFORE = re.compile(r"([^\W\d_]+)[\W_]{1,3}$")
RANGE, FILE = re.compile(r"[–-]\d"), re.compile(r"[\w-]+\.\w+$")
LINKING = 5e-4
"""The frequency from which a word links others (“4711 and”) rather than being what a number counts."""
TEXTS = re.compile(r"(?:alt|title|content|aria-label|placeholder|label|id|name)\s*=\s*[\"']$")
ATTRIBUTE = re.compile(r"=\s*[\"']$")
EXAMPLE = re.compile(
    r"(?:e\.\s?g\.|for example|for instance|such as|z\.\s?b\.|p\.\s?ex\.|par exemple|p\.\s?ej\.|por ejemplo"
    r"|por exemplo)[,:]?[\s\"'“”„‘’«»(`]*$"
)
"""Words before a number that is made up."""
IN_PROGRAM = re.compile(
    r"\s?=\s?[\w.]+[(\[]|[(\[]|\.(?!(?:jpe?g|png|gif|webp|svg|pdf|md|html?|xml|txt|csv|docx?)\b)[a-z]"
)
"""What follows a name in a program."""
MOST_BEFORE = 300
YEARS = range(1000, 2101)


def is_id(view: str, begin: int, end: int, names: Collection[str], share: Callable[[str], float]) -> bool:
    """Whether the number at ``view[begin:end]`` in a folded text is an id. ``names``: the words of people's names."""
    before = view[max(0, begin - MOST_BEFORE) : begin].rpartition("\n")[2]
    after = view[end : end + MOST_BEFORE].partition("\n")[0]
    run = URL.split(before)[-1]
    digits = view[begin:end]
    if "://" in run:
        return IN_ADDRESS.search(run) is not None
    if SAYS_ID.search(before):
        return True
    if before.endswith("_") or EXAMPLE.search(before):
        return False
    could_be_year = len(digits) == 4 and int(digits) in YEARS
    if "/" in run or (run.endswith("=") and "?" in run):
        return bool(IN_ADDRESS.search(run)) or (run[-1] in "/=" and after[:1] in ("-", "_", "/", ".", ""))
    if RANGE.match(after):
        return not before.strip() and FILE.match(after) is not None
    if (near := BEFORE.search(before)) and near[1] in names and share(near[1]) < LINKING:
        return True
    if before[-1:] in OPENING and after[:1] in CLOSING and before.strip() and after.strip():
        return not ATTRIBUTE.search(before) or TEXTS.search(before) is not None
    if not before.strip(" \t*•·-|,;([") and not after.strip(" \t.!|,;)]-_"):
        return True
    if (before[-1:] in (",", ";", "\t", "|")) and (after[:1] in (",", ";", "\t", "|")):
        return True
    if not before.strip() and after[:1] in ("-", "_", ".", "/"):
        return True
    if could_be_year or digits.endswith("00") or before.endswith(('": ', '":', "#", "=", ": ")) or not before.strip():
        return False
    counted = AFTER.match(after)
    return not (counted and share(counted[1]) < LINKING) and near is not None


def is_login(view: str, begin: int, end: int) -> bool:
    """Whether the letters and digits at ``view[begin:end]`` in a folded text are somebody's login."""
    run = URL.split(view[max(0, begin - MOST_BEFORE) : begin])[-1]
    if "://" in run:
        return IN_ADDRESS.search(run) is not None
    return not IN_PROGRAM.match(view, end)
