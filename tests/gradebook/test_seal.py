"""A sealed copy opens with its passphrase, in Python and in a real browser, and in no other way."""

import base64
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from conftest import COURSE, POST, ROOT, write
from hypothesis import given
from hypothesis import strategies as st
from sample_course import SAMPLE

from plugins.build import output
from plugins.gradebook import seal, sealing

PASSPHRASE = "correct horse battery"
PAGES = {"index.html": "<title>Größe 漢字</title>", "people/ada/index.html": "<p>7 of 8", "entries.csv": "a,b\r\n"}
SEALED = seal.seal(PAGES, PASSPHRASE, seal.LEAST_ROUNDS)
KEY = seal.key_of(base64.b64decode(SEALED)[: seal.HEAD.size], PASSPHRASE)
"""The right key, so that a law can be tried often: who has it still opens nothing that was changed."""
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="


def document(data: str) -> str:
    return f'<p>…</p><script type="application/octet-stream" id="sealed">{data}</script>'


def opened(data: str) -> dict[str, str]:
    return seal.unpacked(seal.decrypted(seal.decoded(data), KEY))


def test_what_was_sealed_is_what_opens():
    assert seal.unseal(document(SEALED), PASSPHRASE) == PAGES == opened(SEALED)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_any_pages_come_back_as_they_were_and_in_their_order(pages):
    head = base64.b64decode(SEALED)[: seal.HEAD.size]
    sealed = head + seal.encrypted(seal.packed(pages), KEY, head)
    assert list(seal.unpacked(seal.decrypted(sealed, KEY)).items()) == list(pages.items())


@given(st.data())
def test_no_byte_of_the_sealed_data_can_be_another(data):
    whole = bytearray(base64.b64decode(SEALED))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(seal.CannotOpen):
        opened(base64.b64encode(whole).decode())


def test_every_byte_before_the_ciphertext_is_authenticated_even_where_it_leaves_the_key_as_it_was():
    for place in range(seal.HEAD.size):
        whole = bytearray(base64.b64decode(SEALED))
        whole[place] ^= 1
        with pytest.raises(seal.CannotOpen):
            seal.decrypted(bytes(whole), KEY)


@given(st.integers(0, len(SEALED) - 1), st.sampled_from(BASE64))
def test_no_letter_of_the_file_can_be_another(place, letter):
    changed = SEALED[:place] + letter + SEALED[place + 1 :]
    if changed == SEALED:
        assert opened(changed) == PAGES
    else:
        with pytest.raises(seal.CannotOpen):
            opened(changed)


@given(st.integers(0, len(SEALED) - 1))
def test_a_file_that_was_cut_off_is_refused(length):
    with pytest.raises(seal.CannotOpen):
        opened(SEALED[:length])


@pytest.mark.parametrize("rounds", [1, seal.LEAST_ROUNDS - 1, seal.MOST_ROUNDS + 1, 2**32 - 1])
def test_too_few_rounds_and_too_many_are_refused_before_a_key_is_made(rounds, monkeypatch):
    weak = seal.seal(PAGES, PASSPHRASE, rounds) if rounds < seal.LEAST_ROUNDS else None
    whole = bytearray(base64.b64decode(weak or SEALED))
    whole[7:11] = rounds.to_bytes(4, "big")
    monkeypatch.setattr(seal, "key_of", lambda *_: pytest.fail("made a key"))
    with pytest.raises(seal.CannotOpen, match="incomplete"):
        seal.unseal(document(base64.b64encode(whole).decode()), PASSPHRASE)


def test_another_passphrase_opens_nothing():
    with pytest.raises(seal.CannotOpen, match="passphrase is wrong"):
        seal.unseal(document(SEALED), "correct horse batterz")


def test_a_passphrase_is_the_same_however_it_is_typed():
    assert seal.tidy("  Zoë\tｆｕｌｌ\u00a0 width\n") == seal.tidy("Zoe\u0308 full width")


