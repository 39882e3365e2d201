"""Makes images for publication: resized, upright, and without metadata.

Each is redrawn from its pixels, so that no location, name or comment in the file is published; the same file always
gives the same bytes. Results are cached by a hash of the file's contents. Pillow is imported only if there is an image
to make, and only for the formats allowed in ``images/``.
"""

import hashlib
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from .. import atomic, cache, regular
from ..cache import Store, digest, digest_of_files, state_of
from ..core.problems import Problem
from ..corpus.corpus import Corpus
from . import links
from .links import FORMATS, MOST_BYTES, MOST_MOVING_PIXELS, MOST_PIXELS, THUMBNAIL, Picture

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

WIDEST, HIGHEST = 1600, 3200
NARROWER = (480, 960)
MOST_OF_WIDTH = 0.8
"""A narrower copy is made if its width is at most this share of the image's; a thumbnail of every larger image."""
SAVED: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
    "GIF": {"optimize": True},
    "WEBP": {"quality": 82, "method": 4},
    "AVIF": {"quality": 65, "speed": 8, "max_threads": 1},
}
BROKEN = "is broken, or not an image, so only its description is shown: export it again as PNG or JPEG"
CHANGED = "changed while the site was being built, so it is left out: build it again"
TOO_MUCH = "too many to be shown moving, so the first one stands still: make it shorter or smaller"


class _Refused(Exception):
    """The image cannot be published; the message says why, and how to fix it."""


@dataclass(frozen=True)
class Gallery:
    """The publishable images of a course, by path. ``keys``: cache keys by path; ``depends_on``: what they depend on,
    besides the images.
    """

    content: Path
    folder: Path | None
    by_path: dict[str, Picture]
    keys: dict[str, str]
    depends_on: str

    def publish(self, paths: Iterable[str], output: Path) -> list[Problem]:
        """Write images in all their sizes below ``output``. One that has changed since it was examined is left out, and
        reported.
        """
        changed = []
        for path in sorted(set(paths) & self.by_path.keys()):
            made = self.copies_of(path)
            if not made:
                changed.append(Problem(path, 1, 1, CHANGED, "error", "image"))
            for data, address in made:
                target = output / address
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        return changed

    def copies_of(self, path: str) -> list[tuple[bytes, str]]:
        """An image in all its sizes, with the address of each; those not in the cache are made. Nothing if it is no
        longer what it was.
        """
        suffix = PurePosixPath(path).suffix.lower()
        picture = self.by_path[path]
        copies = [*picture.copies, *([(0, picture.still)] if picture.moves else ())]
        files = [self.folder / f"{self.keys[path]}-{width}" for width, _ in copies] if self.folder else []
        made = [cache.kept(file) for file in files]
        if not made or not all(made):
            try:
                data = regular.data(self.content / path, links=False)
            except OSError:
                return []
            if _key(data, suffix, self.depends_on) != self.keys[path]:
                return []
            made = _encoded(data, FORMATS[suffix], [width for width, _ in picture.copies], moves=picture.moves)
            for file, kept in zip(files, made, strict=bool(files)):
                cache.keep(file, kept)
        return [(data, address) for data, (_, address) in zip(made, copies, strict=True)]

    def forget(self) -> None:
        """Delete cached images whose originals no longer exist."""
        used = set(self.keys.values())
        if self.folder and self.folder.is_dir():
            for file in self.folder.iterdir():
                if file.name.rpartition("-")[0] not in used and not atomic.is_being_written(file):
                    cache.forget(file)


def examine(content: Path, corpus: Corpus, folder: Path | None) -> tuple[Corpus, Gallery]:
    """Add image problems to the corpus, and return it with the publishable images. ``folder``: the cache."""
    problems = list(links.check(corpus.everything, corpus.images))
    depends_on = digest(digest_of_files(Path(__file__), Path(links.__file__)), version("pillow"))
    keys = _hashes(content, corpus, folder, depends_on) if corpus.images else []
    store = Store(folder, "images", corpus.course.title, depends_on)
    files = [content / path for path in corpus.images]
    facts = store.all(keys, lambda missing: [_facts(files[n]) for n in missing])
    store.save()
    found = {}
    for path, (width, height, narrower, moves, wrong) in zip(corpus.images, facts, strict=True):
        if width:
            found[path] = _without_collisions(Picture(path, width, height, narrower, moves), corpus.images)
        if wrong:
            problems.append(Problem(path, 1, 1, wrong, "warning" if width else "error", "image"))
    every = tuple(sorted((*corpus.problems, *problems), key=lambda problem: problem.place))
    kept = folder / f"images-{digest(corpus.course.title)[:12]}.d" if folder else None
    by_key = dict(zip(corpus.images, keys, strict=True))
    return replace(corpus, problems=every), Gallery(content, kept, found, by_key, depends_on)


