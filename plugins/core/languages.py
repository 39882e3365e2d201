"""What a language code implies for display."""

from functools import cache

from babel import Locale, UnknownLocaleError

RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he nqo ps sd syr ug ur yi".split())
"""Languages written from right to left unless their code names another script."""
SCRIPTS = {"arab": "rtl", "hebr": "rtl", "latn": "ltr", "cyrl": "ltr"}


def direction(language: str) -> str:
    """The value of the HTML attribute ``dir``: ``rtl`` for ``ar`` and ``az-Arab``, ``ltr`` for ``ar-Latn``."""
    first, *more = language.lower().split("-")
    named = [SCRIPTS[part] for part in more if part in SCRIPTS]
    return named[0] if named else "rtl" if first in RIGHT_TO_LEFT else "ltr"


def locale(language: str) -> Locale | None:
    """The CLDR locale of a language; None if CLDR does not know it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@cache
def own_name(language: str) -> str:
    """A language's name in that language, from CLDR: ``Íslenska``; its code if CLDR does not know it."""
    known = locale(language.split("-", maxsplit=1)[0].lower())
    name: str = (known and known.get_language_name(known.language)) or language
    return name[:1].upper() + name[1:]
