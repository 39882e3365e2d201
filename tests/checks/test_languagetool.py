"""Spelling and grammar, asked of a real LanguageTool server."""

import http.server
import json
import threading
import time
from pathlib import Path

import pytest
from conftest import POST, write

from plugins.checks import course_check, languagetool
from plugins.corpus import files

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


def ask(content: Path, cache: Path | None = None) -> tuple[list[str], list[str]]:
    corpus = files.load(content)
    told: list[str] = []
    problems = languagetool.problems(
        corpus.posts,
        corpus.lexicon,
        course_check.problems(corpus, course_check.checked(corpus, None)),
        told.append,
        cache,
    )
    return [f"{p.path.split('/')[-1]}:{p.line}:{p.column} {p.wrong}" for p in problems], told


def test_a_real_server_finds_errors_in_prose_only_and_knows_the_brands(jars, tmp_path, monkeypatch):
    monkeypatch.setenv("LTP_JAR_DIR_PATH", str(jars))
    monkeypatch.delenv("LANGUAGETOOL_URL", raising=False)
    found, told = ask(write(tmp_path, FILES))
    assert told == ["LanguageTool does not know the language “is”, so its texts are not checked"]
    assert "ada-on-listening.md:7:6 are" in found
    assert "ada-on-listening.md:7:63 recieve" in found
    assert "ben-german.md:6:13 Sazt" in found
    assert not any(word in line for line in found for word in ("Weibo", "Fjällräven", "teh"))


def test_what_was_said_of_a_text_is_remembered_and_no_server_is_asked_again(jars, tmp_path, monkeypatch):
    monkeypatch.setenv("LTP_JAR_DIR_PATH", str(jars))
    monkeypatch.delenv("LANGUAGETOOL_URL", raising=False)
    content = write(tmp_path / "content", {key: text for key, text in FILES.items() if "icelandic" not in key})
    first = ask(content, tmp_path / "cache")
    monkeypatch.setattr("shutil.which", lambda _: None)  # no Java any more: whoever is asked now says so
    assert ask(content, tmp_path / "cache") == first
    write(content, {"posts/week-01/ben-new.md": POST + "\nThis are new.\n"})
    found, told = ask(content, tmp_path / "cache")
    assert (found, told) == (first[0], ["no spelling and grammar check of the rest: Java is not installed"])


def test_a_brand_that_was_found_is_not_told_again(jars, tmp_path, monkeypatch):
    monkeypatch.setenv("LTP_JAR_DIR_PATH", str(jars))
    monkeypatch.delenv("LANGUAGETOOL_URL", raising=False)
    text = POST + "\nThe old Abercrombie and Finchh shirt, and the Wiebo account.\n"
    brands = '[[brands]]\nname = "Abercrombie & Fitch"\n[[brands]]\nname = "Weibo"\n'
    found, _ = ask(write(tmp_path, {"brands.toml": brands, "posts/week-01/ada-x.md": text}))
    assert found == []


def test_a_server_that_is_slow_or_dies_half_way_costs_one_line_and_what_it_said_stays(jars, tmp_path, monkeypatch):
    class Server(http.server.BaseHTTPRequestHandler):
        """Answers as LanguageTool does, until the second text."""

        asked = 0

        def log_message(self, *_):
            pass

        def do_GET(self):
            self.answer([{"name": "English", "code": "en", "longCode": "en-US"}])

        def do_POST(self):
            Server.asked += 1
            if Server.asked > 1:
                time.sleep(3)
                return
            found = {"message": "No.", "offset": 75, "length": 3, "replacements": [{"value": "The"}]}
            rule = {"id": "R", "description": "", "issueType": "grammar", "category": {"id": "C", "name": "C"}}
            context = {"text": "", "offset": 0, "length": 3}
            match = {**found, "rule": rule, "context": context, "sentence": "", "shortMessage": ""}
            self.answer({"matches": [match], "language": {}, "software": {}})

        def answer(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    del jars
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LANGUAGETOOL_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(languagetool, "ANSWER_SECONDS", 1)
    texts = {f"posts/week-01/{who}-x.md": POST.replace("ada", who) + f"\nHello {who}.\n" for who in ("ada", "ben")}
    found, told = ask(write(tmp_path, texts))
    server.shutdown()
    server.server_close()
    assert len(found) == 1
    assert len(told) == 1
    assert told[0].startswith("no spelling and grammar check of the rest: the server stopped answering at posts/")


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
