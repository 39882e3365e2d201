"""Extract everything readable from bytes: archives and compressed data, images, base64, UTF-16.

Pixels, fonts and other binary data contain short strings by chance: such a part is ``opaque`` and searched only for
long secrets. What cannot be searched is reported, never skipped silently.
"""

import base64
import binascii
import bz2
import codecs
import contextlib
import gzip
import html
import io
import json
import lzma
import quopri
import re
import string
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import cbor2

from . import images

MOST_EXPANDED = 32_000_000
"""The maximum size of decompressed data in bytes; a legitimate page is far smaller."""
DEEPEST = 5
"""The maximum nesting depth that is opened."""
MOST_CBOR = 8_000_000
"""The maximum number of bytes of CBOR parsed: as values they take up to seventy times as much memory, and a legitimate
index is far smaller.
"""
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
CONTROLS = bytes(n for n in range(32) if CONTROL.match(bytes([n])))
HTML_IN_XML = re.compile(r" type=\"html\">[^<]+")
"""The HTML in a feed, unescaped: what it holds stands on a page, too, and is read only once."""
BASE64 = re.compile(
    rb"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{7,}(?:(?<=.{16})(?:\\?\r?\n[A-Za-z0-9+/]+)+)?={0,2}(?![A-Za-z0-9+/=_-])"
)
DATA_URI = re.compile(rb"data:[\w.+/-]*(?:;[\w=.+-]+)*;base64,([A-Za-z0-9+/_%=-]+)", re.IGNORECASE)
STRINGS = re.compile(rb"[\x20-\x7e\x80-\xff]{6,}|[\x20-\x7e\x80-\xff]{4,}(?=\x00|$)")
UTF_8 = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xf4][\x80-\xbf]{1,3}){8,}")
UTF_16 = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\0){9,}")
HEX = re.compile(rb"(?<![0-9A-Za-z])(?:[2-7c-fC-F][0-9A-Fa-f](?:[89abAB][0-9A-Fa-f])*){4,}(?![0-9A-Za-z])")
BASE32 = re.compile(rb"(?<![A-Za-z0-9])[A-Z2-7]{8,}(?![A-Za-z0-9])={0,6}")
BETWEEN = bytes(n if chr(n) in f"{string.ascii_letters}{string.digits}+/=_-" else 32 for n in range(256))
"""What no number in another base is written with, as spaces."""
ORDINARY: set[bytes] = set()
"""Runs that are known to be in no other base; most of them recur on many pages."""
LONGEST_WORD = 24
FEWEST_DIGITS = 12
"""The length from which digits alone may be hexadecimal for a text."""
QUOTED_PRINTABLE = b"quoted-printable"
PAGEFIND = b"pagefind_dcd"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file. ``how``: how to get at it, empty for the file itself; ``refused``: why it cannot be
    searched.
    """

    text: str
    how: str = ""
    opaque: bool = False
    refused: str = ""


class _Refused(Exception):
    """Data that cannot be searched; the message says why."""


@dataclass(slots=True)
class _Budget:
    left: int = MOST_EXPANDED

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _Refused(f"its compressed data expands to more than {MOST_EXPANDED // 1_000_000} MB")


def parts(data: bytes) -> Iterator[Part]:
    """Everything readable in the bytes of a file."""
    yield from _guarded(data, "", _Budget(), DEEPEST)


def index_parts(data: bytes) -> Iterator[Part]:
    """What people wrote in a file of the search index: the contents of a fragment, or the values of a filter.

    The rest a machine made of these: stems of words, and numbers that count and place them.
    """
    bare = gzip.decompress(data).removeprefix(PAGEFIND)
    if not bare.startswith(b"{"):
        yield Part("\n".join(_strings_in_cbor(bare) or ()))
        return
    fragment = json.loads(bare)
    told = (value if isinstance(value, str) else "" for value in fragment.get("meta", {}).values())
    yield Part("\n".join((fragment.get("content", ""), *told)))


def _guarded(data: bytes, how: str, budget: _Budget, depth: int) -> Iterator[Part]:
    try:
        yield from _parts(data, how, budget, depth)
    except _Refused as error:
        yield Part("", how, refused=str(error))
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        yield Part("", how, refused=f"what it holds is broken ({error})")


def _parts(data: bytes, how: str, budget: _Budget, depth: int) -> Iterator[Part]:
    if depth < 0:
        raise _Refused(f"more than {DEEPEST} containers are nested in one another")
    if data.startswith(PAGEFIND):
        index = data[len(PAGEFIND) :]
        found_words = _strings_in_cbor(index)
        if found_words is None:
            yield from _parts(index, how, budget, depth - 1)
        else:
            yield Part("\n".join(found_words), how)
        return
    text = _text(data)
    if text is not None:
        yield Part(HTML_IN_XML.sub(lambda match: f"\n{html.unescape(match[0].partition('>')[2])}\n", text), how)
        if QUOTED_PRINTABLE in data.lower():
            yield Part(_decoded(quopri.decodestring(data)), _and(how, "in quoted-printable"))
        for piece in data.replace(b">\n", b">\0").split(b"\0") if _may_encode(data) else ():
            if _may_encode(piece):
                yield from _in_base64(piece, how, budget, depth)
                yield from _in_other_bases(piece, how)
    elif data.startswith(b"PK\x03\x04"):
        yield from _in_zip(data, how, budget, depth)
    elif (inner := _expanded(data, budget)) is not None:
        yield from _parts(inner, _and(how, "compressed"), budget, depth - 1)
    elif (found := images.read(data)) is not None:
        yield from _in_image(found, how, budget, depth)
    elif (strings := _strings_in_cbor(data)) is not None:
        yield Part("\n".join(strings), how)
    else:
        yield from _opaque(data, how)


def _strings_in_cbor(data: bytes) -> list[str] | None:
    """The strings in a CBOR sequence (RFC 8949) that begins with a list or a map, as in search indexes, where strings
    are length-prefixed rather than separated by spaces. None if the data is not one, or hides a string under a
    duplicate map key.
    """
    if not data or data[0] >> 5 not in (4, 5) or len(data) > MOST_CBOR:
        return None
    as_written: defaultdict[int, Callable[[Any, bool], Any]] = defaultdict(lambda: lambda tagged, _: tagged)
    stream = io.BytesIO(b"\x9f" + data + b"\xff")  # wrapped in a list
    decoder = cbor2.CBORDecoder(
        stream,
        object_hook=lambda pairs, _: tuple(chain.from_iterable(pairs.items())),
        semantic_decoders=as_written,
        allow_duplicate_keys=False,
    )
    try:
        values = decoder.decode()
    except cbor2.CBORDecodeError:
        return None
    return None if stream.read(1) else list(_strings_of(values))


def _strings_of(value: Any) -> Iterator[str]:
    """The strings in a value at any depth, in order."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, bytes):
            yield one.decode("utf-8", "replace")
        elif isinstance(one, list | tuple):
            waiting += reversed(one)


