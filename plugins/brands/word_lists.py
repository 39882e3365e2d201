"""The word lists that come with wordfreq, read as they lie there: importing it loads tokenizers that nobody needs."""

import math
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import msgpack

from .language import Languages
from .words import Frequencies

LISTS = Path(str(getattr(find_spec("wordfreq"), "origin", ""))).parent / "data"
RAREST = 771
"""Steps of a list that are read: down to a share of two in a hundred million."""
COMMONEST = 2_000
"""Words of a language by which it is recognised."""
TELLING = 500
"""Steps of a list that can matter for that: down to a share of one in a hundred thousand."""
BLOCK = 16_384
"""Bytes that are unpacked at a time."""
WORDFREQ = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}


@cache
def frequencies() -> Frequencies:
    """How often words occur in every language that has a list."""
    return Frequencies(_list_of, languages)


@cache
def languages() -> Languages:
    """The languages that have a list and write spaces, by their commonest words: each says so much for its language as
    the logarithm of its share over the least one.
    """
    files = {file.name.removeprefix("small_").split(".")[0]: file for file in sorted(LISTS.glob("small_*.gz"))}
    codes = tuple(code for code in files if code not in ("zh", "ja"))
    words: dict[str, list[tuple[str, float]]] = {}
    for code in codes:
        left = COMMONEST
        for n, step in enumerate(islice(_steps(files[code]), 1, TELLING)):
            says = code, math.log(10) * (TELLING - n) / 100
            for word in [word for word in step if word.isalpha()][:left]:
                words.setdefault(word, []).append(says)
                left -= 1
            if not left:
                break
    return Languages(codes, words)


def _steps(file: Path) -> Iterator[list[str]]:
    """The head of a list, and then its steps, each a hundredth of a factor of ten rarer, read no further than asked."""
    gunzip, lists = zlib.decompressobj(zlib.MAX_WBITS | 16), msgpack.Unpacker()
    with file.open("rb") as packed:
        lists.feed(gunzip.decompress(packed.read(BLOCK)))
        left = lists.read_array_header()
        while left:
            try:
                yield lists.unpack()
                left -= 1
            except msgpack.OutOfData:
                lists.feed(gunzip.decompress(packed.read(BLOCK)))


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
