"""The images of a book, each in one size that an e-reader shows sharply, in a format that every one knows."""

import errno
import io
import os
from collections.abc import Iterable

from ..core.problems import quote
from ..images.image_files import Gallery
from ..images.links import Picture
from .typeset import TYPES
from .xhtml import Plate

WIDEST = 1200
FOLDER = "images/"


def taken(gallery: Gallery, paths: Iterable[str]) -> tuple[dict[str, Plate], dict[str, bytes], list[str]]:
    """The images of some paths by path, their files by name, and a sentence for each that cannot be had."""
    plates: dict[str, Plate] = {}
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for number, path in enumerate(paths, 1):
        try:
            data, suffix, size = _known(_copy(gallery, path))
        except Exception as error:  # noqa: BLE001 - whatever a broken file makes a library do, it costs that image
            why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            notes.append(f"{quote(path)}: cannot be read ({why}), so only its description is in the book")
            continue
        name = f"{FOLDER}image-{number}{suffix}"
        files[name] = data
        plates[path] = Plate(name, *size)
    return plates, files, notes


def _copy(gallery: Gallery, path: str) -> bytes:
    """The copy of an image that is as wide as a book needs. Raises ``OSError`` if it is no longer there."""
    made = {address: data for data, address in gallery.copies_of(path)}
    if not made:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    return made[_address(gallery.by_path[path])]


def _address(picture: Picture) -> str:
    """Where that copy is published; of an animation, its first frame."""
    if picture.moves:
        return picture.still
    copies = sorted(picture.copies)
    return next((path for width, path in reversed(copies) if width <= WIDEST), copies[0][1])


def _known(data: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """An image as JPEG, PNG or GIF, with the suffix of its format and its size in pixels."""
    from PIL import Image  # noqa: PLC0415 - only if there is an image

    with Image.open(io.BytesIO(data)) as image:
        suffix = f".{(image.format or '').lower()}"
        if suffix in TYPES:
            return data, suffix, image.size
        made = io.BytesIO()
        if image.mode in ("RGBA", "LA", "P"):
            image.save(made, "PNG", optimize=True)
            return made.getvalue(), ".png", image.size
        image.convert("RGB").save(made, "JPEG", quality=82, optimize=True)
        return made.getvalue(), ".jpeg", image.size
