"""Makes images for publication: resized, upright, and without metadata.

Each is redrawn from its pixels, so that no location, name or comment in the file is published; the same file always
gives the same bytes. Results are cached by a hash of the file's contents. Pillow is imported only if there is an image
to make, and only for the formats allowed in ``images/``.
"""

import hashlib
import io
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from .. import atomic
from ..cache import Store, digest, digest_of_files
from ..core.problems import Problem
from ..corpus.corpus import Corpus
from . import links
from .links import FORMATS, MOST_BYTES, MOST_PIXELS, THUMBNAIL, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

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


class _Refused(Exception):
    """The image cannot be published; the message says why, and how to fix it."""


@dataclass(frozen=True)
class Gallery:
    """The publishable images of a course, by path. ``keys``: cache keys by path."""

    content: Path
    folder: Path | None
    by_path: dict[str, Picture]
    keys: dict[str, str]

    def publish(self, paths: Iterable[str], output: Path) -> None:
        """Write images in all their sizes below ``output``."""
        with tempfile.TemporaryDirectory() as nowhere:
            for path in sorted(set(paths) & self.by_path.keys()):
                for made, address in self._files_of(path, self.folder or Path(nowhere)):
                    target = output / address
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(made, target)

    def _files_of(self, path: str, folder: Path) -> list[tuple[Path, str]]:
        """The files of an image in all its sizes, with the address of each; those not in the cache are made."""
        suffix = PurePosixPath(path).suffix.lower()
        picture = self.by_path[path]
        copies = [*picture.copies, *([(0, picture.still)] if picture.moves else ())]
        files = [folder / f"{self.keys[path]}-{width}{suffix}" for width, _ in copies]
        if not all(file.exists() for file in files):
            folder.mkdir(parents=True, exist_ok=True)
            made = _encoded((self.content / path).read_bytes(), FORMATS[suffix], [width for width, _ in picture.copies])
            for file, data in zip(files, made, strict=True):
                atomic.write(file, data, durable=False)
        return [(file, address) for file, (_, address) in zip(files, copies, strict=True)]

    def forget(self) -> None:
        """Delete cached images whose originals no longer exist."""
        if self.folder and self.folder.is_dir():
            for file in self.folder.iterdir():
                if file.name.rpartition("-")[0] not in set(self.keys.values()) and not atomic.is_being_written(file):
                    file.unlink(missing_ok=True)


def examine(content: Path, corpus: Corpus, cache: Path | None) -> tuple[Corpus, Gallery]:
    """Add image problems to the corpus, and return it with the publishable images."""
    problems = list(links.check(corpus.everything, corpus.images))
    depends_on = digest(digest_of_files(Path(__file__), Path(links.__file__)), version("pillow"))
    keys = _hashes(content, corpus, cache, depends_on) if corpus.images else []
    store = Store(cache, "images", corpus.course.title, depends_on)
    files = [content / path for path in corpus.images]
    facts = store.all(keys, lambda missing: [_facts(files[n]) for n in missing])
    store.save()
    found = {}
    for path, (width, height, narrower, moves, wrong) in zip(corpus.images, facts, strict=True):
        if width:
            found[path] = _without_collisions(Picture(path, width, height, narrower, moves), corpus.images)
        if wrong:
            problems.append(Problem(path, 1, 1, wrong, "error", "image"))
    every = tuple(sorted((*corpus.problems, *problems), key=lambda problem: problem.place))
    folder = cache / f"images-{digest(corpus.course.title)[:12]}.d" if cache else None
    by_key = dict(zip(corpus.images, keys, strict=True))
    return replace(corpus, problems=every), Gallery(content, folder, found, by_key)


def _without_collisions(picture: Picture, images: Sequence[str]) -> Picture:
    """Leave out copies whose address belongs to another image."""
    taken = {width for width, path in picture.copies if path != picture.path and path in images}
    narrower = tuple(width for width in picture.narrower if width not in taken)
    return replace(picture, narrower=narrower, moves=picture.moves and picture.still not in images)


def _hashes(content: Path, corpus: Corpus, cache: Path | None, depends_on: str) -> list[str]:
    """A content hash for each image, recomputed if its size or modification time changed."""
    files = [content / path for path in corpus.images]
    stats = [file.stat() for file in files]
    keys = [
        f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}" for path, stat in zip(corpus.images, stats, strict=True)
    ]  # fmt: skip
    store = Store(cache, "images-seen", corpus.course.title, depends_on)
    found = store.all(keys, lambda missing: [_hash(files[n], depends_on) for n in missing])
    store.save()
    return found


