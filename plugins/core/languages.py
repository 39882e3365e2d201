"""What a language code says about how a text is shown."""

from functools import cache

from babel import Locale, UnknownLocaleError

RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he nqo ps sd syr ug ur yi".split())
"""Languages that are written from right to left, unless their code names another script."""
SCRIPTS = {"arab": "rtl", "hebr": "rtl", "latn": "ltr", "cyrl": "ltr"}


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, as the HTML attribute ``dir`` has it: ``ar`` is ``rtl``, ``az-Arab`` too, ``ar-Latn`` not."""
    first, *more = language.lower().split("-")
    named = [SCRIPTS[part] for part in more if part in SCRIPTS]
    return named[0] if named else "rtl" if first in RIGHT_TO_LEFT else "ltr"


def locale(language: str) -> Locale | None:
    """What CLDR knows of a language; None where it does not know it."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@cache
def own_name(language: str) -> str:
    """What a language calls itself, by CLDR: ``Íslenska``; its code where CLDR does not know it."""
    known = locale(language.split("-", maxsplit=1)[0].lower())
    name: str = (known and known.get_language_name(known.language)) or language
    return name[:1].upper() + name[1:]
