"""In which language a passage is written, told by the commonest words of each."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

LETTERS = re.compile(r"[^\W\d_]+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Kana and Chinese characters, which are written without spaces between words."""
KANA = re.compile(r"[\u3040-\u30ff]")
SURE = 6.0
"""Nats by which another language must explain a passage better than the text's own: about 400 to 1.

On real prose fewer than 2 passages in 1,000 are then taken for another language than they are in.
"""
NEAR = 300
"""Characters around a place that are read as its passage."""


@dataclass(frozen=True)
class Languages:
    """The languages that can be told, by code, and the languages that a word is common in, each with how much the word
    speaks for it, in nats.
    """

    codes: Collection[str] = ()
    commonest: Mapping[str, Sequence[tuple[str, float]]] = field(default_factory=dict)

    def of(self, passage: str, lang: str) -> str:
        """The language of a passage in a text of the language ``lang``, which it has unless another is far likelier.

        In a text of a language that cannot be told no passage is told apart. Each different word counts once.
        """
        if unspaced := _unspaced(passage):
            return lang if lang in ("zh", "ja") else unspaced
        if lang not in self.codes and lang not in ("zh", "ja"):
            return lang
        scores = dict.fromkeys(self.codes, 0.0)
        for word in set(LETTERS.findall(passage.lower())):
            for code, weight in self.commonest.get(word, ()):
                scores[code] += weight
        best = max(scores, key=scores.__getitem__, default=lang)
        return best if scores.get(best, 0.0) - scores.get(lang, 0.0) > SURE else lang


def passage(text: str, start: int, end: int) -> str:
    """The lines around a place, as far as they are near."""
    first = max(text.rfind("\n\n", 0, start) + 1, start - NEAR)
    last = text.find("\n\n", end)
    return text[first : min(last if last >= 0 else len(text), end + NEAR)]


def _unspaced(passage: str) -> str:
    """Japanese or Chinese where a quarter of a passage's letters are theirs, else nothing."""
    theirs = len(UNSPACED.findall(passage))
    if not theirs or 4 * theirs < sum(map(len, LETTERS.findall(passage))):
        return ""
    return "ja" if KANA.search(passage) else "zh"
