"""Blocks as the Markdown that Cohort renders with the same words: everything else that it would take for markup is
escaped.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...texts.unsupported import SCHEMES
from .document import Block, Code, Heading, Line, Listing, Paragraph, Piece, Quote, Rule, Table

MARKS: Final = {"strong": "**", "em": "*", "del": "~~"}
SPACES: Final = re.compile(r"[ \t\r\n\f\u00a0]*[ \t\r\n\f][ \t\r\n\f\u00a0]*|\u00a0{2,}")
EDGES: Final = re.compile(r"([ \u00a0]*)(.*?)([ \u00a0]*)", re.DOTALL)
BLOCK_START: Final = re.compile(r"[#>+=~:|•◦▪●‣·-]|\d+(?=[.)](?:\s|$))")
SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def write(blocks: Sequence[Block]) -> str:
    return "\n\n".join(filter(None, map(_block, blocks)))


def _block(block: Block) -> str:
    match block:
        case Paragraph(pieces=pieces):
            return line(pieces)
        case Heading(level=level, pieces=pieces):
            text = line(_unbroken(pieces))
            text = re.sub(r"\\?#(?=#*$)", r"\\#", text)
            return f"{'#' * level} {text}" if text else ""
        case Rule():
            return "---"
        case Code(text=text):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 0)
            return f"{fence}\n{text}\n{fence}"
        case Quote(blocks=inner):
            return "\n".join(f"> {row}" if row else ">" for row in write(inner).split("\n"))
        case Listing():
            return _listing(block)
        case Table(rows=rows):
            return _table(rows)


def _listing(listing: Listing) -> str:
    items = []
    for number, item in enumerate(listing.items, listing.start or 0):
        mark = "-" if listing.start is None else f"{number}."
        first, *rest = write(item).split("\n")
        items.append("\n".join([f"{mark:<3} {first}", *(f"    {row}" if row else "" for row in rest)]))
    return "\n".join(items)


def _table(rows: Sequence[Sequence[Line]]) -> str:
    width = max(map(len, rows))
    written = [[*map(_cell, row), *([""] * (width - len(row)))] for row in rows]
    head, *body = [f"| {' | '.join(row)} |" for row in written]
    return "\n".join([head, f"|{' --- |' * width}", *body])


def _cell(pieces: Line) -> str:
    text = line(_unbroken(pieces), inside=True)
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def _unbroken(pieces: Line) -> Line:
    """Pieces with spaces in place of breaks."""
    return [replace(piece, kind="text", text=" ") if piece.kind == "break" else piece for piece in pieces]


# ---- a line


def line(pieces: Line, *, inside: bool = False) -> str:
    """The pieces of a paragraph. ``inside``: they do not begin a line."""
    return _styled(_settled(pieces), frozenset(), "", "x" if inside else "").strip()


def _settled(pieces: Line) -> Line:
    """Pieces with their spaces apart and each only once, and with the emphasis and links that Markdown has."""
    found: Line = []
    spaced = True
    for piece in pieces:
        kept = replace(piece, styles=piece.styles & MARKS.keys(), link=_target(piece.link))
        if piece.kind == "break":
            while found and found[-1].kind == "text" and not found[-1].text.strip():
                found.pop()
            found.append(kept)
            spaced = True
        elif piece.kind != "text":
            found.append(kept)
            spaced = False
        else:
            before, text, after = EDGES.fullmatch(SPACES.sub(" ", piece.text)).groups()  # type: ignore[union-attr]
            if before and not spaced:
                found.append(replace(kept, text=" "))
            spaced |= bool(before)
            if text:
                found.append(replace(kept, text=text))
                spaced = False
            if text and after:
                found.append(replace(kept, text=" "))
                spaced = True
    return _bridged(_merged(found))


def _target(written: str) -> str:
    """A link's address; empty if the site would not show the link."""
    scheme = SCHEME.match(written)
    return "" if written.startswith("#") or (scheme and scheme[1].lower() not in SCHEMES) else written


