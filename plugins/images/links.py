"""Images as texts use them: which ones a text shows, and what is wrong with their use. Needs no renderer."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote

from ..core.model import Page, Text
from ..core.problems import Places, Problem, did_you_mean, quote
from ..texts import mask
from ..texts.unsupported import as_typed, host

FOLDER = "images/"
STILL = f"{FOLDER}still/"
THUMBNAIL = 240
"""The width of an image's smallest copy in pixels: twice that of a thumbnail in a list."""
MOST_PIXELS = 64_000_000
MOST_BYTES = 40_000_000
"""The limits of a publishable image: its pixels, and its file's size."""
MOST_MOVING_PIXELS = 32_000_000
"""The limit of an animation: the pixels of all its frames, for which memory is needed at once."""
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP", ".avif": "AVIF"}
"""Pillow's format names by suffix."""
WRITTEN = re.compile(
    r"(?<!\\)(?P<image>!?)\[(?P<alt>(?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,1000}+)\]"
    r"(?:\(\s{0,9}<?(?P<target>(?:[^()\n<>\"]|\([^()\n]{0,300}\)){0,600}?)>?\s{0,9}(?:\"[^\"\n]*\"|'[^'\n]*')?\s{0,9}\)"
    r"|\[(?P<name>[^\]\n]{0,300})\])"
)
REFERENCE = re.compile(r"^[ ]{0,3}\[(?P<name>[^\]\n]+)\]:[ \t]*<?(?P<target>[^\s>]+)", re.MULTILINE)
SAYS_NOTHING = re.compile(
    r"(?:an? |the )?(?:image|photo|picture|img|pic|screenshot|figure|alt|alt text)[ _-]?\d*\.?", re.IGNORECASE
)
FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|avif)|(?:img|dsc|pxl)[_-]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as published: its size in pixels, and the narrower widths it also comes in."""

    path: str
    width: int
    height: int
    narrower: tuple[int, ...] = ()
    moves: bool = False
    """Whether it is animated, in which case its first frame is also published as a still."""

    @property
    def copies(self) -> Iterator[tuple[int, str]]:
        """Every width with the path at which it is published; the widest is at the image's own path."""
        for width in self.narrower:
            yield width, f"{FOLDER}{width}w/{self.path.removeprefix(FOLDER)}"
        yield self.width, self.path

    @property
    def still(self) -> str:
        """The path at which an animation's first frame is published."""
        return f"{STILL}{self.path.removeprefix(FOLDER)}"


class Album:
    """The images of a course by path, looked up as people write them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)

    @cached_property
    def by_name(self) -> dict[str, str]:
        """The paths by their Unicode NFC form, because macOS normalizes file names differently."""
        return {unicodedata.normalize("NFC", path): path for path in self.paths}

    def find(self, address: str) -> str | None:
        """The image at an address relative to the site's root, as written in HTML or Markdown."""
        return self.by_name.get(unicodedata.normalize("NFC", unquote(re.split("[?#]", address, maxsplit=1)[0])))

    def near(self, target: str) -> str:
        """``; did you mean …?`` for a broken address: the same file name elsewhere, or a similar one."""
        name = PurePosixPath(unquote(target)).name
        same = [path for path in self.paths if PurePosixPath(path).name.casefold() == name.casefold()]
        return did_you_mean(f"{FOLDER}{name}", same or self.paths)


def check(texts: Iterable[Text | Page], paths: Iterable[str]) -> Iterator[Problem]:
    """Report images without descriptions and broken addresses, with a notice for every image that no text shows."""
    album = Album(paths)
    seen: set[str] = set()
    for text in texts:
        if ("![" in text.source.text or FOLDER in text.source.text) and not as_typed(text.source.prose):
            yield from _of_text(text, album, seen)
    for path in album.paths:
        if path not in seen:
            message = "is not used in any text, so it is not published: use it, or delete it"
            yield Problem(path, 1, 1, message, "notice", "image")


def _of_text(text: Text | Page, album: Album, seen: set[str]) -> Iterator[Problem]:
    source = text.source
    masked = mask.without_code(source)
    places = Places(source.text)
    named = {match["name"].casefold(): match for match in REFERENCE.finditer(masked, source.body)}
    for match in _links(masked, source.body):
        where, group = match, "target"
        if match["target"] is None:
            where = named.get((match["name"] or match["alt"]).casefold(), match)
            if where is match:
                continue
        target = where[group].strip()
        if host(target) or "&" in target or "\\" in target:
            continue  # ``unsupported`` reports these
        address = re.sub(r"^/?(?:\.\./)*(?=images/)", "", target)
        path = album.find(address) if address.startswith(FOLDER) else None
        if path:
            seen.add(path)
        if path is None and (match["image"] or address.startswith(FOLDER)):
            yield Problem(
                source.path, *places.at(where.start(group)), _missing(target, album, shown=bool(match["image"])),
                "error", "image", wrong=target,
            )  # fmt: skip
        if match["image"]:
            yield from _description_problems(
                source.path, places.at(match.start()), source.text[slice(*match.span("alt"))], target
            )


def _links(masked: str, body: int) -> Iterator[re.Match[str]]:
    """Every image and link in a text, including images within links."""
    for match in WRITTEN.finditer(masked, body):
        yield match
        if not match["image"] and "![" in match["alt"]:
            yield from WRITTEN.finditer(masked, *match.span("alt"))


def _missing(target: str, album: Album, *, shown: bool) -> str:
    what = "so only its description is shown" if shown else "so this link leads nowhere"
    near = album.near(target) or ": put the file there, or correct the address"
    if target.startswith((FOLDER, "/images/", "../")):
        return f"there is no image {quote(target)}, {what}{near}"
    return f"an image’s address must begin with images/, and {quote(target)} does not, {what}{near}"


def _description_problems(path: str, at: tuple[int, int], alt: str, target: str) -> Iterator[Problem]:
    """Problems with an image's alternative text. Images in texts convey something, so all of them need one."""
    words = " ".join(alt.split())
    if not words:
        message = (
            "the image has no description for those who cannot see it: write what it shows between the brackets,"
            f" such as ![A queue outside a shop]({target})"
        )
        yield Problem(path, *at, message, "error", "image")
    elif SAYS_NOTHING.fullmatch(words) or FILE_NAME.fullmatch(words):
        message = f"{quote(words)} does not say what the image shows: describe it for those who cannot see it"
        yield Problem(path, *at, message, "warning", "image")
