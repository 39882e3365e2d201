"""Numbers as people read them."""


def amount(number: float) -> str:
    """A number of points as people write it: 6, 2.5, never 6.0."""
    shown = f"{abs(number):.4f}".rstrip("0").rstrip(".")
    return f"−{shown}" if number < 0 and shown != "0" else shown