def _hash(file: Path, depends_on: str) -> str:
    try:
        with file.open("rb") as data:
            held = hashlib.file_digest(data, "blake2b").hexdigest()
    except OSError:
        held = ""
    return digest(held, file.suffix.lower(), depends_on)


def _facts(file: Path) -> tuple[int, int, tuple[int, ...], bool, str]:
    """Width, height, narrower widths and whether it is animated, of an image as published; or why it is not."""
    try:
        if (size := file.stat().st_size) > MOST_BYTES:
            return _refused(f"has {size / 1e6:.0f} MB; an image may have at most {MOST_BYTES / 1e6:.0f}")
        frames = _frames(file.read_bytes())
    except _Refused as refused:
        return _refused(str(refused))
    except Exception:  # noqa: BLE001 - whatever a broken file makes a library do, it is reported for that file
        return 0, 0, (), False, BROKEN
    width, height = frames[0].size
    moves = len(frames) > 1
    narrower = [some for some in NARROWER if some <= MOST_OF_WIDTH * width]
    thumbnail = [THUMBNAIL] if width > THUMBNAIL else []
    return width, height, () if moves else (*thumbnail, *narrower), moves, ""


def _refused(why: str) -> tuple[int, int, tuple[int, ...], bool, str]:
    return 0, 0, (), False, f"{why}, so only its description is shown: make it smaller"


def _encoded(data: bytes, kind: str, widths: Sequence[int]) -> list[bytes]:
    """Re-encode an image, once for each width in pixels; for an animation, the animation and its first frame."""
    from PIL.Image import Resampling  # noqa: PLC0415 - as above

    frames = _frames(data)
    if len(frames) > 1 and kind != "JPEG":
        return [_animation(data, frames, kind), _file(frames[0], kind)]
    whole = frames[0]
    sizes = [(width, max(1, round(whole.height * width / whole.width))) for width in widths]
    return [_file(whole if size == whole.size else whole.resize(size, Resampling.LANCZOS), kind) for size in sizes]


def _file(shown: "Image", kind: str, **more: Any) -> bytes:
    if kind == "JPEG" and shown.mode != "L":
        shown = _opaque(shown)
    made = io.BytesIO()
    shown.save(made, kind, **SAVED[kind], **more)
    return made.getvalue()


def _animation(data: bytes, frames: Sequence["Image"], kind: str) -> bytes:
    """Encode an animation with its original loop count and durations."""
    from PIL import Image  # noqa: PLC0415 - as above

    with Image.open(io.BytesIO(data)) as file:
        durations = []
        for n in range(len(frames)):
            file.seek(n)
            durations.append(int(file.info.get("duration") or 100))
        loop = file.info.get("loop", 1 if kind == "GIF" else 0)
    more: dict[str, Any] = {} if kind == "AVIF" or (kind == "GIF" and loop == 1) else {"loop": int(loop)}
    return _file(frames[0], kind, save_all=True, append_images=list(frames[1:]), duration=durations, **more)


def _opaque(shown: "Image") -> "Image":
    """Flatten transparency onto white, for formats without it."""
    from PIL import Image  # noqa: PLC0415 - as above

    if shown.mode not in ("RGBA", "LA"):
        return shown.convert("RGB")
    ground = Image.new("RGB", shown.size, "white")
    ground.paste(shown.convert("RGB"), mask=shown.getchannel("A"))
    return ground


def _frames(data: bytes) -> list["Image"]:
    """The frames of an image, upright, in sRGB, at most at their published size, without any metadata.

    More than one if it is animated. Raises ``_Refused``, and whatever a broken file raises.
    """
    from PIL import Image, ImageSequence  # noqa: PLC0415 - as above

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            file = Image.open(io.BytesIO(data), formats=sorted(set(FORMATS.values())))
        except Image.DecompressionBombError:
            raise _Refused(
                f"has more than {MOST_PIXELS // 1_000_000} million pixels, the most an image may have"
            ) from None
        with file:
            count = 1 if file.format in ("JPEG", "MPO") else getattr(file, "n_frames", 1)
            if (pixels := file.width * file.height * count) > MOST_PIXELS:
                most = MOST_PIXELS // 1_000_000
                raise _Refused(f"has {pixels / 1e6:,.0f} million pixels; it may have at most {most} million")
            if count > 1:
                return [_pixels_only(frame.convert("RGBA")) for frame in ImageSequence.Iterator(file)]
            file.draft("RGB", (WIDEST, WIDEST))
            file.load()
            return [_upright(file)]


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
