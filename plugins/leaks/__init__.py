"""The leak scan: search every published byte for what must never be public.

``secrets`` defines what to look for; ``extractors`` extracts texts from bytes (images, archives, base64); ``folding``
gives all the ways to read a text; ``search`` finds secrets in them; ``scan`` combines these for a built site;
``legal_names`` warns of legal names in the content files.
"""

from .extractors import Part, index_parts, parts
from .folding import template_words
from .search import Searcher, cut
from .secrets import AMOUNT, HAN, Cell, Note, Secret, Secrets, gather

__all__ = [
    "AMOUNT",
    "HAN",
    "Cell",
    "Note",
    "Part",
    "Searcher",
    "Secret",
    "Secrets",
    "cut",
    "gather",
    "index_parts",
    "parts",
    "template_words",
]
