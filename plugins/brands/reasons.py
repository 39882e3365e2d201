"""The features of a finding in words."""

from collections.abc import Iterable, Iterator

LEAST = 0.25
"""Log-odds of a feature that is worth telling, at least."""
MOST = 2
"""Reasons that are told."""
WORDS = {
    "proof=sure": "a word that goes with this brand stands beside it",
    "proof=good": "a word that goes with this brand stands near it",
    "proof=some": "what follows is something that companies have",
    "known=none": "it is no word that we know",
    "named=rightly": "the text, what it answers or its course names the brand",
    "named=loosely": "the text also names the brand",
    "slip=doubled": "a letter is doubled, or a double one is single",
    "slip=swapped": "two letters have changed places",
    "slip=vowel": "one vowel stands for another",
    "slip=alike": "one letter stands for another of the same sound",
    "slip=key": "the wrong letter is the next key",
    "slip=more": "there is one letter too many",
    "slip=more-vowel": "there is one letter too many",
    "slip=less": "one letter is missing",
    "slip=less-vowel": "one letter is missing",
    "listed=True": "this misspelling is well known",
    "people=False-False": "it is nobody's name",
    "before=article": "an article stands before it",
    "after=model": "a model's number stands behind it",
}  # fmt: skip


def reasons(weighed: Iterable[tuple[float, str]]) -> Iterator[str]:
    """What speaks most for a name, the weightiest first; ``weighed``: features with their weights, in that order."""
    told = 0
    for weight, name in weighed:
        group, _, value = name.rpartition("=")
        words = WORDS.get(f"{group.rpartition('/')[2]}={value}")
        if weight < LEAST or told == MOST:
            return
        if words:
            told += 1
            yield words
