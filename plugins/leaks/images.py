"""The contents of images besides pixels: EXIF, XMP, IPTC, comments, text chunks, and data after their end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PNG = b"\x89PNG\r\n\x1a\n"
PNG_PIXELS = (b"IDAT", b"fdAT", b"PLTE", b"tRNS", b"hIST")
WEBP_PIXELS = (b"VP8 ", b"VP8L", b"ALPH", b"ANMF")
XMP = re.compile(rb"<\?xpacket.*?<\?xpacket end[^>]*>|<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
TIFF = re.compile(rb"(?:Exif\0\0)?(?:II\*\0|MM\0\*)")
IPTC_HEAD = re.compile(rb"\x1c[\x01-\x09]...", re.DOTALL)
"""The header before each IPTC text: its length byte could be taken for a letter."""
MOST_EXIF = 65_536


@dataclass(frozen=True, slots=True)
class Metadata:
    name: str
    data: bytes
    compressed: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    metadata: tuple[Metadata, ...]
    pixels: tuple[bytes, ...]


def known(data: bytes) -> bool:
    """Whether the bytes begin like an image."""
    return data.startswith((PNG, b"\xff\xd8\xff", b"GIF87a", b"GIF89a")) or _is_webp(data) or data[4:8] == b"ftyp"


def read(data: bytes) -> Image | None:
    """Parse an image; None for other data. Broken parts count as metadata, so they are searched."""
    reader = (
        _png if data.startswith(PNG)
        else _jpeg if data.startswith(b"\xff\xd8\xff")
        else _gif if data.startswith((b"GIF87a", b"GIF89a"))
        else _webp if _is_webp(data)
        else _boxes if data[4:8] == b"ftyp"
        else None
    )  # fmt: skip
    if not reader:
        return None
    metadata: list[Metadata] = []
    pixels: list[bytes] = []
    for piece in reader(data):
        if isinstance(piece, Metadata):
            metadata.append(piece)
        else:
            pixels.append(piece)
    return Image(tuple(metadata), tuple(pixels))


def _is_webp(data: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:12] == b"WEBP"


def _png(data: bytes) -> Iterator[Metadata | bytes]:
    at = len(PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + size]
        at += size + 12
        name = f"{kind.decode('ascii', 'replace')} chunk"
        if kind in {b"zTXt", b"iCCP"}:
            key, _, rest = content.partition(b"\0")
            yield Metadata(name, key)
            yield Metadata(name, rest[1:], compressed=True)
        elif kind == b"iTXt":
            yield from _international(name, content)
        elif kind in PNG_PIXELS:
            yield content
        else:
            yield Metadata(name, content)
        if kind == b"IEND":
            break
    yield Metadata("rest", data[at:])


def _international(name: str, content: bytes) -> Iterator[Metadata]:
    key, _, rest = content.partition(b"\0")
    compressed = rest[:1] == b"\1"
    language, _, rest = rest[2:].partition(b"\0")
    translated, _, text = rest.partition(b"\0")
    yield Metadata(name, b"\n".join((key, language, translated)))
    yield Metadata(name, text, compressed)


def _jpeg(data: bytes) -> Iterator[Metadata | bytes]:
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            at += 2
            break
        size = int.from_bytes(data[at + 2 : at + 4])
        content = data[at + 4 : at + 2 + size]
        at += 2 + size
        if marker == 0xFE:
            yield Metadata("comment", content)
        elif 0xE0 <= marker <= 0xEF:
            yield Metadata("metadata", IPTC_HEAD.sub(b"\n", content) if marker == 0xED else content)
        else:
            yield content
        if marker == 0xDA:
            end = _scan_end(data, at)
            yield data[at:end]
            at = end
    yield Metadata("rest", data[at:])


def _scan_end(data: bytes, at: int) -> int:
    """The end of a scan's pixels: the next marker other than a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at
    return len(data)


def _gif(data: bytes) -> Iterator[Metadata | bytes]:
    at = 13 + _colours(data[10] if len(data) > 10 else 0)
    while at < len(data):
        if data[at] == 0x21:
            end = _sub_blocks(data, at + 2)
            raw = data[at + 2 : end]
            yield Metadata("comment", _joined(raw))
            yield Metadata("metadata", raw)
            at = end
        elif data[at] == 0x2C and at + 10 < len(data):
            begin = at + 11 + _colours(data[at + 9])
            at = _sub_blocks(data, begin)
            yield data[begin:at]
        else:
            at += data[at] == 0x3B
            break
    yield Metadata("rest", data[at:])


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _sub_blocks(data: bytes, at: int) -> int:
    """The end of a sequence of length-prefixed blocks."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return min(at + 1, len(data))


def _joined(raw: bytes) -> bytes:
    """The contents of a sequence of blocks, without their lengths."""
    out, at = b"", 0
    while at < len(raw) and raw[at]:
        out += raw[at + 1 : at + 1 + raw[at]]
        at += raw[at] + 1
    return out


def _webp(data: bytes) -> Iterator[Metadata | bytes]:
    at, end = 12, min(8 + int.from_bytes(data[4:8], "little"), len(data))
    while at + 8 <= end:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        content = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        yield content if kind in WEBP_PIXELS else Metadata(f"{kind.decode('ascii', 'replace').strip()} chunk", content)
    yield Metadata("rest", data[min(at, end) :])


def _boxes(data: bytes) -> Iterator[Metadata | bytes]:
    """AVIF: boxes, of which ``mdat`` contains pixels, EXIF and XMP; the latter two have distinctive signatures."""
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        size = size or len(data) - at
        if size < head:
            break
        content = data[at + head : at + size]
        at += size
        if kind != b"mdat":
            yield Metadata(f"{kind.decode('ascii', 'replace')} box", content)
            continue
        yield from (Metadata("XMP", match[0]) for match in XMP.finditer(content))
        yield from (Metadata("EXIF", content[m.start() : m.start() + MOST_EXIF]) for m in TIFF.finditer(content))
        yield content
    yield Metadata("rest", data[at:])
