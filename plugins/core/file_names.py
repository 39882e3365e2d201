"""Names of files that are read, and are the same, on all computers."""

import re
import unicodedata
from typing import Final

HIDDEN: Final = re.compile(r"(?:^|/)\.|~$")
UNPORTABLE: Final = re.compile(
    r"""[<>:"|?*\\]|[. ](?:/|$)|~\d|(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)[ .]*(?:[./]|$)""", re.IGNORECASE
)
"""Names that Windows cannot store, or takes for another or for a device: not even git can check them out there."""
INVISIBLE: Final = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
LONGEST_PATH: Final = 200
"""The most bytes of a path; Windows has 260 for it and the folder of the checkout."""


def portable(path: str) -> bool:
    """Whether a path is read, and is the same on all disks and to all eyes."""
    fits = len(path.encode("utf-8", "surrogateescape")) <= LONGEST_PATH
    seen = not any(unicodedata.category(sign) in INVISIBLE for sign in path)
    return fits and seen and not (HIDDEN.search(path) or UNPORTABLE.search(path))