def _without_collisions(picture: Picture, images: Sequence[str]) -> Picture:
    """Leave out copies whose address belongs to another image."""
    taken = {width for width, path in picture.copies if path != picture.path and path in images}
    narrower = tuple(width for width in picture.narrower if width not in taken)
    return replace(picture, narrower=narrower, moves=picture.moves and picture.still not in images)


def _hashes(content: Path, corpus: Corpus, folder: Path | None, depends_on: str) -> list[str]:
    """A content hash for each image, recomputed if its size or modification time changed."""
    files = [content / path for path in corpus.images]
    keys = ["\0".join(map(str, (path, *state_of(file)[:2]))) for path, file in zip(corpus.images, files, strict=True)]
    store = Store(folder, "images-seen", corpus.course.title, depends_on)
    found = store.all(keys, lambda missing: [_hash(files[n], depends_on) for n in missing])
    store.save()
    return found


def _hash(file: Path, depends_on: str) -> str:
    suffix = file.suffix.lower()
    try:
        if (size := file.stat().st_size) > MOST_BYTES:
            return digest(str(size), suffix, depends_on)
        return _key(regular.data(file, links=False), suffix, depends_on)
    except OSError as error:
        return digest(str(error.strerror), suffix, depends_on)


def _key(data: bytes, suffix: str, depends_on: str) -> str:
    return digest(hashlib.blake2b(data).hexdigest(), suffix, depends_on)


def _facts(file: Path) -> tuple[int, int, tuple[int, ...], bool, str]:
    """Width, height, narrower widths and whether it is animated, of an image as published; and what is wrong with it,
    with a width of 0 if it cannot be published.
    """
    try:
        if (size := file.stat().st_size) > MOST_BYTES:
            return _refused(f"has {size / 1e6:.0f} MB; an image may have at most {MOST_BYTES / 1e6:.0f}")
        data = regular.data(file, links=False)
    except OSError as error:
        return 0, 0, (), False, f"cannot be read ({error.strerror}), so only its description is shown: look at the file"
    wrong = ""
    try:
        with _image(data) as image:
            frames = _frames(image)
            moves = frames > 1 and FORMATS[file.suffix.lower()] != "JPEG"
            if moves and image.width * image.height * frames > MOST_MOVING_PIXELS:
                wrong = f"has {frames} frames of {image.width} × {image.height} pixels, {TOO_MUCH}"
                moves = False
            width, height = _looked_at(image) if moves else _still(image).size
    except _Refused as refused:
        return _refused(str(refused))
    except Exception:  # noqa: BLE001 - whatever a broken file makes a library do, it is reported for that file
        return 0, 0, (), False, BROKEN
    narrower = [some for some in NARROWER if some <= MOST_OF_WIDTH * width]
    thumbnail = [THUMBNAIL] if width > THUMBNAIL else []
    return width, height, () if moves else (*thumbnail, *narrower), moves, wrong


def _refused(why: str) -> tuple[int, int, tuple[int, ...], bool, str]:
    return 0, 0, (), False, f"{why}, so only its description is shown: make it smaller"


def _encoded(data: bytes, kind: str, widths: Sequence[int], *, moves: bool = False) -> list[bytes]:
    """Re-encode an image, once for each width in pixels; for an animation, the animation and its first frame."""
    from PIL.Image import Resampling  # noqa: PLC0415 - as above

    if moves:
        with _image(data) as image:
            return [_animation(data, kind), _file(next(_moving(image)), kind)]
    with _image(data) as image:
        whole = _still(image)
    sizes = [(width, max(1, round(whole.height * width / whole.width))) for width in widths]
    return [_file(whole if size == whole.size else whole.resize(size, Resampling.LANCZOS), kind) for size in sizes]


def _file(shown: "Image", kind: str, **more: Any) -> bytes:
    if kind == "JPEG" and shown.mode != "L":
        shown = _opaque(shown)
    made = io.BytesIO()
    shown.save(made, kind, **SAVED[kind], **more)
    return made.getvalue()


