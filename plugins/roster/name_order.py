"""Which part of a name is the given name, where a roster has the whole name in one column.

In Hungarian, Vietnamese, Chinese, Japanese and Korean, the family name comes first; on a list made elsewhere, it may
not. So the order of such names is asked for, and is certain only where the column's name says it (姓名, họ và tên).
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, Literal

from ..core.addresses import slug

First = Literal["", "family", "given"]
"""What comes first in a name, as somebody says; empty if nobody does."""
Order = Literal["", "family", "unsure"]
"""What comes first; empty: the given name, unless the name has a form in which that is not certain."""

HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005"
KANA: Final = re.compile(r"[\u3040-\u30ff]")
EAST: Final = re.compile(rf"[{HAN}\u3040-\u30ff\uac00-\ud7af]")
HANGUL_NAME: Final = re.compile(r"[\uac00-\ud7af]{2,5}")
HAN_NAME: Final = re.compile(rf"[{HAN}]{{2,4}}")
LONG_KOREAN: Final = frozenset("남궁 황보 제갈 사공 선우 서문 독고 동방".split())
LONG_CHINESE: Final = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 东方 東方 端木 南宫 南宮".split()
)
"""Family names of two characters."""
VIETNAMESE: Final = re.compile(r"[ơưấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữựảẻỉỏủỷ]", re.IGNORECASE)
"""Letters that no other language has."""
HUNGARIAN: Final = re.compile(r"[őű]", re.IGNORECASE)
FAMILY_NAMES: Final = {
    "vi": frozenset("nguyen tran pham huynh phan bui duong truong dinh trinh hoang ngo".split()),
    "hu": frozenset(
        "nagy kovacs toth szabo horvath varga kiss molnar nemeth farkas balogh papp takacs juhasz lakatos meszaros olah"
        " racz fekete szilagyi torok feher gal szucs kocsis fodor pinter szalai sipos magyar lukacs gulyas biro kiraly"
        " katona fazekas boros kelemen somogyi fulop orosz balazs szekely bognar hegedus".split()
    ),
}
"""Frequent family names by language, folded. One that stands last shows that the given name comes first."""
TITLES: Final = frozenset("dr prof ifj id özv mr mrs ms".split())
MOST_INITIALS: Final = 3
SHARE: Final = 4
"""From one in so many names of a form, all names of a list may be in its order."""


def unsure(names: Iterable[str]) -> set[str]:
    """Those of the names in one column whose order is not certain."""
    known = {name for name in names if name.strip() and "," not in name}
    eastern = {name for name in known if EAST.search(name)}
    latin = {name for name in known - eastern if len(_words(name)) > 1}
    doubtful = {name for name in latin if _doubtful(name)}
    return eastern | (latin if len(doubtful) * SHARE >= max(len(latin), 1) else doubtful)


def parts(name: str, order: Literal["family", "given"]) -> tuple[str, str] | None:
    """Given and family name; None if they cannot be told apart."""
    words = _words(name)
    if len(words) > 1:
        if order == "given":
            return " ".join(words[:-1]), words[-1]
        return (words[-1] if _is_of("vi", name) else " ".join(words[1:])), words[0]
    if order == "given" or not words:
        return None
    (word,) = words
    known = LONG_KOREAN if HANGUL_NAME.fullmatch(word) else LONG_CHINESE if HAN_NAME.fullmatch(word) else None
    if known is None:
        return None
    length = 2 if word[:2] in known and len(word) > 2 else 1
    return (word[length:], word[:length]) if len(word) <= 2 + length else None


def initials(name: str) -> str:
    """The initials of a name in Latin letters, in the order in which it is written: “K. B.”; empty if it has none."""
    words = _words(name)
    pieces = list(words[0]) if len(words) == 1 and EAST.search(name) else words
    letters = (next((sign for sign in slug(piece) if sign.isalpha()), "") for piece in pieces[:MOST_INITIALS])
    return " ".join(f"{letter.upper()}." for letter in letters if letter)


def _words(name: str) -> list[str]:
    words = [word for word in re.split(r"[\s·・]+", name) if word]
    return [word for word in words if word.rstrip(".").casefold() not in TITLES] or words


def _doubtful(name: str) -> bool:
    return _is_of("vi", name) or _is_of("hu", name)


def _is_of(language: str, name: str) -> bool:
    """Whether a name has a form of a language, and does not show that its given name comes first."""
    first, *_, last = words if len(words := _words(_folded(name))) > 1 else ["", ""]
    family = FAMILY_NAMES[language]
    letters = VIETNAMESE if language == "vi" else HUNGARIAN
    shown = letters.search(unicodedata.normalize("NFC", name))
    return first in family or bool(shown and last not in family)


def _folded(name: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return bare.casefold().replace("đ", "d")
