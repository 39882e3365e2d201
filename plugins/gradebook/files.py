"""The names of the gradebook's files."""


def file(name: str, number: int = 1) -> str:
    """The file of a list's page: ``copies.html``, ``copies-2.html``."""
    return f"{name}-{number}.html" if number > 1 else f"{name}.html"
