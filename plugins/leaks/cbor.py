"""The strings in CBOR (RFC 8949), as search indexes are kept: each is preceded by its length, not parted by a space."""

from collections.abc import Iterator

SIZES = {24: 1, 25: 2, 26: 4, 27: 8}


def strings(data: bytes) -> list[str] | None:
    """Every string in ``data``, or None where it is no CBOR."""
    try:
        return list(_items(data)) if data and data[0] >> 5 in (4, 5) else None
    except (IndexError, ValueError):
        return None


def _items(data: bytes) -> Iterator[str]:
    """Read item by item; how they nest does not matter."""
    at = 0
    while at < len(data):
        major, info = data[at] >> 5, data[at] & 31
        at += 1
        value = info
        if info in SIZES:
            if at + SIZES[info] > len(data):
                raise ValueError("ends too early")
            value = int.from_bytes(data[at : at + SIZES[info]])
            at += SIZES[info]
        elif info == 31 and major not in (2, 3, 4, 5, 7):
            raise ValueError("no length")
        elif 27 < info < 31:
            raise ValueError("reserved")
        if major in (2, 3) and info != 31:
            if at + value > len(data):
                raise ValueError("ends too early")
            yield data[at : at + value].decode("utf-8", "replace" if major == 2 else "strict")
            at += value
