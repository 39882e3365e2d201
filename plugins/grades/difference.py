"""What was removed from a text and added to it, word by word.

The alignment is the longest common subsequence of words, found by RapidFuzz in words × words / 64 steps for any input,
so that no text can stall a build (difflib takes the product times the length for a text that repeats a single word).
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz.distance import Indel

Kind = Literal["same", "del", "ins"]
Span = tuple[Kind, str]

CJK: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN: Final = re.compile(rf"\s*(?:[{CJK}]|[^\W{CJK}](?:[^\W{CJK}]|['’-](?=\w))*|[^\w\s])")
"""A word, a Chinese or Japanese character, or a punctuation mark, with the white space before it."""
MOST_PAIRS: Final = 200_000_000
"""The largest words × words that are aligned, about 25 MB; in longer texts, all differences become one change."""
MOST_SHOWN: Final = 20_000
"""The maximum number of removed and added characters shown."""
AROUND: Final = 80
"""The number of characters of context on each side of a change."""
CUT: Final = " … "


@dataclass(frozen=True, slots=True)
class Difference:
    """Spans in reading order; unchanged text is cut to the context of the changes. The counts cover all words."""

    spans: tuple[Span, ...] = ()
    taken_out: int = 0
    put_in: int = 0


Block = tuple[int, int, int, int]
"""A range of words in the old text and the range in the new text that replaces it."""


def between(old: str, new: str) -> Difference:
    """The difference between two texts, ignoring white space."""
    before, after = TOKEN.findall(old.rstrip()), TOKEN.findall(new.rstrip())
    out, into = [token.lstrip() for token in before], [token.lstrip() for token in after]
    blocks = _readable(_changed(out, into))
    spans: list[Span] = []
    done = 0
    for start, end, begin, stop in blocks:
        spans += [
            ("same", "".join(after[done:begin])),
            ("del", "".join(before[start:end])),
            ("ins", "".join(after[begin:stop])),
        ]
        done = stop
    if not blocks:
        return Difference()
    spans.append(("same", "".join(after[done:])))
    taken_out = sum(_is_word(word) for start, end, _, _ in blocks for word in out[start:end])
    put_in = sum(_is_word(word) for _, _, begin, stop in blocks for word in into[begin:stop])
    return Difference(_shown(spans), taken_out, put_in)


def _changed(out: list[str], into: list[str]) -> list[Block]:
    """The blocks of words that differ, in order."""
    least = min(len(out), len(into))
    first = next((n for n in range(least) if out[n] != into[n]), least)
    last = next((n for n in range(least - first) if out[-1 - n] != into[-1 - n]), least - first)
    ends = len(out) - last, len(into) - last
    if first == ends[0] == ends[1]:
        return []
    if (ends[0] - first) * (ends[1] - first) > MOST_PAIRS:
        return [(first, ends[0], first, ends[1])]
    blocks: list[Block] = []
    for step in Indel.opcodes(out[first : ends[0]], into[first : ends[1]]):
        if step.tag == "equal":
            continue
        start, end, begin, stop = (n + first for n in (step.src_start, step.src_end, step.dest_start, step.dest_end))
        if blocks and blocks[-1][1] == start and blocks[-1][3] == begin:
            blocks[-1] = blocks[-1][0], end, blocks[-1][2], stop
        else:
            blocks.append((start, end, begin, stop))
    return blocks


def _readable(blocks: list[Block]) -> list[Block]:
    """Merge blocks separated by fewer words than either contains: in a rewritten passage, they match by chance."""
    joined: list[Block] = []
    for block in blocks:
        joined.append(block)
        while len(joined) > 1 and joined[-1][0] - joined[-2][1] < min(_size(joined[-1]), _size(joined[-2])):
            later, earlier = joined.pop(), joined.pop()
            joined.append((earlier[0], later[1], earlier[2], later[3]))
    return joined


def _size(block: Block) -> int:
    return max(block[1] - block[0], block[3] - block[2])


def _is_word(token: str) -> bool:
    return any(map(str.isalnum, token))


def _shown(spans: list[Span]) -> tuple[Span, ...]:
    """The spans, limited to what is shown."""
    shown: list[Span] = []
    left = MOST_SHOWN
    for n, (kind, text) in enumerate(spans):
        if not text:
            continue
        if kind == "same":
            shown.append((kind, _context(text, before=n > 0, after=n < len(spans) - 1)))
        elif left:
            shown.append((kind, text if len(text) <= left else f"{text[:left]}{CUT}"))
            left -= min(left, len(text))
        else:
            shown.append(("same", CUT))
            break
    return tuple(shown)


def _context(text: str, *, before: bool, after: bool) -> str:
    """Unchanged text between changes, cut to their context at word boundaries."""
    if len(text) <= AROUND * (before + after):
        return text
    left = text[:AROUND].rsplit(None, 1)[0] if before else ""
    right = text[-AROUND:].split(None, 1)[-1] if after else ""
    return f"{left}{CUT}{right}"