def test_a_copy_has_a_salt_and_a_nonce_of_its_own_and_a_million_rounds():
    one, other = (base64.b64decode(seal.seal(PAGES, PASSPHRASE)) for _ in range(2))
    (_, _, rounds, salt, nonce), (_, _, _, other_salt, other_nonce) = map(seal.HEAD.unpack_from, (one, other))
    assert rounds == 1_000_000
    assert salt != other_salt
    assert nonce != other_nonce


@pytest.mark.parametrize("passphrase", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", " " * 20, "a b c d e f"])
def test_a_weak_passphrase_is_refused_with_a_sentence(passphrase):
    assert re.fullmatch(r"the passphrase .+: use .+", seal.weakness(passphrase))
    with pytest.raises(ValueError, match="the passphrase"):
        seal.seal(PAGES, passphrase)


@pytest.mark.parametrize("passphrase", ["twelve chars", "正确 电池 书钉 马儿"])
def test_twelve_characters_are_enough_and_so_are_four_short_words(passphrase):
    assert seal.weakness(passphrase) == ""


def test_a_suggested_passphrase_is_five_words_of_chance_that_can_be_said():
    suggested = {seal.suggested() for _ in range(50)}
    assert len(suggested) == 50
    assert all(
        re.fullmatch(r"([bdfghj-np-tvz][aiou]){2}[bdfghj-np-tvz]", word) for some in suggested for word in some.split()
    )
    assert not any(seal.weakness(some) for some in suggested)
    words = [seal._word(number) for number in range(2**16)]
    assert len(set(words)) == 2**16


# What is in a copy


BEN = "Title: Unlike any other\nAuthor: ben\nDate: 2026-10-30 10:00\n\nA wholly different matter that Ben alone wrote of.\n"
ANSWER = "Author: ben\nDate: 2026-10-08 10:00\nReason: pondering his tone\n\nI heard that as well, Ada.\n"
PRIVATE = """\
[[notes]]
person = "ada"
note = "A note to the first of them"

[[notes]]
person = "ben"
note = "A note to the second of them"

[[corrections]]
person = "ben"
week = 1
points = 3
reason = "A talk given in class"
"""
FILES = {
    "posts/week-01/ada-listening.md": POST,
    "posts/week-01/ben-unlike.md": BEN,
    "comments/week-01/ada-listening/ben-1.md": ANSWER,
    "comments/week-01/ada-listening/ben-2.md": ANSWER.replace("Reason", "Status: pending\nReason"),
}
URL = COURSE.replace("[expectations]", '[site]\nurl = "https://course.example.edu/blog"\n\n[expectations]')


def sealed_copy(request: output.BuildRequest, person: str, to: Path, passphrase: str = PASSPHRASE) -> str:
    plan = sealing.plan(request, person, str(to), to.parent)
    sealing.write(plan, passphrase)
    return to.read_text("utf-8")


@pytest.fixture
def asked_for(course, request_for, tmp_path):
    content = course(FILES)
    private = {
        "adjustments.toml": PRIVATE,
        "roster.csv": "person,legal_name,email\nben,Benedict Knox,bk77@example.edu\n",
    }
    for name, text in private.items():
        (content.parent / "private").mkdir(exist_ok=True)
        (content.parent / "private" / name).write_text(text)
    return request_for(content, as_of=datetime(2026, 11, 5, 12))


def test_the_whole_copy_holds_every_page_and_table_and_a_build_apart_leaves_site_and_gradebook(asked_for, tmp_path):
    pages = seal.unseal(sealed_copy(asked_for, "", tmp_path / "copy.html"), PASSPHRASE)
    assert not asked_for.output.exists()
    assert not asked_for.gradebook.exists()
    output.build(asked_for)
    built = {file.relative_to(asked_for.gradebook).as_posix() for file in asked_for.gradebook.rglob("*.*")}
    assert set(pages) == {name for name in built if name.endswith((".html", ".csv", ".json"))}
    assert next(iter(pages)) == "index.html"
    assert "people/ben/index.html" in pages
    assert pages["entries.csv"] == (asked_for.gradebook / "entries.csv").read_bytes().decode()


def test_a_persons_copy_holds_that_persons_page_and_nothing_of_anybody_elses_grades(asked_for, tmp_path):
    own = seal.unseal(sealed_copy(asked_for, "ada", tmp_path / "own.html"), PASSPHRASE)
    [(address, page)] = own.items()
    whole = seal.unseal(sealed_copy(asked_for, "", tmp_path / "copy.html"), PASSPHRASE)
    of_ben = [
        "unlike",
        "Unlike any other",
        "18 d 11 h after the deadline",
        "second of them",
        "talk given",
        "pondering",
        "Benedict",
        "Knox",
        "bk77",
    ]
    shown = [secret for secret in of_ben if any(secret in text for text in whole.values())]
    assert shown == of_ben
    assert address == "index.html"
    assert "Ada L." in page
    assert "On listening" in page
    assert "note to the first of them" in page
    assert "Ben K." in page  # who answered is public
    assert [secret for secret in of_ben if secret in page] == []
    assert "people/ben" not in page
    assert not re.search(r'href="(\./)?(index|brands|texts)\.html', page)


@pytest.mark.parametrize("person", ["", "ada"])
def test_before_it_is_opened_a_copy_tells_the_course_and_the_day_alone(asked_for, tmp_path, person):
    text = sealed_copy(asked_for, person, tmp_path / "copy.html")
    for what in (r"<script>.*?</script>", r"<style>.*?</style>", r">[A-Za-z0-9+/=]+</script>"):
        text, times = re.subn(what, "", text, flags=re.DOTALL)
        assert times == 1
    assert "Small course" in text
    assert "5 November 2026" in text
    assert not re.search(r"\b(ada|ben|ruth)\b|points|listening|12:00", text, re.IGNORECASE)


def test_a_name_that_is_made_for_a_copy_tells_no_person_and_replaces_no_copy(asked_for, tmp_path):
    first = sealing.write(sealing.plan(asked_for, "ada", "", tmp_path / "sealed"), PASSPHRASE).file
    second = sealing.write(sealing.plan(asked_for, "ben", "", tmp_path / "sealed"), PASSPHRASE).file
    assert [first.name, second.name] == ["own-2026-11-05.html", "own-2026-11-05-2.html"]
    assert sealing.plan(asked_for, "", "", tmp_path / "sealed").file.name == "gradebook-2026-11-05.html"


def test_a_copy_asks_nothing_of_another_file(asked_for, tmp_path):
    text = sealed_copy(asked_for, "", tmp_path / "copy.html")
    assert re.findall(r"url\((?!\"data:)[^)]*\)", text) == []
    assert (
        re.findall(r"(?:src|href)=\"(?!data:)[^\"]*\"", re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL))
        == []
    )


