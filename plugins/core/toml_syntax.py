"""What is probably wrong in a line that is not TOML, in the words of somebody who has never heard of TOML."""

import re
from typing import Final

TYPOGRAPHIC: Final = re.compile(r"[=\[,]\s*[“”„‟«»‘’]")
COLON: Final = re.compile(r"\s*([\w-]+)\s*:\s")
SPACED: Final = re.compile(r"\s*([\w-]+(?:[^\S\n]+[\w-]+)+)\s*=")
SETTING: Final = re.compile(r"\s*([\w-]+)\s*=\s*(.*?)\s*(?:#[^\"']*)?$")
TWICE: Final = re.compile(r"(?:cannot declare|cannot overwrite) \((.*?),?\)")

VALUES: Final = (
    (r"", "the value is missing: write it after the ="),
    (r"([+-]?\d+),(\d+)", r"write a point in a number, not a comma: \1.\2"),
    (r"\d[\d.]*\s*%", "write a number without %"),
    (r"\d+\s*/\s*\d+", "write a number without /"),
    (r"\d{4}-\d\d-\d\d[T ]24:.*", "the last moment of a day is 23:59:59"),
    (r"(\d{4}-\d\d-\d\d)[T ]+(\d\d:\d\d)", r"write the seconds, too: \1 \2:00"),
    (r"\d{4}-\d\d-\d\d", "there is no such day"),
    (r"\d{1,4}([./-])\d{1,2}\1\d{1,4}(?![\d-]).*", "write dates as year-month-day, such as 2026-10-05"),
    (r"\d{4}-\d\d-\d\d.+", "write a time such as 2026-10-05 18:30:00"),
    (r"(?i)true|yes|on", "write true, in small letters"),
    (r"(?i)false|no|off", "write false, in small letters"),
    (r"([^\W\d_][^\"\[\]{}=]*)", r'write a text in quotation marks: "\1"'),
    (r'".*".*"', r'write a quotation mark inside a text as \\"'),
    (r"'.*'.*", 'write the text between " and ", since there is a \' in it'),
    (r"\[.*[^\]]|\[.*\".*\"\s+\".*", 'write a list as ["one", "two"], with commas between'),
)
"""What is said of a value that is none; the first that fits all of it."""


def hint(line: str, reason: str) -> str:
    """What to do about a line; empty if that is not clear. ``reason``: what the parser says, in small letters."""
    return _of_the_reason(line, reason) or _of_the_line(line)


def _of_the_reason(line: str, reason: str) -> str:
    if match := TWICE.match(reason):
        name = ".".join(re.findall(r"'([^']*)'", match[1]))
        if line.lstrip().startswith("["):
            return f"[{name}] is there twice: write [[{name}]] where there may be several, else put the two together"
    if reason.startswith("cannot overwrite"):
        key = line.partition("=")[0].strip()
        if "=" in line:
            return f"“{key}” is there twice: delete one"
        return f"{line.strip()} is there before, with another number of brackets: write it in one way"
    if "unescaped '\\'" in reason:
        return "write / instead of \\"
    if "illegal character '\\n'" in reason:
        return "a text ends on its own line, with a quotation mark"
    return ""


def _of_the_line(line: str) -> str:
    if TYPOGRAPHIC.search(line):
        return 'write straight quotation marks: "'
    if line.lstrip().startswith("[") and "=" not in line:
        return "write a table's name between brackets, such as [course] or [[weeks]]"
    if "=" not in line:
        if match := COLON.match(line):
            return f"write {match[1]} = …, with = and not :"
        return "it is neither a setting, such as key = 1, nor a remark, which begins with #"
    if match := SPACED.match(line):
        return f"a key has no spaces: write {'_'.join(match[1].lower().split())}"
    if match := SETTING.match(line):
        return next((found.expand(said) for form, said in VALUES if (found := re.fullmatch(form, match[2]))), "")
    return ""
