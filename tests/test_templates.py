"""Templates give what Jinja's own code gives, and are compiled anew where the way they are compiled changed."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from plugins import templates
from plugins.rendering import TemplateCache
from plugins.templates import StraightTemplates

FILES = {
    "base": "<h1>{% block title %}{{ name }}{% endblock %}</h1>{% block body %}{% endblock %}<i>{{ self.title() }}</i>",
    "m": """
{% macro link(name, to="#" ~ name, mark="") %}<a href="{{ to }}"{{ " class=" ~ mark if mark }}>{{ name }}</a>{% endmacro %}
{% macro all(items) %}{% for one in items %}{{ caller(one, loop.index) }}{% endfor %}{% endmacro %}
{% macro rest(first) %}{{ first }}{{ varargs|length }}{{ kwargs.more }}{% endmacro %}
""",
    "item": "<li>{{ one }} of {{ thing.name }}</li>",
    "page": """{% extends "base" %}{% import "m" as m with context %}
{% block title %}{{ super() }}, {{ thing.name }}{% endblock %}
{% block body %}{% set held %}<b>{{ name }}</b>{% endset %}{{ held }}{{ held ~ name }}{{ number }}{{ none }}
{{ m.link(name) }}{{ m.link(name, mark=number) }}{{ m.link(name, "/" ~ name) }}{{ m.link(*[name, name]) }}
{{ m.rest(1, 2, 3, more=name) }}{% call(one, n) m.all(items) %}{{ n }}{{ one }}{% endcall %}
{% for one in items %}{% include "item" %}{% else %}none{% endfor %}
{{ things.name }}{{ things["name"]|upper }}{{ thing.nothing is defined }}{{ thing.nothing|default(name) }}{{ safe }}
{{ name if number }}{{ (safe if number) ~ name }}{{ (1 if number) is none }}
{% endblock %}""",
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    name: str


def rendered(*extensions: type[StraightTemplates], **shown: object) -> str:
    environment = Environment(
        loader=DictLoader(FILES), autoescape=True, undefined=StrictUndefined, extensions=extensions
    )
    return environment.get_template("page").render(shown)


@given(st.text(max_size=9), st.lists(st.text(max_size=5), max_size=3), st.integers() | st.floats() | st.booleans())
def test_a_page_is_what_jinja_itself_makes_of_it(name: str, items: list[str], number: float) -> None:
    shown = {
        "name": name, "items": items, "number": number, "thing": Thing(name), "things": {"name": name},
        "safe": Markup("<b>&amp;</b>"),
    }  # fmt: skip
    assert rendered(StraightTemplates, **shown) == rendered(**shown)


def test_what_is_not_there_is_refused() -> None:
    environment = Environment(autoescape=True, undefined=StrictUndefined, extensions=[StraightTemplates])
    for source in ("{{ nothing }}", "{{ nothing() }}", "{{ thing.nothing }}", "{{ thing.nothing.more }}"):
        with pytest.raises(UndefinedError):
            environment.from_string(source).render(thing=Thing(""))


def test_templates_kept_by_another_way_of_compiling_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> set[str]:
        environment = Environment(loader=DictLoader(FILES), bytecode_cache=TemplateCache(tmp_path))
        environment.get_template("item")
        return {file.name for file in tmp_path.iterdir()}

    before = kept()
    assert kept() == before
    changed = tmp_path / "templates.py"
    changed.write_text("another")
    monkeypatch.setattr(templates, "__file__", str(changed))
    assert len(kept() - before - {changed.name}) == 1
