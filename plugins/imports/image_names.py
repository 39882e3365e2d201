"""Match image addresses to the files of an export, and name the images in a course.

WordPress keeps ``queue.jpg`` in ``wp-content/uploads/2026/10/`` and shows ``queue-300x200.jpg``, ``queue-scaled.jpg``.
Blogger shows an image in many sizes, given by a path segment (``/s320/``, ``/w400-h300/``). Google Takeout puts a
blog's images into an album, with shortened names and ``_`` for characters not allowed in file names. Browsers save a
page's images to a folder beside it. Uncertain matches are not guessed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from ..core.addresses import slug
from ..images.links import FOLDER, WRITTEN
from ..texts import mask

SIZED: Final = re.compile(r"-\d{2,5}x\d{2,5}$|-(?:scaled|rotated)$")
"""The suffix WordPress adds to the name of a resized image."""
BLOGGER_SIZE: Final = re.compile(r"(?:[swh]\d{1,5}|w\d{1,5}-h\d{1,5})(?:-[a-z0-9]+)*")
BLOGGER: Final = re.compile(r"(?:^|\.)(?:blogspot\.\w+(?:\.\w+)?|blogger\.com|googleusercontent\.com|ggpht\.com)$")
COPY: Final = re.compile(r"\s?\(\d+\)$")
"""The suffix that distinguishes files of the same name."""
UPLOADS: Final = "uploads"
LONGEST: Final = 46
"""The maximum length of a name in Takeout."""
MOST_NAME: Final = 50
ELSEWHERE: Final = "an image on another site, kept as a link: images are not downloaded"
MISSING: Final = "an image that is not in the export"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _key(name: str) -> str:
    """The lookup key of a file name: case-folded, as Takeout would spell it."""
    path = PurePosixPath(_plain(name))
    stem = re.sub(r"[^\w.-]", "_", COPY.sub("", path.stem))
    return stem[:LONGEST] + path.suffix


@dataclass(frozen=True)
class Index:
    """The files of an export, by relative path. ``loose``: a file name alone may identify a file."""

    paths: Collection[str]
    loose: bool = False
    by_key: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for path in self.paths:
            self.add(path)

    def add(self, path: str) -> None:
        self.by_key[_key(PurePosixPath(path).name)].append(path)

    def find(self, address: str) -> tuple[str, ...]:
        """The files that match an address equally well, preferring the original image to a smaller copy."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return ()
        folders = [part for part in unquote(parts.path).split("/") if part not in ("", ".", "..")]
        folders = [part for part in folders if not BLOGGER_SIZE.fullmatch(part)]
        if not folders or parts.scheme not in ("", "http", "https"):
            return ()
        host = parts.hostname or ""
        alone = self.loose or not host or bool(BLOGGER.search(host))
        *above, name = [_plain(part) for part in folders]
        for wanted in _names(name):
            if found := self._best(wanted, above, alone):
                return found
        return ()

    def _best(self, name: str, above: list[str], alone: bool) -> tuple[str, ...]:
        scored: dict[int, list[str]] = defaultdict(list)
        for path in self.by_key.get(_key(name), ()):
            *folders, own = _plain(path).split("/")
            if COPY.search(PurePosixPath(name).stem) and own != name:
                continue
            scored[_common(folders, above)].append(path)
        best = max(scored, default=-1)
        if best < 0 or (best < _needed(above) and not alone):
            return ()
        exact = [path for path in scored[best] if len(name) > LONGEST and _plain(path).endswith(f"/{name}")]
        return tuple(exact or scored[best])


