"""Spelling and grammar from LanguageTool, through language-tool-python: a server's address, or a local server.

``LANGUAGETOOL_URL`` names a running server. Otherwise ``LTP_JAR_DIR_PATH`` names a folder with LanguageTool's jars,
and Java runs the server from there for as long as the check takes. The names of the lexicon are no misspellings.
"""

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .core import mask
from .core.brands.lexicon import Lexicon, squeeze
from .core.model import Page, Text
from .core.problems import Places, Problem, quote, showable

MARKDOWN = re.compile(rf"[{mask.FILLER}*_`|~]|^[ ]*(?:#+|>+|[-+]|\d+\.)(?=\s)", re.MULTILINE)
VARIANTS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT", "ca": "ca-ES"}
NO_RULES = ("WHITESPACE_RULE", "CONSECUTIVE_SPACES", "COMMA_PARENTHESIS_WHITESPACE", "UNLIKELY_OPENING_PUNCTUATION")
START_SECONDS = 60


class Unavailable(Exception):
    """LanguageTool cannot be asked; the message says why, in one sentence."""


def problems(
    texts: Iterable[Text | Page], lexicon: Lexicon, known: Iterable[Problem], tell: Callable[[str], None]
) -> list[Problem]:
    """What LanguageTool says of some texts. What it could not say is told in one line each, and the check goes on."""
    found: list[Problem] = []
    taken = {(p.path, p.line, p.column) for p in known if p.rule == "brand"}
    words = {word for forms in lexicon.forms.values() for form in forms for word in (*form.words, "".join(form.words))}
    try:
        with _server() as address:
            tools = _Tools(address, tell)
            for text in texts:
                if tool := tools.of(text.lang):
                    found += [p for p in _check(tool, text, words) if (p.path, p.line, p.column) not in taken]
    except Unavailable as error:
        tell(f"no spelling and grammar check: {error}")
    return found


class _Tools:
    """A language-tool-python object for every language, made when a text first needs it."""

    def __init__(self, address: str, tell: Callable[[str], None]) -> None:
        self.address, self.tell = address, tell
        self.made: dict[str, Any] = {}

    def of(self, lang: str) -> Any:
        import language_tool_python  # noqa: PLC0415 - a tenth of a second, for this command alone

        code = VARIANTS.get(lang, lang)
        if code not in self.made:
            try:
                tool = language_tool_python.LanguageTool(code, remote_server=self.address)
                tool.disabled_rules = set(NO_RULES)
            except ValueError:
                self.tell(f"LanguageTool does not know the language {quote(lang)}; its texts are left out")
                tool = None
            except Exception as error:  # noqa: BLE001 - a server may answer anything
                raise Unavailable(f"the server at {self.address} does not answer ({_first_line(error)})") from None
            self.made[code] = tool
        return self.made[code]


def _check(tool: Any, text: Text | Page, words: set[str]) -> Iterator[Problem]:
    source = text.source
    prose = MARKDOWN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), mask.prose(source))
    try:
        matches = tool.check(prose)
        places = Places(source.text)
        for match in matches:
            wrong = prose[match.offset : match.offset + match.error_length]
            if squeeze(wrong) in words or any(squeeze(part) in words for part in wrong.split() if part[:1].isupper()):
                continue
            line, column = places.at(match.offset)
            end_line, end_column = places.at(match.offset + match.error_length)
            suggestion = match.replacements[0] if match.replacements else None
            message = showable(f"{quote(wrong)}: {match.message}")
            yield Problem(
                source.path, line, column, message, "warning", f"grammar/{match.rule_id}", end_line, end_column,
                wrong, suggestion,
            )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - as above
        raise Unavailable(f"the server stopped answering at {source.path} ({_first_line(error)})") from None


def _first_line(error: Exception) -> str:
    return showable((str(error).strip().splitlines() or [type(error).__name__])[0])[:200]


@contextmanager
def _server() -> Iterator[str]:
    """The address of a server, started and stopped here where none is named."""
    if address := os.environ.get("LANGUAGETOOL_URL"):
        yield address
        return
    jars = os.environ.get("LTP_JAR_DIR_PATH")
    if not jars:
        raise Unavailable("name a server in LANGUAGETOOL_URL, or a folder with LanguageTool's jars in LTP_JAR_DIR_PATH")
    if not list(Path(jars).glob("*.jar")):
        raise Unavailable(f"LTP_JAR_DIR_PATH names {jars}, where there are no jars")
    java = shutil.which("java")
    if not java:
        raise Unavailable("Java is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [java, "-cp", str(Path(jars) / "*"), "org.languagetool.server.HTTPServer", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, address)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Unavailable(f"Java could not start LanguageTool's server (exit code {process.returncode})")
        try:
            with urllib.request.urlopen(f"{address}/v2/healthcheck", timeout=2):  # noqa: S310 - this machine's
                return
        except OSError:
            time.sleep(0.2)
    raise Unavailable(f"LanguageTool's server was not ready after {START_SECONDS} s")
