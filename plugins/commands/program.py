"""``./inv``: Invoke's program, which lists commands by audience and suggests corrections for mistyped ones."""

import ast
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from invoke.collection import Collection
from invoke.exceptions import Exit, ParseError
from invoke.parser.context import ParserContext
from invoke.program import Program
from invoke.util import helpline

from .command import COULD_NOT, abandon

PROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"
KNOWN = (
    (r"Flag <Argument: ([\w-]+).*> needed value and was not given one!", r"--\1 needs a value"),
    (r"'(.+)' did not receive required positional arguments: (.+)", r"\1 needs \2"),
    (r"invalid literal for int\(\) with base 10: '(.*)'", r"“\1” is not a whole number"),
)
"""Invoke's messages about options, and Cohort's replacements."""


class Cohort(Program):
    """``listed``: what each audience types, such as ``check`` and ``build --publish``."""

    def __init__(self, commands: Collection, listed: Mapping[str, Sequence[str]]) -> None:
        here = "inv" if os.name == "nt" else "./inv"
        super().__init__(namespace=commands, name="Cohort", binary=here, binary_names=["inv"])
        self.listed = listed

    def run(self, argv: list[str] | None = None, exit: bool = True) -> None:
        try:
            try:
                super().run(argv, exit)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            for stream in (sys.stdout, sys.stderr):
                abandon(stream)
            sys.exit(COULD_NOT)

    def parse_core(self, argv: list[str] | None) -> None:
        kept = sys.dont_write_bytecode
        super().parse_core(argv)
        sys.dont_write_bytecode = kept  # Invoke would disable bytecode, so every command would recompile the plugins

    def parse_tasks(self) -> None:
        try:
            super().parse_tasks()
        except (ParseError, ValueError) as error:
            raise Exit(self._explained(error), code=COULD_NOT) from None

    def parse_cleanup(self) -> None:
        try:
            super().parse_cleanup()
        except ParseError as error:
            raise Exit(self._explained(error), code=COULD_NOT) from None

    def print_version(self) -> None:
        import tomllib  # noqa: PLC0415 - not needed by any other command

        project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
        print(f"{self.name} {project['version']}")

    def no_tasks_given(self) -> None:
        self.print_help()
        raise Exit

    def print_help(self) -> None:
        print(f"Usage: {self.binary} COMMAND [--option VALUE] …\n")
        self.list_tasks()

    def list_flat(self) -> None:
        width = max(len(entry) for entries in self.listed.values() for entry in entries)
        for who, entries in self.listed.items():
            print(f"{who}:\n")
            self.print_columns([(entry.ljust(width), self._about(entry)) for entry in entries])
        print(f"{self.binary} --help COMMAND explains one.")

    def _about(self, entry: str) -> str:
        """The help text of a command, or of the option in an entry such as ``build --publish``."""
        name, _, option = entry.partition(" ")
        if option:
            about = str(self.parser.contexts[name].flags[option].help)
            return f"{about[0].upper()}{about[1:]}."
        return helpline(self.collection[name]) or ""

    def _explained(self, error: ParseError | ValueError) -> str:
        """What is wrong with the command line. Unknown messages from Invoke are returned unchanged."""
        context = getattr(error, "context", None)
        if match := re.fullmatch(r"No idea what (.+) is!", str(error)):
            return self._unknown(ast.literal_eval(match[1]), context)
        for pattern, message in KNOWN:
            if match := re.fullmatch(pattern, str(error)):
                more = f": {self.binary} --help {context.name} explains it" if context and context.name else ""
                return match.expand(message) + more
        return str(error)

    def _unknown(self, typed: str, context: ParserContext | None) -> str:
        from ..core.problems import did_you_mean, quote  # noqa: PLC0415 - only needed after a mistake

        if not typed.startswith("-"):
            near = did_you_mean(typed, self.collection.task_names)
            return f"there is no command {quote(typed)}{near or f': {self.binary} lists all commands'}"
        if not context or not context.name:
            return f"there is no option {quote(typed)} before a command: write it after the command"
        known = [flag for flag in (*context.flags, *context.inverse_flags) if flag.startswith("--")]
        more = did_you_mean(typed, known) or f": {self.binary} --help {context.name} lists its options"
        return f"{context.name} has no option {quote(typed)}{more}"