def test_links_to_a_published_site_are_whole_addresses(tmp_path, request_for):
    request = request_for(write(tmp_path / "content", {**FILES, "course.toml": URL}))
    own = seal.unseal(sealed_copy(request, "ada", tmp_path / "own.html"), PASSPHRASE)["index.html"]
    assert 'href="https://course.example.edu/blog/week-1/ada/listening/"' in own


@pytest.mark.parametrize(
    ("person", "said"),
    [("adda", "no one in course.toml has this id; did you mean “ada”"), ("ruth", "is instructor of the course")],
)
def test_who_has_no_page_in_the_gradebook_gets_no_copy(asked_for, tmp_path, person, said):
    with pytest.raises(sealing.CannotSeal, match=said):
        sealing.plan(asked_for, person, "", tmp_path / "sealed")


def test_a_copy_does_not_go_where_it_would_be_published_or_lost_nor_over_another_file(asked_for, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    places = {
        asked_for.output / "x.html": "is in the output folder",
        asked_for.gradebook / "x.html": "is in the gradebook folder",
        asked_for.content / "x.html": "is in the content folder",
        tmp_path: "is a folder",
        tmp_path / "notes.txt": "exists and is not a sealed copy",
    }
    for place, said in places.items():
        with pytest.raises(sealing.CannotSeal, match=said):
            sealing.plan(asked_for, "", str(place), tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"short\n", "too short"),
        (b"one line of it\nanother\n", "several lines"),
        (b"\xff\xfe not utf-8 text", "not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_a_passphrase_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, data, said):
    if data is not None:
        (tmp_path / "words").write_bytes(data)
    with pytest.raises(sealing.CannotSeal, match=said):
        sealing.from_file(tmp_path / "words")


def test_a_passphrase_file_gives_its_line_without_the_line_end(tmp_path):
    (tmp_path / "words").write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\n")
    assert sealing.from_file(tmp_path / "words") == PASSPHRASE


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize(
    ("typed", "said"),
    [((PASSPHRASE, PASSPHRASE), "got it"), ((PASSPHRASE, PASSPHRASE + "x"), "differ"), (("short",), "too short")],
)
def test_a_passphrase_is_asked_for_twice_on_the_terminal_and_never_shown(typed, said):
    shown = on_a_terminal(
        f"from plugins.gradebook import sealing\ntry:\n    print('got it' if sealing.asked() == {PASSPHRASE!r} else 'another')\n"
        "except sealing.CannotSeal as error:\n    print(error)\n",
        typed,
    )
    assert said in shown
    assert typed[0] not in shown.replace("too short", "")


def on_a_terminal(program: str, typed: tuple[str, ...]) -> str:
    """What a Python program shows on a terminal where each line is typed when it asks."""
    import os
    import pty

    child, terminal = pty.fork()
    if not child:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", program])
    shown = b""
    lines = list(typed)
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if lines and shown.rstrip().endswith((b"Passphrase:", b"Again:")):
            os.write(terminal, lines.pop(0).encode() + b"\n")
            shown += b"|"
    os.close(terminal)
    os.waitpid(child, 0)
    return shown.decode()


def test_without_a_terminal_it_says_how_else_to_give_a_passphrase():
    program = "from plugins.gradebook import sealing\ntry:\n    sealing.asked()\nexcept sealing.CannotSeal as error:\n    print(error)\n"
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True
    )  # fmt: skip
    assert "no terminal to ask for the passphrase: use --passphrase-file or --suggest" in done.stdout


def test_no_other_command_waits_for_the_cipher():
    program = "import sys, tasks, plugins.build.output, plugins.checks.course_check, plugins.gradebook.pages; print('cryptography' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invoke", "gradebook", *arguments], check=False, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )  # fmt: skip


