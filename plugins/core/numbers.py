"""Numbers formatted for people."""


def several(number: int, one: str, more: str = "") -> str:
    """``1 page``, ``2 pages``; ``more``: the plural, if it is not formed by an s."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def amount(number: float) -> str:
    """Format a number of points: 6, 2.5, never 6.0."""
    shown = f"{abs(number):.4f}".rstrip("0").rstrip(".")
    return f"−{shown}" if number < 0 and shown != "0" else shown