def _merged(pieces: Line) -> Line:
    found: Line = []
    for piece in pieces:
        above = found[-1] if found else None
        if above and piece.kind == above.kind in ("text", "code") and piece.text.strip() and above.text.strip() and (
            (piece.styles, piece.link) == (above.styles, above.link)
        ):  # fmt: skip
            found[-1] = replace(above, text=above.text + piece.text)
        else:
            found.append(piece)
    return found


def _bridged(pieces: Line) -> Line:
    """Pieces whose breaks have the emphasis and the link that both of their neighbours have."""
    found = list(pieces)
    for n in range(1, len(found) - 1):
        if found[n].kind == "break":
            before, after = found[n - 1], next((p for p in found[n + 1 :] if not p.is_blank), found[n + 1])
            found[n] = replace(
                found[n], styles=before.styles & after.styles, link=before.link if before.link == after.link else ""
            )
    return found


def _styled(pieces: Line, active: frozenset[str], link: str, before: str) -> str:
    """Pieces as Markdown. ``active``, ``link``: what is around them; ``before``: what is written before them."""
    out = ""
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        ends = {name: _end(pieces, at, name) for name in sorted(piece.styles - active)}
        if piece.link and not link:
            ends[""] = _end_of_link(pieces, at)
        if not ends or piece.is_blank or piece.kind == "image":
            spaced = pieces[at + 1].is_blank if at + 1 < len(pieces) else not (active or link)
            out += _leaf(piece, out[-2:] or before, spaced=spaced)
            at += 1
            continue
        name = max(ends, key=lambda one: (ends[one], one == ""))
        end = ends[name]
        while pieces[end - 1].is_blank:
            end -= 1
        run = pieces[at:end]
        at = end
        if name:
            mark = MARKS[name]
            if mark == "*" and (tail := out[-2:] or before).endswith("*") and tail != "\\*":
                mark = "_"
            out += mark + _styled(run, active | {name}, link, mark) + mark
        elif any(one.kind == "image" for one in run):
            out += _styled([replace(one, link="") for one in run], active, link, out[-2:] or before)
        else:
            if out.endswith("!"):
                out = f"{out[:-1]}\\!"
            out += f"[{_styled(run, active, piece.link, '[')}]({piece.link})"
    return out


def _end(pieces: Line, start: int, name: str) -> int:
    return next((n for n in range(start, len(pieces)) if name not in pieces[n].styles), len(pieces))


def _end_of_link(pieces: Line, start: int) -> int:
    return next((n for n in range(start, len(pieces)) if pieces[n].link != pieces[start].link), len(pieces))


def _leaf(piece: Piece, before: str, *, spaced: bool) -> str:
    """A piece after what is written before it. ``spaced``: a space or nothing follows."""
    if piece.kind == "break":
        return "  \n"
    if piece.kind == "image":
        return f"![{escaped(piece.text)}]({piece.address})"
    if piece.kind == "code":
        return _code(piece.text)
    text = escaped(f"{piece.text} ")[:-1] if spaced else escaped(piece.text)
    return _start(text) if not before or before.endswith("\n") else text


def _code(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return " "
    ticks = "`" * next(n for n in range(1, len(text) + 2) if n not in map(len, re.findall("`+", text)))
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def escaped(text: str) -> str:
    """Text with everything escaped that Python-Markdown could take for markup within a line."""
    text = re.sub(r"\\(?=[\\`*_{}\[\]()>#+\-.!|'\"&<]|$)", r"\\\\", text)
    text = re.sub(r"[`*\[\]]", r"\\\g<0>", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"&(?=#?\w|$)", "&amp;", text)
    text = re.sub(r"<(?! )", "&lt;", text)
    return re.sub("~(?=~)", "&#126;", text)


def _start(text: str) -> str:
    """Text that begins a line, without what would begin a block."""
    match = BLOCK_START.match(text)
    if not match:
        return text
    sign, rest = match[0], text[match.end() :]
    if sign.isdigit():
        return f"{sign}\\{rest}"
    if sign == ":" or (sign in "+-" and rest and not rest[0].isspace() and rest[0] != "-"):
        return text
    return (f"\\{sign}" if sign in "#>+|-" else f"&#{ord(sign)};") + rest
