"""Images from an export's folder to ``images/``: only files that a text shows and whose contents are an image.

An image's name combines its own name and a digest of its contents, so the next run recognizes it without stored state,
and an image that was replaced in the course is kept. Nothing is downloaded, and symbolic links are not followed.
"""

import hashlib
import io
import os
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from ..images.links import FOLDER, FORMATS, MOST_BYTES, MOST_PIXELS
from . import image_names
from .image_names import Index
from .records import CannotImport, Item, Note

MOST_FILES: Final = 200_000
SUFFIXES: Final = {kind: suffix for suffix, kind in reversed(FORMATS.items())} | {"MPO": ".jpg"}
SHOWN: Final = re.compile(rf"\(<?({FOLDER}[^\s()<>]+)")
ENDING: Final = re.compile(r"-[0-9a-f]{8}\.\w+$")
SEARCHED: Final = 50
"""How many notes back to search for one that a reader yielded before its text."""


class _NoImage(Exception):
    """A file that is not imported; the message says why."""


@dataclass
class Media:
    """The images that come with an export, and which of them to copy where."""

    content: Path
    files: dict[str, Path] = field(default_factory=dict)
    loose: bool = False
    copies: dict[str, Path] = field(default_factory=dict)
    """The source files by their paths in the course."""
    index: Index = field(default_factory=lambda: Index(()))
    known: dict[Path, tuple[str, str]] = field(default_factory=dict)
    """The digest and suffix of each file examined; for a file that is not an image, the reason and an empty string."""
    refused: Counter[str] = field(default_factory=Counter)

    def rewritten(self, item: Item, notes: list[Note]) -> Item:
        """A text with its images' addresses in the course. Images that turn up are removed from the notes on
        lost ones.
        """
        self.refused.clear()
        made = image_names.rewrite(item.text, self._place)
        lost = any(note.place == item.place and note.message == image_names.MISSING for note in notes[-SEARCHED:])
        for message, count in made.found.items():
            _found(notes, item.place, message, count)
        if made.left_out and not lost:
            notes.append(Note("markup", item.place, image_names.MISSING, made.left_out))
        notes += [Note("markup", item.place, message, count) for message, count in self.refused.items()]
        return item if made.text == item.text else replace(item, text=made.text)

    def add(self, path: str, file: Path) -> None:
        """Let texts find one more file."""
        self.files[path] = file
        self.index.add(path)

    def of(self, text: str) -> set[str]:
        """The images to copy that a text shows or links to."""
        return {path for path in SHOWN.findall(text) if path in self.copies} if FOLDER in text else set()

    @cached_property
    def there(self) -> dict[str, str]:
        """The images in the course and those of this run, by the end of their names."""
        names = sorted(file.name for file in (self.content / FOLDER).glob("*-*.*"))
        return {match[0]: f"{FOLDER}{name}" for name in names if (match := ENDING.search(name))}

    def _place(self, address: str) -> str:
        """The path in the course of the image at an address; empty if there is no certain match."""
        found: dict[str, tuple[Path, str]] = {}
        for path in self.index.find(address):
            file = self.files[path]
            try:
                digest, suffix = self._looked_into(file)
            except _NoImage as why:
                self.refused[str(why)] += 1
                continue
            found[digest] = file, suffix
        if len(found) != 1:
            return ""
        ((digest, (file, suffix)),) = found.items()
        target = self.there.setdefault(f"-{digest[:8]}{suffix}", image_names.name(file.name, digest, suffix))
        self.copies.setdefault(target, file)
        return target

    def _looked_into(self, file: Path) -> tuple[str, str]:
        if file not in self.known:
            try:
                self.known[file] = _image(file)
            except _NoImage as why:
                self.known[file] = str(why), ""
        digest, suffix = self.known[file]
        if not suffix:
            raise _NoImage(digest)
        return digest, suffix


def beside(source: Path, given: Path | None, content: Path) -> Media:
    """The images of an export that is a folder, of the folder a browser saved beside a page, and of a given folder."""
    roots = [source] if source.is_dir() else []
    if source.is_file():
        roots = [folder for end in image_names.SAVED if (folder := source.with_name(source.stem + end)).is_dir()]
    if given and not given.is_dir():
        raise CannotImport(f"--media {given}: is not a folder")
    files = {path: file for root in roots for path, file in _files(root)}
    if given:
        files |= dict(_files(given))
    made = Media(content, files, bool(given))
    made.index = Index(tuple(files), made.loose)
    return made


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """The files in a folder, by paths that start with the folder's name."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if name.startswith(".") or file.is_symlink() or not file.is_file():
                continue
            count += 1
            if count > MOST_FILES:
                raise CannotImport(f"{root}: has more than {MOST_FILES:,} files: name the folder of its images")
            yield f"{root.name}/{file.relative_to(root).as_posix()}", file


def _found(notes: list[Note], place: str, message: str, count: int) -> None:
    """Subtract found images from an earlier note that reported them as lost."""
    for n in range(len(notes) - 1, max(len(notes) - 1 - SEARCHED, -1), -1):
        if notes[n].place == place and notes[n].message == message and count:
            taken = min(count, notes[n].count)
            count -= taken
            notes[n] = replace(notes[n], count=notes[n].count - taken)
            if not notes[n].count:
                del notes[n]


def _image(file: Path) -> tuple[str, str]:
    """An image's digest and the suffix of its actual format, whatever its name says. Raises ``_NoImage``."""
    from PIL import Image  # noqa: PLC0415 - imported only if there is an image

    size = file.stat().st_size
    if size > MOST_BYTES:
        raise _NoImage(f"an image of {size / 1e6:.0f} MB, kept as its address: {MOST_BYTES / 1e6:.0f} are the most")
    try:
        data = file.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=sorted(set(FORMATS.values()))) as image:
                pixels, kind = image.width * image.height, str(image.format)
                if pixels <= MOST_PIXELS:
                    image.draft("RGB", (64, 64))  # decoding a reduced size, where supported, is enough
                    image.load()
    except Exception:  # noqa: BLE001 - Pillow can raise anything for a broken file
        raise _NoImage("a file that is not an image, or is broken, kept as a link") from None
    if pixels > MOST_PIXELS:
        raise _NoImage(f"an image of {pixels / 1e6:.0f} million pixels, kept as its address")
    return hashlib.blake2b(data, digest_size=16).hexdigest(), SUFFIXES[kind]


def left_alone(content: Path, copies: Mapping[str, Path], paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """The images that texts need: those to copy, and those that were replaced in the course."""
    new, replaced = [], []
    for path in paths:
        target = content / path
        if not target.exists() and not target.is_symlink():
            new.append(path)
        elif target.is_symlink() or target.read_bytes() != copies[path].read_bytes():
            replaced.append(path)
    return new, replaced