def _names(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    stem = SIZED.sub("", path.stem)
    if stem and stem != path.stem:
        yield stem + path.suffix
    yield name
    if (again := _plain(unquote(name))) != name:  # Blogger encodes some names twice
        yield again


def _common(one: list[str], other: list[str]) -> int:
    """The number of folders directly above the file that two paths have in common."""
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count


def _needed(above: list[str]) -> int:
    """The number of folders a file must share with an address: those below WordPress's uploads, else the last one."""
    below = len(above) - 1 - above.index(UPLOADS) if UPLOADS in above else 0
    return max(below, 1)


@dataclass
class Rewritten:
    """A text with its images' addresses in the course. ``found``: the number of images of each kind (``ELSEWHERE``,
    ``MISSING``) that turned up after all; ``left_out``: the number replaced by their alternative text.
    """

    text: str
    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    left_out: int = 0


def rewrite(text: str, place: Callable[[str], str]) -> Rewritten:
    """Rewrite the addresses of images and links in Markdown. ``place`` maps an address to its path in the course, or to
    an empty string.

    An image without a host that cannot be found is replaced by its alternative text.
    """
    made = Rewritten(text)
    if "](" in text:
        made.text = _rewritten(text, mask.code(text), place, made)
    return made


def _rewritten(text: str, masked: str, place: Callable[[str], str], made: Rewritten) -> str:
    def put(match: re.Match[str]) -> str:
        start, end = match.span()
        alt = text[slice(*match.span("alt"))]
        if not match["image"] and "![" in alt:
            inner = _rewritten(alt, match["alt"], place, made)
            return f"[{inner}{text[match.end('alt') : end]}"
        if match["target"] is None:
            return text[start:end]
        address = match["target"].strip()
        kind = ELSEWHERE if re.match(r"https?:|//", address) else MISSING
        if path := place(address):
            made.found[kind] += bool(match["image"])
            return text[start : match.start("target")] + path + text[match.end("target") : end]
        if match["image"] and kind == MISSING and not address.startswith("data:"):
            made.left_out += 1
            return alt
        return text[start:end]

    parts, end = [], 0
    for match in WRITTEN.finditer(masked):
        parts += [text[end : match.start()], put(match)]
        end = match.end()
    return "".join([*parts, text[end:]])


def name(path: str, digest: str, suffix: str) -> str:
    """An image's path in a course: its own name and part of its digest, so that it is always the same."""
    stem = SIZED.sub("", COPY.sub("", PurePosixPath(path).stem))
    return f"{FOLDER}{slug(stem)[:MOST_NAME].strip('-') or 'image'}-{digest[:8]}{suffix}"


def companions(paths: Iterable[str]) -> set[str]:
    """The files in a folder that are not texts but belong to one: images, styles, the resources of a saved page,
    Blogger's settings in a Takeout.
    """
    every = set(paths)
    pages = {
        str(PurePosixPath(path).with_suffix("")) for path in every if re.search(r"\.x?html?$", path, re.IGNORECASE)
    }
    blogs = {str(PurePosixPath(path).parent) for path in every if PurePosixPath(path).name == FEED}
    return {path for path in every if _beside(PurePosixPath(path), pages, blogs)}


NO_TEXT: Final = frozenset(
    "png jpg jpeg jfif gif webp avif bmp tif tiff svg ico heic heif mp3 mp4 m4a m4v mov avi webm ogg oga ogv wav css js"
    " mjs map woff woff2 ttf otf eot".split()
)
SAVED: Final = ("_files", "_fichiers", "-Dateien", "-filer", "_archivos", "_arquivos", "_bestanden", "_pliki", "_file")
"""Browsers' suffixes for the folder beside a saved page."""
FEED: Final = "feed.atom"
OF_BLOGGER: Final = ("settings.csv", "theme-classic.html", "theme-layouts.xml")


def _beside(path: PurePosixPath, pages: Collection[str], blogs: Collection[str]) -> bool:
    if path.suffix.lower().removeprefix(".") in NO_TEXT or UPLOADS in path.parts[:-1]:
        return True
    if blogs and path.name == FEED:
        return False
    if blogs and (path.name == "archive_browser.html" or {"Albums", "Profile"} & set(path.parts[:-1])):
        return True
    if str(path.parent) in blogs and path.name in OF_BLOGGER:
        return True
    return any(
        str(folder).endswith(end) and str(folder).removesuffix(end) in pages for folder in path.parents for end in SAVED
    )