def _text(data: bytes) -> str | None:
    """``data`` as text, if it is text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if len(data.translate(None, CONTROLS)) == len(data):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return None if _is_file(data) else _eight_bits(data)
    if _is_file(data):
        return None
    wide = data.count(0)
    if data and len(data) % 2 == 0 and 0.3 * len(data) < wide < 0.6 * len(data):
        encoding = "utf-16-le" if data[1::2].count(0) > wide / 2 else "utf-16-be"
        return data.decode(encoding, "replace")
    return None


def _eight_bits(data: bytes) -> str | None:
    """Text in an old 8-bit encoding, if most of it is ASCII."""
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return data.decode("utf-8", "replace") + "\n" + data.decode("cp1252", "replace") if 4 * high < len(data) else None


def _is_file(data: bytes) -> bool:
    """Whether the bytes begin like a file type that is unpacked here."""
    return images.known(data) or data.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04")) or _is_zlib(data)


def _is_zlib(data: bytes) -> bool:
    return len(data) > 6 and data[0] & 15 == 8 and data[0] >> 4 <= 7 and int.from_bytes(data[:2]) % 31 == 0


def _expanded(data: bytes, budget: _Budget) -> bytes | None:
    """Decompressed gzip, zlib, bzip2 or xz data; None for other data."""
    if data.startswith(b"\x1f\x8b"):
        return _grown(data, lambda: zlib.decompressobj(wbits=31), budget)
    if data.startswith(b"BZh"):
        return _grown(data, bz2.BZ2Decompressor, budget)
    if data.startswith(b"\xfd7zXZ\0"):
        return _grown(data, lambda: lzma.LZMADecompressor(memlimit=4 * MOST_EXPANDED), budget)
    if _is_zlib(data):
        try:
            return _grown(data, zlib.decompressobj, budget)
        except zlib.error:
            return None
    return None


def _grown(data: bytes, decompressor: Callable[[], Any], budget: _Budget) -> bytes:
    """Decompress consecutive streams, up to the budget. Data after the last one is kept."""
    out = b""
    while data:
        one = decompressor()
        try:
            piece: bytes = one.decompress(data, budget.left + 1)
        except (OSError, zlib.error, lzma.LZMAError):
            if not out:
                raise
            return out + b"\n" + data
        budget.spend(len(piece))
        out += piece
        if not one.eof:
            return out
        data = one.unused_data
    return out


def _in_zip(data: bytes, how: str, budget: _Budget, depth: int) -> Iterator[Part]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield Part(archive.comment.decode("utf-8", "replace"), _and(how, "in a zip archive"))
        for member in archive.infolist():
            inside = _and(how, "in a zip archive")
            yield Part(f"{member.filename}\n{member.comment.decode('utf-8', 'replace')}", inside)
            if member.flag_bits & 1:
                raise _Refused("a zip archive in it is encrypted")
            with archive.open(member) as file:
                content = file.read(budget.left + 1)
            budget.spend(len(content))
            yield from _guarded(content, inside, budget, depth - 1)


def _in_image(found: images.Image, how: str, budget: _Budget, depth: int) -> Iterator[Part]:
    for metadata in found.metadata:
        inside = _and(how, f"in the {metadata.name} of an image")
        if metadata.compressed:
            try:
                content = _grown(metadata.data, zlib.decompressobj, budget)
            except zlib.error:
                yield from _opaque(metadata.data, inside)
                continue
        else:
            content = metadata.data
        if metadata.name == "rest" and content.strip(b"\0 \r\n"):
            yield from _guarded(content, inside, budget, depth - 1)
        else:
            yield from _strings(content, inside)
            yield from _in_base64(content, inside, budget, depth)
    for pixels in found.pixels:
        yield from _opaque(pixels, how)


def _strings(data: bytes, how: str) -> Iterator[Part]:
    """The strings in binary metadata: UTF-8, and UTF-16 at any offset. Thumbnails are not text."""
    data, *thumbnails = data.split(b"\xff\xd8\xff")
    pieces = [data] if not CONTROL.search(data) else STRINGS.findall(data)
    yield Part("\n".join(_decoded(piece) for piece in pieces), how)
    if b"\0" in data:
        for start in (0, 1):
            for encoding in ("utf-16-le", "utf-16-be"):
                yield Part(data[start:].decode(encoding, "replace"), how)
    elif len(data) > 3:
        yield Part(data.decode("utf-16", "replace"), how)
    for thumbnail in thumbnails:
        yield from _opaque(thumbnail, how)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace") + "\n" + data.decode("utf-8", "replace")


def _opaque(data: bytes, how: str) -> Iterator[Part]:
    """The strings in binary data that are long enough to be more than chance."""
    yield Part("\n".join(found.decode("utf-8", "ignore") for found in UTF_8.findall(data)), how, opaque=True)
    yield Part("\n".join(found.decode("utf-16-le") for found in UTF_16.findall(data)), how, opaque=True)


def _may_encode(piece: bytes) -> bool:
    """Whether a text holds anything in another base."""
    found = set(piece.translate(BETWEEN).split()).difference(ORDINARY)
    coded = b"base64," in piece
    for run in found:
        if _encodes(run):
            coded = True
        else:
            ORDINARY.add(run)
    return coded


def _encodes(run: bytes) -> bool:
    """Whether a run may be in another base: a short one if it says something, a longer one as it may go on below."""
    if all(_is_word(found) for found in BASE64.findall(run)) and not HEX.search(run) and not BASE32.search(run):
        return False
    return len(run) > LONGEST_WORD or any(chain(_in_base64(run, "", _Budget(), 1), _in_other_bases(run, "")))


def _is_word(run: bytes) -> bool:
    """Whether what could be base64 is a word, a path or a number."""
    return run[1:].islower() or run.isupper() or run.isdigit()


def _in_base64(data: bytes, how: str, budget: _Budget, depth: int) -> Iterator[Part]:
    """The contents of base64 in a text: all of a data URI; other strings only if they decode to text or a file."""
    for match in DATA_URI.finditer(data) if b"base64," in data else ():
        encoded = match[1].replace(b"%2B", b"+").replace(b"%2F", b"/").replace(b"%3D", b"=")
        if (content := _from_base64(encoded)) is not None:
            yield from _guarded(content, _and(how, "in base64"), budget, depth - 1)
    for found in BASE64.findall(data):
        if _is_word(found):
            continue
        content = _from_base64(re.sub(rb"[\\\r\n]", b"", found))
        if content and ((text := _text(content)) is not None or _is_file(content)):
            if text is not None:
                yield Part(text, _and(how, "in base64"))
            else:
                yield from _guarded(content, _and(how, "in base64"), budget, depth - 1)


def _in_other_bases(data: bytes, how: str) -> Iterator[Part]:
    """The texts in hexadecimal and base32."""
    for found in HEX.findall(data):
        if len(found) % 2 or (found.isdigit() and len(found) < FEWEST_DIGITS):
            continue
        if (text := _text(bytes.fromhex(found.decode()))) is not None:
            yield Part(text, _and(how, "in hexadecimal"))
    for found in BASE32.findall(data):
        if found.isalpha() and len(found) % 8:
            continue
        bare = found.rstrip(b"=")
        with contextlib.suppress(binascii.Error):
            if (text := _text(base64.b32decode(bare + b"=" * (-len(bare) % 8)))) is not None:
                yield Part(text, _and(how, "in base32"))


def _from_base64(encoded: bytes) -> bytes | None:
    encoded = encoded.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return base64.b64decode(encoded + b"=" * (-len(encoded) % 4))
    except binascii.Error:
        return None


def _and(how: str, more: str) -> str:
    return more if not how or how == more else f"{how}, {more}"
