"""Places images in a page's HTML.

The browser can choose the smallest size that is sharp in its window, knows each image's dimensions before it has
loaded, and the alternative text replaces an image that cannot be shown.
"""

import html
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from ..texts.markup import ALT, ROOT, Rendered
from .links import FOLDER, STILL, THUMBNAIL, Album, Picture

SIZES = "(max-width: 44rem) 100vw, 42rem"
"""The display width of an image: at most the stylesheet's ``--measure``."""
IMG = re.compile(r"<img((?:[^>\"]|\"[^\"]*\")*)>")
SRC = re.compile(rf"\ssrc=\"{ROOT}/({FOLDER}[^\"]*)\"")
USED = re.compile(rf"\s(?:src|href)=\"{ROOT}/({FOLDER}[^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Illustration:
    """The image that stands for a text elsewhere: its size in pixels, its copies by width, narrowest first."""

    alt: str
    width: int
    height: int
    copies: tuple[tuple[int, str], ...]

    @property
    def thumbnail(self) -> str:
        """The address of the narrowest copy."""
        return self.copies[0][1]


def illustration(shown: str, pictures: Mapping[str, Picture], album: Album) -> Illustration | None:
    """The first image in a text's HTML that stands still and is large enough for a thumbnail."""
    for match in IMG.finditer(shown) if "<img" in shown else ():
        source, alt = SRC.search(match[1]), ALT.search(match[1])
        picture = pictures.get(album.find(html.unescape(source[1])) or "") if source else None
        if picture and not picture.moves and picture.width >= THUMBNAIL // 2 and picture.height >= THUMBNAIL // 3:
            copies = tuple((width, quote(path)) for width, path in picture.copies)
            return Illustration(html.unescape(alt[1]) if alt else "", picture.width, picture.height, copies)
    return None


def placed(
    rendered: Mapping[str, Rendered], pictures: Mapping[str, Picture], comments: Collection[str], moving: str
) -> dict[str, Rendered]:
    """The texts with the images in their HTML in all sizes. ``comments``: the paths of those that are comments;
    ``moving``: the text of the link to an animation, as HTML.
    """
    album = Album(pictures)

    def put(path: str, text: Rendered) -> Rendered:
        if "<img" not in text.html:
            return text
        return replace(text, html=place(text.html, pictures, album, moving, first=path not in comments))

    return {path: put(path, text) for path, text in rendered.items()}


def used(shown: str, album: Album) -> Iterator[str]:
    """The paths of images that a text's HTML shows or links to."""
    if FOLDER in shown:
        for match in USED.finditer(shown):
            if path := album.find(html.unescape(match[1]).replace(STILL, FOLDER, 1)):
                yield path


def place(shown: str, pictures: Mapping[str, Picture], album: Album, moving: str, *, first: bool) -> str:
    """Give every image in a text's HTML its sizes, or replace it with its alternative text. All images are lazy-loaded,
    except the text's first one if ``first``. An animation is shown as a still that links to it (WCAG 2.2.2), unless the
    still is already within a link.
    """
    if "<img" not in shown:
        return shown
    met = 0

    def put(match: re.Match[str]) -> str:
        nonlocal met
        source = SRC.search(match[1])
        path = album.find(html.unescape(source[1])) if source else None
        if source is None or path is None or path not in pictures:
            alt = ALT.search(match[1])
            return alt[1] if alt else ""
        met += 1
        picture = pictures[path]
        attributes = match[1].replace(source[0], _attributes(picture), 1)
        lazy = "" if first and met == 1 else ' loading="lazy"'
        image = f'<img{attributes}{lazy} decoding="async">'
        if not picture.moves or shown.rfind("<a ", 0, match.start()) > shown.rfind("</a>", 0, match.start()):
            return image
        return f'<a class="moving" href="{ROOT}/{quote(path)}" title="{moving}">{image}</a>'

    return IMG.sub(put, shown)


def _attributes(picture: Picture) -> str:
    wide = [(width, path) for width, path in picture.copies if width != THUMBNAIL or path == picture.path]
    copies = [(width, f"{ROOT}/{quote(path)}") for width, path in wide]
    shown = f"{ROOT}/{quote(picture.still)}" if picture.moves else copies[-1][1]
    made = f' src="{shown}"'
    if len(copies) > 1:
        made += f' srcset="{", ".join(f"{address} {width}w" for width, address in copies)}" sizes="{SIZES}"'
    return f'{made} width="{picture.width}" height="{picture.height}"'