def test_the_command_prints_the_file_and_tells_a_suggested_passphrase_once_and_apart(asked_for, tmp_path):
    done = run(
        "--seal", "--suggest", "--for", "ada", "--to", str(tmp_path / "copy.html"), "--content", str(asked_for.content)
    )
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'copy.html'}\n")
    [passphrase] = re.findall(r"passphrase, shown this once: (.+)", done.stderr)
    assert list(seal.unseal((tmp_path / "copy.html").read_text("utf-8"), passphrase)) == ["index.html"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--for", "ada"], "--for goes with --seal"),
        (["--seal", "--suggest", "--passphrase-file", "x"], "choose one of them"),
        (["--seal", "--suggest", "--content", "nowhere"], "course.toml:1:1: is missing"),
    ],
)
def test_the_command_refuses_what_makes_no_sense_with_exit_code_2(arguments, said):
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_without_seal_the_command_builds_and_prints_where_the_gradebook_is(asked_for, tmp_path):
    book = tmp_path / "book"
    done = run("--content", str(asked_for.content), "--output", str(tmp_path / "site"), "--gradebook", str(book))
    assert done.stdout.splitlines()[-1] == str(book / "index.html")
    assert (book / "index.html").exists()


# In a browser


@pytest.fixture(scope="module")
def copies(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("copies")
    book = folder / "book"
    request = output.BuildRequest(
        SAMPLE, folder / "site", book, ROOT / "private", ROOT / "pelicanconf.py", datetime(2026, 11, 2, 9)
    )
    sealed_copy(request, "", folder / "whole.html")
    sealed_copy(request, "amara", folder / "own.html")
    write(folder / "content", FILES)
    small = output.BuildRequest(
        folder / "content",
        folder / "site",
        book,
        folder / "private",
        ROOT / "pelicanconf.py",
        datetime(2026, 11, 5, 12),
    )
    sealed_copy(small, "", folder / "small.html")
    return folder


@pytest.fixture
def tab(browser):
    """A page that notes every request and every error."""
    context = browser.new_context(accept_downloads=True)
    tab = context.new_page()
    tab.asked, tab.errors = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.errors.append(message.text))
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    yield tab
    assert tab.errors == []
    assert [url for url in tab.asked if not url.startswith(("file:", "blob:"))] == []
    assert len([url for url in tab.asked if url.startswith("file:")]) <= 1
    context.close()


