"""The word lists that come with wordfreq, read as they lie there: importing it loads tokenizers that nobody needs."""

import zlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgpack

from .words import Frequencies

LISTS = Path(str(getattr(find_spec("wordfreq"), "origin", ""))).parent / "data"
RAREST = 771
"""Steps of a list that are read: down to a share of two in a hundred million."""
WORDFREQ = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}


@cache
def frequencies() -> Frequencies:
    """How often words occur in every language that has a list."""
    return Frequencies(_list_of)


def edition() -> str:
    """What tells one release of the word lists from another."""
    stat = (LISTS / "large_en.msgpack.gz").stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _list_of(lang: str) -> dict[str, float]:
    """The words of a language and their share of all words; none where it has no list.

    A list has a head, and then the words by their frequency, a hundredth of a factor of ten less from step to step.
    """
    code = WORDFREQ.get(lang, lang)
    file = next((file for size in ("large", "small") if (file := LISTS / f"{size}_{code}.msgpack.gz").exists()), None)
    if not file:
        return {}
    words: dict[str, float] = {}
    lists = msgpack.Unpacker(max_buffer_size=0)
    lists.feed(zlib.decompress(file.read_bytes(), zlib.MAX_WBITS | 16))
    steps = lists.read_array_header() - 1
    lists.skip()
    for n in range(min(steps, RAREST)):
        if step := lists.unpack():
            words.update(dict.fromkeys(step, 10 ** (-n / 100)))
    return words
