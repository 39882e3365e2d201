"""Spelling and grammar checks by LanguageTool, through language-tool-python, on a remote or a local server.

``LANGUAGETOOL_URL`` is the address of a running server. Otherwise, ``LTP_JAR_DIR_PATH`` is a folder with LanguageTool's
jars, and Java runs a server from there for the duration of the check. Names from the lexicon are not reported.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..brands.lexicon import Lexicon, squeeze
from ..cache import Store, digest
from ..core.model import Page, Text
from ..core.problems import Places, Problem, quote, showable
from ..core.refusal import Refusal
from ..texts import mask

MARKDOWN = re.compile(rf"[{mask.FILLER}*_`|~]|^[ ]*(?:#+|>+|[-+]|\d+\.)(?=\s)", re.MULTILINE)
VARIANTS = {"en": "en-US", "de": "de-DE", "pt": "pt-PT", "ca": "ca-ES"}
NO_RULES = ("WHITESPACE_RULE", "CONSECUTIVE_SPACES", "COMMA_PARENTHESIS_WHITESPACE", "UNLIKELY_OPENING_PUNCTUATION")
START_SECONDS = 60
ANSWER_SECONDS = 60
"""The timeout for one text."""

Match = tuple[int, int, str, str, str | None]
"""A match from LanguageTool: offset and length in the prose, message, rule, first replacement."""


class Unavailable(Refusal):
    """LanguageTool cannot be used; the message says why in one sentence."""


def problems(
    texts: Sequence[Text | Page],
    lexicon: Lexicon,
    known: Iterable[Problem],
    tell: Callable[[str], None],
    cache: Path | None = None,
) -> list[Problem]:
    """What LanguageTool finds in some texts, except where a brand problem is already known. Answers are cached per
    text. What cannot be checked is reported through ``tell``, one line each, and the check continues.
    """
    taken: dict[str, list[Problem]] = {}
    for problem in known:
        if problem.rule == "brand":
            taken.setdefault(problem.path, []).append(problem)
    words = {word for forms in lexicon.forms.values() for form in forms for word in (*form.words, "".join(form.words))}
    store = Store(cache, "grammar", "", digest(_source(), *NO_RULES))
    found: list[Problem] = []
    proses = [_prose(text) for text in texts]
    keys = [digest(text.lang, prose) for text, prose in zip(texts, proses, strict=True)]
    answers = {key: store.known[key] for key in keys if key in store.known}
    missing = [n for n, key in enumerate(keys) if key not in answers]
    try:
        for n, matches in _ask([(texts[n], proses[n]) for n in missing], tell) if missing else ():
            answers[keys[missing[n]]] = matches
    except Unavailable as error:
        tell(f"no spelling and grammar check{' of the rest' if answers else ''}: {error}")
    store.used = answers
    store.save()
    for text, prose, key in zip(texts, proses, keys, strict=True):
        found += _problems(text, prose, answers.get(key, ()), words, taken.get(text.source.path, ()))
    return found


def _ask(
    questions: Sequence[tuple[Text | Page, str]], tell: Callable[[str], None]
) -> Iterator[tuple[int, tuple[Match, ...]]]:
    """Ask LanguageTool about each text, with a progress bar on a terminal; yields the index and the matches."""
    from rich.console import Console  # noqa: PLC0415 - only needed by this command
    from rich.progress import track  # noqa: PLC0415 - as above

    quiet = not sys.stderr.isatty()
    with _server() as address:
        tools = _Tools(address, tell)
        steps = track(questions, "asking LanguageTool", console=Console(stderr=True), transient=True, disable=quiet)
        for n, (text, prose) in enumerate(steps):
            if tool := tools.of(text.lang):
                yield n, _matches(tool, text, prose)


class _Tools:
    """A language-tool-python object per language, created on first use."""

    def __init__(self, address: str, tell: Callable[[str], None]) -> None:
        self.address, self.tell = address, tell
        self.made: dict[str, Any] = {}

    def of(self, lang: str) -> Any:
        import language_tool_python  # noqa: PLC0415 - takes 0.1 s, and only this command needs it

        code = VARIANTS.get(lang, lang)
        if code not in self.made:
            try:
                tool = language_tool_python.LanguageTool(code, remote_server=self.address)
                tool.disabled_rules = set(NO_RULES)
                setattr(tool, "_TIMEOUT", ANSWER_SECONDS)  # noqa: B010 - the default is five minutes, and there is no option
            except ValueError:
                self.tell(f"LanguageTool does not know the language {quote(lang)}, so its texts are not checked")
                tool = None
            except Exception as error:  # noqa: BLE001 - a server may answer anything
                raise Unavailable(f"the server at {self.address} does not answer ({_first_line(error)})") from None
            self.made[code] = tool
        return self.made[code]


def _prose(text: Text | Page) -> str:
    """The prose of a text, with everything else blanked out, so that offsets match the file."""
    return MARKDOWN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), mask.prose(text.source))


def _matches(tool: Any, text: Text | Page, prose: str) -> tuple[Match, ...]:
    try:
        return tuple(
            (match.offset, match.error_length, match.message, match.rule_id, next(iter(match.replacements), None))
            for match in tool.check(prose)
        )
    except Exception as error:  # noqa: BLE001 - as above
        raise Unavailable(f"the server stopped answering at {text.source.path} ({_first_line(error)})") from None


def _problems(
    text: Text | Page, prose: str, matches: Iterable[Match], words: set[str], taken: Sequence[Problem]
) -> Iterator[Problem]:
    """Turn matches into problems, leaving out those about names from the lexicon."""
    source = text.source
    places = Places(source.text)
    for offset, length, message, rule, replacement in matches:
        wrong = prose[offset : offset + length]
        if squeeze(wrong) in words or any(squeeze(part) in words for part in wrong.split() if part[:1].isupper()):
            continue
        start, end = places.at(offset), places.at(offset + length)
        if any((brand.line, brand.column) < end and start < (brand.end_line, brand.end_column) for brand in taken):
            continue
        sentence = showable(f"{quote(wrong)}: {message}")
        yield Problem(source.path, *start, sentence, "warning", f"grammar/{rule}", *end, wrong, replacement)


def _source() -> str:
    """What the cached answers depend on: the server's address, or the names of the jars."""
    jars = os.environ.get("LTP_JAR_DIR_PATH", "")
    found = sorted(file.name for file in Path(jars).glob("*.jar")) if jars else ()
    return os.environ.get("LANGUAGETOOL_URL") or "\n".join(found)


def _first_line(error: Exception) -> str:
    return showable((str(error).strip().splitlines() or [type(error).__name__])[0])[:200]


@contextmanager
def _server() -> Iterator[str]:
    """The address of the configured server, or of a local one that runs for the duration of the context."""
    if address := os.environ.get("LANGUAGETOOL_URL"):
        yield address
        return
    jars = os.environ.get("LTP_JAR_DIR_PATH")
    if not jars:
        raise Unavailable("name a server in LANGUAGETOOL_URL, or a folder with LanguageTool's jars in LTP_JAR_DIR_PATH")
    if not list(Path(jars).glob("*.jar")):
        raise Unavailable(f"LTP_JAR_DIR_PATH names {jars}, which contains no jars")
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
