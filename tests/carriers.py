"""Ways a text can lie in a published file: each gives the bytes of a small, honest file that holds it."""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import quopri
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

PAGE = "<!doctype html>\n<html lang=en><body>\n{}\n</body></html>\n"


def page(inside: str) -> bytes:
    return PAGE.format(inside).encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + pixels + chunk(b"IEND", b"") + after


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34\xff\x00\x56\xff\xd0\x78"
    return b"\xff\xd8" + b"".join(segments) + scan + b"\xff\xd9" + after


def exif(text: str) -> bytes:
    """A TIFF with one text, its artist."""
    data = text.encode() + b"\0"
    return b"II*\0" + struct.pack("<IHHHIII", 8, 1, 0x013B, 2, len(data), 26, 0) + data


def exif_wide(text: str) -> bytes:
    """A TIFF with one text as Windows writes it, its comment in UTF-16."""
    data = text.encode("utf-16-le") + b"\0\0"
    return b"II*\0" + struct.pack("<IHHHIII", 8, 1, 0x9C9C, 1, len(data), 26, 0) + data


def xmp(text: str) -> bytes:
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{html.escape(text)}</dc:creator></x:xmpmeta>'
    return f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>{packet}<?xpacket end="w"?>'.encode()


def iptc(text: str) -> bytes:
    data = text.encode()
    record = b"\x1c\x02\x78" + struct.pack(">H", len(data)) + data
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record


def gif(*extensions: bytes) -> bytes:
    image = b"\x2c\0\0\0\0\1\0\1\0\0\x02\x02\x4c\x01\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + b"".join(extensions) + image + b"\x3b"


def gif_comment(text: str) -> bytes:
    data = text.encode()
    blocks = [data[n : n + 7] for n in range(0, len(data), 7)]
    return b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def webp(kind: bytes, data: bytes) -> bytes:
    pieces = [(b"VP8L", b"\x2f\0\0\0\0\x88\x88\x08"), (kind, data)]
    body = b"".join(k + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for k, d in pieces)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def avif(data: bytes) -> bytes:
    return (
        box(b"ftyp", b"avif\0\0\0\0mif1avif")
        + box(b"meta", b"\0" * 40)
        + box(b"mdat", b"\x12\0\x0a" + data + b"\x81\x99")
    )


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{html.escape(text)}</w:t>")
    return out.getvalue()


def cbor(*texts: str) -> bytes:
    """A list of texts, as a search index keeps its words."""
    out = bytes([0x80 + len(texts)])
    for text in texts:
        data = text.encode()
        out += (bytes([0x60 + len(data)]) if len(data) < 24 else b"\x79" + struct.pack(">H", len(data))) + data
    return out


def split(text: str, between: str) -> str:
    """Something in the middle of every longer word."""
    return " ".join(f"{word[:2]}{between}{word[2:]}" if len(word) > 3 else word for word in text.split())


CARRIERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "prose": ("x.html", lambda t: page(f"<p>{html.escape(t)}</p>")),
    "two lines": ("x.html", lambda t: page(f"<p>{html.escape(t).replace(' ', chr(10))}</p>")),
    "tags inside words": ("x.html", lambda t: page(f"<p>{split(t, '<b></b>')}</p>")),
    "a comment": ("x.html", lambda t: page(f"<!-- {t} -->")),
    "an attribute": ("x.html", lambda t: page(f'<img src="a.png" alt="{html.escape(t)}">')),
    "a description": ("x.html", lambda t: page(f'<meta name=description content="{html.escape(t)}">')),
    "entities": ("x.html", lambda t: page("".join(f"&#{ord(c)};" for c in t))),
    "named entities": ("x.html", lambda t: page(split(t, "&shy;").replace(" ", "&nbsp;"))),
    "soft hyphens": ("x.html", lambda t: page(split(t, "\u00ad"))),
    "zero-width spaces": ("x.html", lambda t: page(split(t, "\u200b"))),
    "wide letters": ("x.html", lambda t: page("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t))),
    "decomposed": ("x.html", lambda t: page(unicodedata.normalize("NFD", t))),
    "capitals": ("x.html", lambda t: page(t.upper())),
    "a link": ("x.html", lambda t: page(f'<a href="/x?q={quote(t)}">x</a>')),
    "a script": ("x.html", lambda t: page("<script>var x = '" + "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else c for c in t) + "'</script>")),
    "json": ("x.json", lambda t: json.dumps({"x": f"\n{t}\n"}).encode()),
    "json escapes": ("x.json", lambda t: ('{"x": "' + "".join(f"\\u{ord(c):04x}" for c in t) + '"}').encode()),
    "json-ld": ("x.html", lambda t: page(f'<script type="application/ld+json">{json.dumps({"name": t})}</script>')),
    "a feed": ("x.xml", lambda t: f"<feed><entry><content type='html'>{html.escape(f'<p>{t}</p>')}</content></entry></feed>".encode()),
    "a feed's words": ("x.xml", lambda t: f"<feed><entry><content>{html.escape(split(t, '<b></b>'))}</content></entry></feed>".encode()),
    "opml": ("x.opml", lambda t: f'<opml><body><outline text="{html.escape(t)}"/></body></opml>'.encode()),
    "svg": ("x.svg", lambda t: f"<svg><title>{html.escape(t)}</title><path d='M 1 2'/></svg>".encode()),
    "javascript": ("x.js", lambda t: f"const x = {json.dumps(t)};".encode()),
    "css": ("x.css", lambda t: f"p::after {{ content: '{t}' }}".encode()),
    "plain text": ("x.txt", lambda t: f"{t}\n".encode()),
    "csv": ("x.csv", lambda t: f'a,"{t}",b\r\n'.encode()),
    "utf-16": ("x.txt", lambda t: f"{t}\n".encode("utf-16")),
    "utf-16 without its mark": ("x.txt", lambda t: f"Some words first. {t}\n".encode("utf-16-be")),
    "latin-1": ("x.txt", lambda t: f"Überall: {t}\n".encode("latin-1", "replace")),
    "gzip": ("x.html.gz", lambda t: gzip.compress(page(f"<p>{t}</p>"))),
    "two gzip members": ("x.gz", lambda t: gzip.compress(b"Nothing here.\n") + gzip.compress(t.encode())),
    "gzip in gzip": ("x.gz.gz", lambda t: gzip.compress(gzip.compress(t.encode()))),
    "zlib": ("x.bin", lambda t: zlib.compress(t.encode())),
    "bzip2": ("x.bz2", lambda t: bz2.compress(t.encode())),
    "xz": ("x.xz", lambda t: lzma.compress(t.encode())),
    "zip": ("x.zip", zipped),
    "a data uri": ("x.html", lambda t: page(f'<img src="data:image/png;base64,{base64.b64encode(png(chunk(b"tEXt", b"Author" + bytes(1) + t.encode()))).decode()}">')),
    "base64": ("x.json", lambda t: json.dumps({"x": base64.b64encode(f"Some words. {t}".encode()).decode()}).encode()),
    "quoted-printable": ("x.vcf", lambda t: b"NOTE;ENCODING=QUOTED-PRINTABLE:" + quopri.encodestring(split(t, "=\n").encode()).replace(b"=3D\n", b"=\n")),
    "a search fragment": ("pagefind/fragment/en_1.pf_fragment", lambda t: gzip.compress(b"pagefind_dcd" + json.dumps({"content": t}).encode())),
    "png tEXt": ("x.png", lambda t: png(chunk(b"tEXt", b"Author\0" + t.encode()))),
    "png zTXt": ("x.png", lambda t: png(chunk(b"zTXt", b"Author\0\0" + zlib.compress(t.encode())))),
    "png iTXt": ("x.png", lambda t: png(chunk(b"iTXt", b"Author\0\0\0en\0\0" + t.encode()))),
    "png iTXt compressed": ("x.png", lambda t: png(chunk(b"iTXt", b"Author\0\1\0en\0\0" + zlib.compress(t.encode())))),
    "png eXIf": ("x.png", lambda t: png(chunk(b"eXIf", exif(t)))),
    "after a png": ("x.png", lambda t: png(after=t.encode())),
    "jpeg exif": ("x.jpg", lambda t: jpeg(segment(0xE1, b"Exif\0\0" + exif(t)))),
    "jpeg exif utf-16": ("x.jpg", lambda t: jpeg(segment(0xE1, b"Exif\0\0" + exif_wide(t)))),
    "jpeg xmp": ("x.jpg", lambda t: jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(t)))),
    "jpeg iptc": ("x.jpg", lambda t: jpeg(segment(0xED, iptc(t)))),
    "jpeg comment": ("x.jpeg", lambda t: jpeg(segment(0xFE, t.encode()))),
    "after a jpeg": ("x.jpg", lambda t: jpeg(after=t.encode())),
    "gif comment": ("x.gif", lambda t: gif(gif_comment(t))),
    "gif xmp": ("x.gif", lambda t: gif(b"\x21\xff\x0bXMP DataXMP" + xmp(t) + b"\1" + bytes(range(255, -1, -1)) + b"\0")),
    "webp exif": ("x.webp", lambda t: webp(b"EXIF", exif(t))),
    "webp xmp": ("x.webp", lambda t: webp(b"XMP ", xmp(t))),
    "avif exif": ("x.avif", lambda t: avif(b"\0\0\0\6Exif\0\0" + exif(t))),
    "avif xmp": ("x.avif", lambda t: avif(xmp(t))),
}  # fmt: skip