browser_only = pytest.mark.browser


def open_copy(tab, file: Path, passphrase: str = PASSPHRASE) -> None:
    tab.goto(file.as_uri())
    tab.get_by_label("Passphrase").fill(passphrase)
    tab.keyboard.press("Enter")


def refusal(tab) -> str:
    tab.wait_for_selector("[role=alert]:not(:empty)")
    assert tab.locator("table, .week-ledger").count() == 0
    assert tab.get_by_label("Passphrase").evaluate("field => field === document.activeElement")
    return tab.get_by_role("alert").inner_text()


@browser_only
def test_the_class_opens_and_a_persons_page_is_reached_from_it_and_back(copies, tab):
    open_copy(tab, copies / "whole.html", "  correct horse\u00a0battery ")
    tab.wait_for_selector("table.engagement")
    assert tab.title() == "Engagement · Brands in Public"
    tab.locator("table.engagement").get_by_role("link", name="Amara O.").first.click()
    assert tab.locator("h1").inner_text() == "Amara O."
    assert tab.title().startswith("Amara O.")
    assert tab.evaluate("document.activeElement.tagName") == "H1"
    tab.go_back()
    tab.wait_for_selector("table.engagement")
    assert tab.title() == "Engagement · Brands in Public"
    tab.go_forward()
    tab.wait_for_selector(".week-ledger")
    tab.get_by_role("link", name="Engagement").first.click()
    tab.wait_for_selector("table.engagement")
    assert "amara" not in tab.url


@browser_only
def test_a_link_to_a_place_in_a_page_points_at_it_and_opens_its_fold(copies, tab):
    open_copy(tab, copies / "whole.html")
    tab.locator("table.engagement td.status a").nth(1).click()
    tab.wait_for_selector(".week-ledger")
    assert tab.locator("#week-2:target").count() == 1
    assert tab.locator("#week-2 .entries").is_visible()
    tab.locator(".cells a").first.click()
    assert tab.locator("#week-1:target").count() == 1
    tab.go_back()
    tab.wait_for_function("document.querySelector('#week-2:target')")
    tab.go_back()
    tab.wait_for_selector("table.engagement")


@browser_only
def test_the_class_can_be_sorted_and_found_in_a_copy_and_again_after_coming_back(copies, tab):
    open_copy(tab, copies / "whole.html")
    tab.get_by_role("button", name="Student").click()
    first = tab.locator("tr.student th").first.inner_text()
    assert tab.locator("th[aria-sort]").count() == 1
    tab.get_by_role("link", name="Amara O.").first.click()
    tab.go_back()
    tab.get_by_role("button", name="Student").click()
    assert tab.locator("tr.student th").first.inner_text() == first
    tab.get_by_role("searchbox").fill("Amara")
    assert tab.locator("tr.student:visible").count() == 1


@browser_only
def test_a_reload_asks_again_and_opens_the_same_page(copies, tab):
    open_copy(tab, copies / "whole.html")
    tab.get_by_role("link", name="Brand check", exact=True).click()
    tab.wait_for_selector(".findings-page")
    tab.reload()
    tab.asked.pop()
    assert tab.locator(".findings-page").count() == 0
    tab.get_by_label("Passphrase").fill(PASSPHRASE)
    tab.get_by_role("button", name="Open").click()
    tab.wait_for_selector(".findings-page")


