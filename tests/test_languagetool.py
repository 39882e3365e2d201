"""Spelling and grammar, asked of a real LanguageTool server."""

import http.server
import threading
from pathlib import Path

import pytest
from conftest import POST, write

from plugins import files, languagetool, renders

pytestmark = pytest.mark.languagetool

FILES = {
    "brands.toml": '[[brands]]\nname = "Fjällräven"\n[[brands]]\nname = "Weibo"\n',
    "posts/week-01/ada-on-listening.md": POST
    + "\nThis are bad on Weibo and Fjällräven. `teh code`, see #teh. I recieve it.\n",
    "posts/week-01/ben-german.md": (
        "Title: Zuhören\nAuthor: ben\nDate: 2026-10-07 10:00\nLang: de\n\nDas ist ein Sazt über Marken.\n"
    ),
    "posts/week-01/ben-icelandic.md": (
        "Title: Að hlusta\nAuthor: ben\nDate: 2026-10-07 10:00\nLang: is\n\nVið hlustum öll saman.\n"
    ),
}


def ask(content: Path) -> tuple[list[str], list[str]]:
    corpus = files.load(content)
    told: list[str] = []
    problems = languagetool.problems(
        corpus.posts, corpus.lexicon, checks.problems(corpus, checks.checked(corpus, None)), told.append
    )
    return [f"{p.path.split('/')[-1]}:{p.line}:{p.column} {p.wrong}" for p in problems], told


def test_a_real_server_finds_errors_in_prose_only_and_knows_the_brands(jars, tmp_path, monkeypatch):
    monkeypatch.setenv("LTP_JAR_DIR_PATH", str(jars))
    monkeypatch.delenv("LANGUAGETOOL_URL", raising=False)
    found, told = ask(write(tmp_path, FILES))
    assert told == ["LanguageTool does not know the language “is”; its texts are left out"]
    assert "ada-on-listening.md:7:6 are" in found
    assert "ada-on-listening.md:7:63 recieve" in found
    assert "ben-german.md:6:13 Sazt" in found
    assert not any(word in line for line in found for word in ("Weibo", "Fjällräven", "teh"))


@pytest.mark.parametrize("lack", ["nothing set", "empty folder", "nobody answers", "nonsense"])
def test_a_server_that_is_not_there_costs_one_clear_line(lack, tmp_path, monkeypatch):
    monkeypatch.delenv("LTP_JAR_DIR_PATH", raising=False)
    monkeypatch.delenv("LANGUAGETOOL_URL", raising=False)
    server = None
    if lack == "empty folder":
        monkeypatch.setenv("LTP_JAR_DIR_PATH", str(tmp_path))
    elif lack == "nobody answers":
        monkeypatch.setenv("LANGUAGETOOL_URL", "http://127.0.0.1:9")
    elif lack == "nonsense":
        server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("LANGUAGETOOL_URL", f"http://127.0.0.1:{server.server_port}")
    found, told = ask(write(tmp_path / "content", FILES))
    if server:
        server.shutdown()
        server.server_close()
    assert found == []
    assert len(told) == 1
    assert told[0].startswith("no spelling and grammar check: ")
    assert "\n" not in told[0]
