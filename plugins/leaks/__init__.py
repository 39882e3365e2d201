"""The leak scan: what must never be public, looked for in every published byte.

``secrets`` knows what to look for; ``extractors`` takes bytes apart (images, archives, base64) down to texts;
``words`` reads a text in every way somebody could read it; ``search`` finds the one in the other.
"""

from .extractors import Part, parts
from .folding import template_words
from .search import Searcher, cut
from .secrets import Cell, Note, Secret, Secrets, gather

__all__ = ["Cell", "Note", "Part", "Searcher", "Secret", "Secrets", "cut", "gather", "parts", "template_words"]
