"""A page of feedback: one HTML file that needs no other, from the theme's template."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..core import dates
from ..core.numbers import amount
from .feedback import Shown

TEMPLATE = "gradebook/feedback.html"


class Writer:
    """Writes pages by the template of a theme, given its folder."""

    def __init__(self, theme: Path) -> None:
        environment = Environment(
            loader=FileSystemLoader(theme / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        environment.filters.update(amount=amount, short_time=dates.short_time)
        self.template = environment.get_template(TEMPLATE)

    def text(self, shown: Shown) -> str:
        return self.template.render(page=shown, feedback=shown.feedback)
