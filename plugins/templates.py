"""Templates compiled for speed: what a page costs is mostly the calls that Jinja's own code makes for each value.

The generated code calls functions, reads attributes and escapes texts without asking first for what no template here
uses: functions that take the context, and escaping that is switched on and off within a template.
"""

from functools import partial
from keyword import iskeyword
from typing import Any, Final

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.ext import Extension
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

safe: Final = partial(str.__new__, Markup)
"""A text as it is, marked safe."""


def shown(value: object) -> str:
    """A value as the HTML to be written, escaped unless it is safe."""
    if type(value) is str:
        return _escape_inner(value)
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class Straight(CodeGenerator):
    """Writes a template's code."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's visitor
        self.writeline(f"from {__name__} import safe, shown")
        super().visit_Template(node, frame)

    def blockvisit(self, nodes: Any, frame: Frame) -> None:
        """Write a body; that of a template or of a block collects its pieces, and yields them as one."""
        whole = frame.parent is None and frame.buffer is None
        if whole:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if whole:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write(")")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        """Write a choice; without another value, there is none to be made where its condition is not met."""
        node.expr2 = node.expr2 or nodes.Const("")
        super().visit_CondExpr(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        of, value = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({value} if ({value} := getattr(({of} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr({of}, {node.attr!r}))")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write a macro as a function, unless it takes more than its own arguments."""
        node = macro_ref.node
        names = [one.name for one in node.args]
        further = macro_ref.accesses_caller or macro_ref.accesses_kwargs or macro_ref.accesses_varargs
        if further or isinstance(node, nodes.CallBlock) or any(map(iskeyword, names)):
            super().macro_def(macro_ref, frame)
            return
        required = len(names) - len(node.defaults)
        taken = ", ".join(name if n < required else f"{name}=missing" for n, name in enumerate(names))
        self.write(f"(lambda macro_: lambda {taken}: safe(macro_({', '.join(names)})))(macro)")

    def _output_child_pre(self, *_: object) -> None:
        self.write("shown(")

    def _output_child_post(self, *_: object) -> None:
        self.write(")")


class StraightTemplates(Extension):
    """Has an environment, which must always escape, compile its templates this way."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.code_generator_class = Straight