@browser_only
def test_a_persons_copy_opens_that_page_alone(copies, tab):
    open_copy(tab, copies / "own.html")
    tab.wait_for_selector(".week-ledger")
    assert tab.locator("h1").inner_text() == "Amara O."
    assert tab.locator("a[data-page]").evaluate_all("links => links.map(link => link.getAttribute('href')[0])") != []
    assert set(tab.locator("a[data-page]").evaluate_all("links => links.map(link => link.dataset.page)")) == {
        "index.html"
    }
    assert tab.get_by_role("link", name="Engagement").count() == 0
    assert "For Amara O. alone" in tab.locator(".instructor-band").inner_text()


@browser_only
def test_a_table_is_downloaded_out_of_the_copy(copies, tab):
    open_copy(tab, copies / "whole.html")
    with tab.expect_download() as download:
        tab.get_by_role("link", name="participation.csv").click()
    assert download.value.suggested_filename == "participation.csv"
    whole = seal.unseal((copies / "whole.html").read_text("utf-8"), PASSPHRASE)
    assert Path(download.value.path()).read_bytes().decode() == whole["participation.csv"]


@browser_only
def test_what_has_no_address_is_plain_text_and_no_dead_link(copies, tab):
    open_copy(tab, copies / "small.html")
    tab.get_by_role("link", name="Ada L.").first.click()
    tab.wait_for_selector(".week-ledger")
    assert tab.get_by_role("link", name="On listening").count() == 0
    assert tab.get_by_text("On listening").first.is_visible()
    assert tab.get_by_text("Public site").count() == 0
    hrefs = tab.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert all(href.startswith("#") for href in hrefs)


@browser_only
def test_a_wrong_passphrase_is_refused_and_the_right_one_opens_afterwards(copies, tab):
    open_copy(tab, copies / "whole.html", PASSPHRASE + "!")
    assert refusal(tab) == seal.WRONG
    tab.get_by_label("Passphrase").fill(PASSPHRASE)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("table.engagement")


def changed_at(place: int) -> str:
    """The sealed data of the small copy with one bit of a byte turned."""

    def change(match: re.Match[str]) -> str:
        whole = bytearray(base64.b64decode(match[1]))
        whole[place] ^= 1
        return match[0].replace(match[1], base64.b64encode(whole).decode())

    return change


CHANGES = {
    "magic": (changed_at(0), seal.DAMAGED),
    "version": (changed_at(6), seal.DAMAGED),
    "rounds": (changed_at(10), seal.WRONG),
    "far too many rounds": (changed_at(7), seal.DAMAGED),
    "salt": (changed_at(11), seal.WRONG),
    "nonce": (changed_at(27), seal.WRONG),
    "ciphertext": (changed_at(100), seal.WRONG),
    "tag": (changed_at(-1), seal.WRONG),
    "no Base64": (lambda match: match[0].replace(match[1], match[1][:50] + "?" + match[1][51:]), seal.DAMAGED),
    "a blank": (lambda match: match[0].replace(match[1], match[1][:50] + "\n" + match[1][50:]), seal.DAMAGED),
    "no data": (lambda match: match[0].replace(match[1], ""), seal.DAMAGED),
}


@browser_only
@pytest.mark.parametrize("what", CHANGES)
def test_a_file_that_was_changed_is_refused_with_one_sentence_as_python_refuses_it(copies, tab, tmp_path, what):
    change, said = CHANGES[what]
    text = seal.DATA.sub(change, (copies / "small.html").read_text("utf-8"))
    (tmp_path / "changed.html").write_text(text, "utf-8")
    open_copy(tab, tmp_path / "changed.html")
    assert refusal(tab) == said
    with pytest.raises(seal.CannotOpen, match=re.escape(said)):
        seal.unseal(text, PASSPHRASE)


