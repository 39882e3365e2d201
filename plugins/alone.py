"""Pages that are one file each and no part of a build, by the theme's templates."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from .core import dates, languages
from .core.numbers import amount


def template(theme: Path, name: str) -> Template:
    """A template of a theme's folder."""
    environment = Environment(
        loader=FileSystemLoader(theme / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "amount": amount, "direction": languages.direction, "iso": dates.iso, "language_name": languages.own_name,
        "short_time": dates.short_time,
    }  # fmt: skip
    return environment.get_template(name)
