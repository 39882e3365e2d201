"""Numbers formatted for people."""


def amount(number: float) -> str:
    """Format a number of points: 6, 2.5, never 6.0."""
    shown = f"{abs(number):.4f}".rstrip("0").rstrip(".")
    return f"−{shown}" if number < 0 and shown != "0" else shown