@browser_only
@pytest.mark.parametrize("share", [0.2, 0.5, 0.97, 0.999])
def test_a_file_that_was_cut_off_shows_nothing_but_a_sentence(copies, tab, tmp_path, share):
    text = (copies / "whole.html").read_text("utf-8")
    (tmp_path / "cut.html").write_text(text[: int(len(text) * share)], "utf-8")
    tab.goto((tmp_path / "cut.html").as_uri())
    if tab.locator("#lock").is_visible():
        tab.get_by_label("Passphrase").fill(PASSPHRASE)
        tab.keyboard.press("Enter")
        assert refusal(tab) in (seal.DAMAGED, seal.WRONG)
    else:
        assert tab.locator("body").inner_text() == seal.DAMAGED


@browser_only
@pytest.mark.parametrize("missing", ["DecompressionStream", "crypto"])
def test_a_browser_that_lacks_a_part_is_told_so_in_one_sentence(copies, tab, missing):
    value = "{ subtle: undefined }" if missing == "crypto" else "undefined"
    tab.add_init_script(f"Object.defineProperty(window, '{missing}', {{ value: {value}, configurable: true }})")
    open_copy(tab, copies / "small.html")
    assert refusal(tab).startswith("The copy opens from disk" if missing == "crypto" else "This browser cannot open")


@browser_only
def test_without_javascript_it_says_that_it_needs_it(copies, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((copies / "whole.html").as_uri())
    assert "needs JavaScript" in page.locator("main").inner_text()
    assert not page.get_by_label("Passphrase").is_visible()
    context.close()


@browser_only
def test_no_script_in_a_page_runs_and_nothing_reaches_the_network(copies, browser, tmp_path):
    hostile = (
        "<!doctype html><html lang=en><title>T</title><body><main><h1>H</h1><script>window.ran = 1</script>"
        "<img src=https://evil.example/a.png alt='A picture' onerror='window.ran = 2'><p style='background: url(https://evil.example/b)'>x"
        "<a href='javascript:window.ran = 3'>go</a> <a href='../../../etc/passwd'>up</a> <a href='https://web.example/'>web</a></main>"
    )
    text = (copies / "small.html").read_text("utf-8")
    data = seal.seal({"index.html": hostile}, PASSPHRASE, seal.LEAST_ROUNDS)
    (tmp_path / "hostile.html").write_text(seal.DATA.sub(lambda match: match[0].replace(match[1], data), text), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append((request.url, request)))
    open_copy(page, tmp_path / "hostile.html")
    page.wait_for_selector("h1:text('H')")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    sent = [url for url, request in asked if request.failure != "csp"]
    assert len(sent) < len(asked)  # the browser tells of a request that the policy stopped, too
    assert all(url.startswith("file:") for url in sent)
    assert "A picture" in page.locator("main").inner_text()
    assert page.locator("a").evaluate_all("links => links.map(link => link.href)") == ["https://web.example/"]
    assert page.locator("a").get_attribute("rel") == "noopener noreferrer"
    context.close()


@browser_only
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_lock_and_its_pages_fit_the_window_in_both_schemes(copies, browser, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    page.goto((copies / "own.html").as_uri())
    assert not page.evaluate(wide)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".week-ledger")
    assert not page.evaluate(wide)
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Literata'))")
    context.close()


@browser_only
def test_the_lock_works_by_keyboard_and_says_that_it_is_busy(copies, tab):
    tab.goto((copies / "whole.html").as_uri())
    assert tab.evaluate("document.activeElement.id") == "passphrase"
    tab.evaluate(
        "window.busy = []; new MutationObserver(([change]) => window.busy.push(change.target.ariaBusy))"
        ".observe(document.getElementById('lock'), { attributes: true, attributeFilter: ['aria-busy'] })"
    )
    tab.keyboard.type(PASSPHRASE)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    assert tab.get_by_label("Passphrase").get_attribute("type") == "text"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("table.engagement")
    assert tab.evaluate("window.busy[0]") == "true"
