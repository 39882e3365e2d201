"""What a text may repeat of the prompts: a student who answers one copies its words, and a teacher quotes a student."""

import re
from collections.abc import Iterable

from ..core.model import Week

QUOTATION = re.compile(
    r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』|\"[^\"]*\"|^ {0,3}>.*$", re.MULTILINE
)


def own(weeks: Iterable[Week], week: int | None) -> list[str]:
    """What the prompts of the weeks up to ``week``, or of all, say in their own words, in pieces: a text of a later
    prompt can be no copy of it, nor can what stands between quotation marks.
    """
    return [
        piece
        for one in weeks
        if week is None or one.number <= week
        for piece in QUOTATION.split(one.prompt)
        if piece.strip()
    ]
