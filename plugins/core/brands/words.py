"""What is an ordinary word, in the text's language and in English: the guard against false alarms."""

from functools import cache

WORDFREQ = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}


@cache
def _words(lang: str, size: str) -> dict[str, float]:
    from wordfreq import available_languages, get_frequency_dict  # noqa: PLC0415 - a tenth of a second, often not needed

    code = WORDFREQ.get(lang, lang)
    if code not in available_languages(size):
        if size == "small" or code not in available_languages("small"):
            return {}
        size = "small"
    return get_frequency_dict(code, size)


@cache
def frequency(word: str, lang: str) -> float:
    """How often ``word`` (in lower case) occurs in a language, from 0 (never seen) to 1."""
    return _words(lang, "large").get(word, 0.0)


def ordinary(word: str, lang: str, least: float) -> bool:
    """Whether ``word`` is seen at least so often (a share of all words) in ``lang`` or in English."""
    short = lang.split("-", maxsplit=1)[0].lower()
    lower = word.lower()
    return frequency(lower, "en") >= least or (short != "en" and frequency(lower, short) >= least / 10)
