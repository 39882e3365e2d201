"""``./inv check --learn`` and ``--right``, and *is right here* in the gradebook: what a course teaches the check."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import edited
from ..brands import FILE
from ..core.model import Brand
from ..core.numbers import several
from ..core.problems import quote, showable
from ..corpus import files
from . import course_check, learning, reports
from .learning import CannotLearn, Doubt

Say = Callable[[str], None]
Ask = Callable[[str], str]
LOCK = threading.Lock()


def right(content: Path, form: str, brand: str = "") -> str:
    """Take a form as right: for the brand named, or else for what ``learning.brand_of`` says. Returns what was written.

    Raises ``CannotLearn``, ``edited.CannotEdit`` and ``files.CannotRead``.
    """
    return write(content, form, learning.brand_of(files.open_course(content).lexicon, form, brand))


def received(content: Path, value: Any) -> str:
    """The same for what a page of the gradebook sends: ``form``, ``how`` (others or also), and with also a ``brand``.

    Raises ``ValueError`` for a value of another shape, ``CannotLearn``, ``edited.CannotEdit`` and ``files.CannotRead``.
    """
    keys = {"others": {"form", "how"}, "also": {"form", "how", "brand"}}
    if not isinstance(value, dict) or value.keys() != keys.get(str(value.get("how"))):
        raise ValueError("is not form and how, with a brand for also")
    if not all(isinstance(text, str) and text.strip() and showable(text) == text for text in value.values()):
        raise ValueError("has an empty value, or one that is no line of text")
    brand = learning.brand_of(files.open_course(content).lexicon, value["form"], value.get("brand", ""))
    if brand and value["how"] == "others":
        raise CannotLearn(f"{quote(value['form'])} has the letters of {brand.name}: nothing was written")
    return write(content, value["form"], brand)


def write(content: Path, form: str, brand: Brand | None, expected: edited.Held | None = None) -> str:
    """Add a form to ``brands.toml``, and say so once it is on disk. ``expected``: what the file held when it was read.

    Raises ``CannotLearn`` and ``edited.CannotEdit``.
    """
    file = content / FILE
    with LOCK:
        before = expected or edited.read(file)
        edited.unchanged(file, before, FILE)
        where = f"also of {brand.name}" if brand else "others"
        text = edited.text(before, FILE)
        after = learning.added(text, form, brand)
        if after == text:
            return f"{quote(form)} is in {where} already"
        edited.replace(file, before, after, FILE)
    return f"added {quote(form)} to {where} in {FILE}"


def lesson(content: Path, cache: Path | None, ask: Ask, say: Say, *, colour: bool = False) -> None:
    """Ask about every form that is in doubt, once for all texts, and write each answer at once.

    Raises ``CannotLearn``, ``edited.CannotEdit`` and ``files.CannotRead``.
    """
    expected = edited.read(content / FILE)
    corpus, found = course_check.course(content, cache, images=False)
    texts = {text.path: text.source.text for text in corpus.everything}
    open_ones = learning.doubts(found[text.path] for text in corpus.everything)
    if not open_ones:
        say("no brand name is in doubt: there is nothing to learn")
    while open_ones:
        doubt = open_ones.pop(0)
        say(f"\n{reports.text([doubt.problems[0]], texts, colour).rstrip()}")
        answer = _answer(doubt, len(open_ones), ask)
        if answer == "q":
            return
        if answer != "s":
            brand = doubt.brand if answer == "a" else None
            say(write(content, doubt.form, brand, expected))
            expected = edited.read(content / FILE)
            open_ones = [other for other in open_ones if not other.settled(doubt.form, brand)]


def _answer(doubt: Doubt, left: int, ask: Ask) -> str:
    """``o``, ``a``, ``s`` or ``q``; a form with the letters of its brand is no other thing's name."""
    ways = {} if doubt.same_letters else {"o": "another thing’s name"}
    ways |= {"a": f"also right for {doubt.brand.name}", "s": "skip", "q": "quit"}
    told = ", ".join(f"{key} {way}" for key, way in ways.items())
    texts = several(doubt.texts, "text")
    question = f"{quote(doubt.form)} in {texts}, {left} more to ask; {told}: "
    while True:
        try:
            answer = ask(question).strip().lower()
        except EOFError:
            return "q"
        if answer in ways:
            return answer
