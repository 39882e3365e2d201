"""The brand check: a lexicon of names that must be right, and a matcher that finds where prose gets them wrong.

``lexicon`` reads ``brands.toml`` and indexes every accepted form; ``words`` knows what is an ordinary word;
``matcher`` finds mentions and findings in masked prose. README.md beside this file accounts for its stages.
"""

from .found import Finding, Mention
from .lexicon import FILE, Lexicon, read
from .matcher import Matcher

__all__ = ["FILE", "Finding", "Lexicon", "Matcher", "Mention", "read"]
