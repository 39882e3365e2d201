"""A comparison of what stands in a text with the name it may be: the question that the model answers."""

from dataclasses import dataclass

from .lexicon import Form


@dataclass(frozen=True, slots=True)
class Comparison:
    """``count`` words from word ``first`` on, from ``start`` to ``end`` of a paragraph, against a form.

    ``kind`` is a finding's. ``listed``: a form that the lexicon lists as wrong. ``distance``: in weighted edits.
    ``exact``: letters of the name that stand in words which are right. ``plural``: an s behind it was left aside.
    """

    first: int
    count: int
    start: int
    end: int
    form: Form
    kind: str
    listed: bool = False
    distance: float = 0.0
    same_sound: bool = True
    exact: int = 0
    plural: bool = False