def _animation(data: bytes, kind: str) -> bytes:
    """Encode an animation with its original loop count and durations, a frame at a time."""
    with _image(data) as image:
        durations = []
        for n in range(_frames(image)):
            image.seek(n)
            durations.append(int(image.info.get("duration") or 100))
        loop = image.info.get("loop", 1 if kind == "GIF" else 0)
    more: dict[str, Any] = {} if kind == "AVIF" or (kind == "GIF" and loop == 1) else {"loop": int(loop)}
    with _image(data) as image:
        frames = _moving(image)
        return _file(next(frames), kind, save_all=True, append_images=frames, duration=durations, **more)


def _opaque(shown: "Image") -> "Image":
    """Flatten transparency onto white, for formats without it."""
    from PIL import Image  # noqa: PLC0415 - as above

    if shown.mode not in ("RGBA", "LA"):
        return shown.convert("RGB")
    ground = Image.new("RGB", shown.size, "white")
    ground.paste(shown.convert("RGB"), mask=shown.getchannel("A"))
    return ground


@contextmanager
def _image(data: bytes) -> Iterator["ImageFile"]:
    """An image, its frames not yet decoded. Raises ``_Refused``, and whatever a broken file raises."""
    from PIL import Image  # noqa: PLC0415 - as above

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=sorted(set(FORMATS.values())))
        except Image.DecompressionBombError:
            raise _Refused(
                f"has more than {MOST_PIXELS // 1_000_000} million pixels, the most an image may have"
            ) from None
        with image:
            if (pixels := image.width * image.height) > MOST_PIXELS:
                most = MOST_PIXELS // 1_000_000
                raise _Refused(f"has {pixels / 1e6:,.0f} million pixels; it may have at most {most} million")
            yield image


def _frames(image: "ImageFile") -> int:
    """The number of frames."""
    return 1 if image.format in ("JPEG", "MPO") else getattr(image, "n_frames", 1)


def _moving(image: "ImageFile") -> Iterator["Image"]:
    """The frames of an animation, without any metadata."""
    from PIL import ImageSequence  # noqa: PLC0415 - as above

    return (_pixels_only(frame.convert("RGBA")) for frame in ImageSequence.Iterator(image))


def _looked_at(image: "ImageFile") -> tuple[int, int]:
    """The size of an animation, every frame of which can be decoded."""
    [size] = {frame.size for frame in _moving(image)}
    return size


def _still(image: "ImageFile") -> "Image":
    """An image, or its first frame, upright, in sRGB, at its published size, without any metadata."""
    image.draft("RGB", (WIDEST, WIDEST))
    image.load()
    return _upright(image)


def _upright(file: "Image") -> "Image":
    from PIL import Image, ImageOps  # noqa: PLC0415 - as above

    shown: Image.Image = _in_srgb(file)
    with suppress(Exception):  # an unreadable orientation counts as none
        orientation = file.getexif().get(0x0112, 1)
        shown.info.clear()
        exif = Image.Exif()
        exif[0x0112] = orientation
        shown.info["exif"] = exif.tobytes()
        shown = ImageOps.exif_transpose(shown)
    box = (min(WIDEST, shown.width), min(HIGHEST, shown.height))
    if shown.size != box:
        scale = min(box[0] / shown.width, box[1] / shown.height)
        size = (max(1, round(shown.width * scale)), max(1, round(shown.height * scale)))
        shown = shown.resize(size, Image.Resampling.LANCZOS)
    return _pixels_only(shown)


def _in_srgb(file: "Image") -> "Image":
    """Convert to a mode that every format here supports, applying an embedded colour profile."""
    shown: Image = file
    if shown.mode.startswith("I;16") or shown.mode in ("I", "F"):
        return shown.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    transparent = "A" in shown.mode or "a" in shown.mode or "transparency" in shown.info
    mode = "RGBA" if transparent else "L" if shown.mode in ("1", "L") else "RGB"
    if (profile := file.info.get("icc_profile")) and mode != "L":
        from PIL import ImageCms  # noqa: PLC0415 - as above

        if shown.mode not in ("RGB", "RGBA", "CMYK"):
            shown = shown.convert(mode)
        with suppress(Exception):  # an unreadable profile is ignored
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(shown, meant, srgb, outputMode=mode)
            shown = changed or shown
    return shown if shown.mode == mode else shown.convert(mode)


def _pixels_only(shown: "Image") -> "Image":
    """A copy with the pixels only."""
    from PIL import Image  # noqa: PLC0415 - as above

    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    return bare
