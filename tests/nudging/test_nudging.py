"""Mails that tell each student what is still due and who waits, and tell nobody anything else."""

import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup
from builders import (
    ADA,
    CLASS,
    DAG,
    DAY,
    HOUR,
    START,
    comment,
    comment_file,
    evidence,
    post,
    post_file,
)
from builders import course as made_course
from conftest import COURSE, ROOT, run, write
from hypothesis import given
from hypothesis import strategies as st

from plugins import wording
from plugins.brands import Lexicon
from plugins.build import output
from plugins.build.output import MARK as BUILT
from plugins.build.request import BuildRequest
from plugins.core import drafts
from plugins.core.model import Expectations, Person, Points
from plugins.core.refusal import Refusal
from plugins.corpus.corpus import assemble
from plugins.grades import adjustments, ledger
from plugins.nudging import messages, nudging
from plugins.nudging.mails import WIDTH, Mail, Mails
from plugins.nudging.needs import needs

SITE = '\n[site]\nurl = "https://x.example/blog/"\n'
ROSTER = "person,email\nada,ada@uni.example\nben,ben@uni.example\n"
BEFORE, GRACE, AFTER = datetime(2026, 10, 8, 9), datetime(2026, 10, 12, 9), datetime(2026, 10, 20, 9)
FULL = "I read what people said below it, and counted them."
ON = "comments/week-01/ada-listening"
ADAS = {"posts/week-01/ada-listening.md": post_file("ada", "2026-10-07 10:00", FULL, "On listening")}


@pytest.fixture
def nudged(tmp_path):
    """Writes the files of a course and of its private folder, and then the mails of its first week."""

    def made(files=None, private=None, as_of=BEFORE, **more):
        content, folder = write(tmp_path / "content", files or {}), tmp_path / "private"
        for name, text in {"roster.csv": ROSTER, **(private or {})}.items():
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        return nudging.nudge(nudging.NudgeRequest(content, folder, None, **{"week": "1", "as_of": as_of, **more}))

    return made


def mails(done, week=1) -> dict[str, str]:
    """The texts of the mails beside the page, by person."""
    found = {}
    for file in done.page.parent.glob(f"week-{week:02}-*.eml"):
        read = message_from_bytes(file.read_bytes(), policy=policy.default)
        found[file.stem.removeprefix(f"week-{week:02}-")] = read.get_content().replace("\r\n", "\n")
    return found


def one_line(text: str) -> str:
    return " ".join(text.split())


def page(done) -> BeautifulSoup:
    return BeautifulSoup(done.page.read_text("utf-8"), "html.parser")


def test_a_mail_says_what_is_due_until_when_and_where_to_write(nudged):
    done = nudged({"course.toml": COURSE + SITE})
    assert done.page.parent.name == "week-01"
    assert set(mails(done)) == {"ada", "ben"}
    assert mails(done)["ada"] == (
        "Hello Ada,\n"
        "\n"
        "This is how things stand for you in Small course, week 1, on Thursday 8\n"
        "October 2026 at 09:00. All times are those of Europe/London.\n"
        "https://x.example/blog/week-1/\n"
        "\n"
        "Still due\n"
        "\n"
        "- One post of 5 words or more, by Sunday 11 October, 23:59.\n"
        "- Two comments of 3 words or more each, by Wednesday 14 October, 23:59.\n"
        "\n"
        "You can write here:\n"
        "https://x.example/blog/write/\n"
    )


def test_what_was_written_lies_in_the_private_folder_and_keeps_no_site_from_being_published(nudged, tmp_path):
    answer = comment_file(
        "ben", "2026-10-08 08:00", "How many of them were from outside the town that you wrote about?"
    )
    done = nudged({"course.toml": COURSE + SITE, **ADAS, f"{ON}/ben-1.md": answer})
    assert done.page.is_relative_to(tmp_path / "private")
    request = BuildRequest(
        tmp_path / "content", tmp_path / "site", None, tmp_path / "private", ROOT / "publishconf.py", AFTER,
        publish=True, search=False,
    )  # fmt: skip
    assert output.build(request).leaks == ()


def test_a_mail_is_a_draft_to_the_address_in_the_roster(nudged):
    data = (nudged().page.parent / "week-01-ada.eml").read_bytes()
    read = message_from_bytes(data, policy=policy.default)
    assert read["X-Unsent"] == "1"
    assert read["To"].addresses[0].addr_spec == "ada@uni.example"
    assert read["To"].addresses[0].display_name == "Ada L."
    assert read["Subject"] == "Small course, week 1: still due"
    assert read["From"] is None
    assert read.get_content_charset() == "utf-8"
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_extensions_and_excuses_decide_in_the_courses_zone(nudged):
    decided = (
        '[[extensions]]\nperson = "ada"\nweek = 1\nrule = "post"\nuntil = 2026-10-13T00:00:00+02:00\nreason = "Ill: flu."\n'
        '[[excuses]]\nperson = "ada"\nweek = 1\nrule = "comment"\nreason = "Migraine."\n'
        '[[excuses]]\nperson = "ben"\nweek = 1\nreason = "National team."\n'
    )
    done = nudged(private={"adjustments.toml": decided})
    assert set(mails(done)) == {"ada"}
    assert "- One post of 5 words or more, by Monday 12 October, 23:00." in mails(done)["ada"]
    assert "omment" not in mails(done)["ada"]
    everything = b"".join(file.read_bytes() for file in done.page.parent.iterdir())
    assert not re.search(rb"Ill: flu|Migraine|National team", everything)
    assert "Excused: Ben K." in page(done).select_one("section[aria-labelledby=spared]").text


def test_after_the_deadline_a_mail_says_until_when_late_work_is_taken_and_then_nothing(nudged):
    late = one_line(mails(nudged(as_of=GRACE))["ben"])
    assert (
        "One post of 5 words or more: the deadline was Sunday 11 October, 23:59; late work is taken until Monday 12"
        in late
    )
    assert "Two comments of 3 words or more each, by Wednesday" in late
    assert mails(nudged(as_of=AFTER)) == {}
    nothing = COURSE.replace("comment = 2", "comment = 2\nlate = 0")
    assert "post" not in mails(nudged({"course.toml": nothing}, as_of=GRACE))["ben"].partition("Still due")[2]


def test_what_is_written_is_not_asked_again_and_what_falls_short_is_told(nudged):
    files = {
        **ADAS,
        f"{ON}/ben-1.md": comment_file("ben", "2026-10-07 12:00", "Me too!"),
        f"{ON}/ben-2.md": comment_file("ben", "2026-10-07 13:00", "I saw that in our shop."),
        f"{ON}/ada-1.md": comment_file("ada", "2026-10-07 14:00", "And I forgot to say this."),
        f"{ON}/ada-2.md": comment_file("ada", "2026-10-07 15:00", "I see that too.", reply_to="ben-2"),
    }
    found = {name: one_line(text) for name, text in mails(nudged(files)).items()}
    assert "post" not in found["ada"].partition("Still due")[2].partition("Waiting")[0].replace("On listening", "")
    assert (
        "One comment of 3 words or more, by Wednesday 14 October, 23:59. You have written one of two." in found["ada"]
    )
    assert "Your comment of 7 Oct on “On listening” does not count: it answers yourself." in found["ada"]
    assert "Your comment of 7 Oct on “On listening” does not count yet: it has 2 words of your own." in found["ben"]


def test_answers_to_one_person_alone_are_told_where_several_are_expected(nudged):
    toml = COURSE.replace("comment_words = 3", "comment_words = 3\npeople = 2")
    files = {f"{ON}/ben-{n}.md": comment_file("ben", f"2026-10-07 1{n}:00", "I saw that in our shop.") for n in (1, 2)}
    found = one_line(mails(nudged({"course.toml": toml, **ADAS, **files}))["ben"])
    assert "The comments that count answer at least two different people." in found
    assert "does not count: you had already answered Ada L." in found


ASKS = {f"{ON}/ben-1.md": comment_file("ben", "2026-10-07 12:00", "Where did you *see* that?")}


def test_who_waits_is_named_with_what_was_asked_and_a_link_to_it(nudged):
    done = nudged({"course.toml": COURSE + SITE, **ADAS, **ASKS}, as_of=AFTER)
    assert set(mails(done)) == {"ada"}
    found = mails(done)["ada"]
    assert "Waiting for your answer\n\n- Ben K. on “On listening”, 7 Oct: “Where did you see that?”\n" in found
    assert "\n  https://x.example/blog/week-1/ada/listening/#comment-ben-1\n" in found
    assert "Still due" not in found
    [file] = done.page.parent.glob("*.eml")
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"].endswith(": waiting for your answer")


@pytest.mark.parametrize(("who", "waits_for"), [("ada", set()), ("ruth", {"ben"})])
def test_nobody_waits_for_an_answer_that_somebody_has_given(nudged, who, waits_for):
    answer = comment_file(who, "2026-10-07 13:00", "Here, in the shop.", reply_to="ben-1")
    assert set(mails(nudged({**ADAS, **ASKS, f"{ON}/{who}-1.md": answer}, as_of=AFTER))) == waits_for


def test_a_comment_that_readers_do_not_see_yet_neither_asks_nor_answers(nudged):
    hidden = comment_file("ada", "2026-10-07 13:00", "Here, in the shop.", reply_to="ben-1", status="pending")
    assert set(mails(nudged({**ADAS, **ASKS, f"{ON}/ada-1.md": hidden}, as_of=AFTER))) == {"ada"}
    asks = {f"{ON}/ben-1.md": comment_file("ben", "2026-10-07 12:00", "Where was it?", status="pending")}
    assert mails(nudged({**ADAS, **asks}, as_of=AFTER)) == {}


def test_whoever_has_left_gets_no_mail(nudged):
    left = '[[withdrawn]]\nperson = "ada"\non = 2026-10-09\nreason = "Moved away."\n'
    done = nudged({**ADAS, **ASKS}, {"adjustments.toml": left}, as_of=AFTER)
    assert mails(done) == {}
    assert "Left the course on 9 October 2026: Ada L." in page(done).text


def test_without_a_public_address_there_are_no_links(nudged):
    found = mails(nudged({**ADAS, **ASKS}))
    assert "Waiting for your answer" in found["ada"]
    assert "://" not in "".join(found.values())
    assert "You can write here" not in "".join(found.values())


def test_students_without_an_address_are_listed_with_what_they_would_be_told(nudged):
    done = nudged(private={"roster.csv": "person,email\nada,ada@uni.example\nben,not known\n"})
    assert set(mails(done)) == {"ada"}
    assert not done.complete
    assert done.summary == "1 mail written, none sent; 1 has no address in private/roster.csv"
    section = page(done).select_one("section[aria-labelledby=unaddressed]")
    assert "Ben K." in section.text
    assert "Hello Ben," in section.text


def test_the_page_lists_each_mail_with_what_it_says_and_links_the_file(nudged):
    done = nudged({**ADAS, **ASKS})
    soup = page(done)
    said = {item.strong.text: item.summary.text for item in soup.select("section[aria-labelledby=written] li")}
    assert said == {"Ada L.": "2 comments due; 1 comment waits", "Ben K.": "1 post and 1 comment due"}
    assert [link["href"] for link in soup.select("main li a")] == ["week-01-ada.eml", "week-01-ben.eml"]
    assert soup.select("link[rel=stylesheet], script") == []


def test_the_week_that_is_running_is_meant_where_none_is_named(nudged):
    assert nudged(week="").page.parent.name == "week-01"
    with pytest.raises(nudging.CannotNudge, match=r"^no week is running on 20 Oct 2026, 09:00: give one, as --week 1$"):
        nudged(week="", as_of=AFTER)


def test_files_of_a_former_run_of_the_week_are_replaced_and_others_stay(nudged, tmp_path):
    folder = tmp_path / "drafts"
    nudged(to=folder)
    others = {"notes.txt": "call Ben", "week-01-mine.eml": "To: dean@uni.example\n\nHello\n", "week-02-ben.eml": "x"}
    for name, text in others.items():
        (folder / name).write_text(text)
    done = nudged({**ADAS, f"{ON}/ben-1.md": comment_file("ben", "2026-10-07 12:00", "Nice.")}, to=folder, as_of=AFTER)
    assert {file.name for file in folder.iterdir()} == {"index.html", "week-01-ada.eml", *others}
    assert "Still due" not in (folder / "week-01-ada.eml").read_text("utf-8")
    assert {name: (folder / name).read_text() for name in others} == others
    assert done.page == folder / "index.html"


PLACES = {
    "content": "is in the content folder, which others can read: choose another place",
    "content/nudges": "is in the content folder, which others can read: choose another place",
    "book/nudges": "which the next build replaces: choose another place",
    "book": "which the next build replaces: choose another place",
    "file": "is a file: name a folder with --to",
    "web": "index.html: was not written by ./inv nudge: choose another folder with --to",
    "mail": "week-01-ada.eml: was not written by ./inv nudge: choose another folder with --to",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_others_read_or_that_would_be_lost_is_refused_and_nothing_is_written(nudged, tmp_path, place):
    for name, text in {
        f"book/{BUILT}": "",
        "file": "x",
        "web/index.html": "<p>Mine</p>",
        "mail/week-01-ada.eml": "To: ada@uni.example\n\nHello\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    write(tmp_path / "content", {})
    (tmp_path / "private").mkdir()
    (tmp_path / "private/roster.csv").write_text(ROSTER)

    def state():
        return {str(one): one.is_file() and one.read_bytes() for one in tmp_path.rglob("*")}

    before = state()
    with pytest.raises(Refusal, match=re.escape(PLACES[place])) as refused:
        nudged(to=tmp_path / place)
    assert "\n" not in str(refused.value)
    assert state() == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("x", "--week x: write its number"),
        ("9", "--week 9: course.toml has weeks 1"),
        ("²", "--week ²: write its number"),
    ],
)
def test_a_week_that_is_not_there_is_refused(nudged, given, said):
    with pytest.raises(Refusal, match=f"^{said}$"):
        nudged(week=given)


def test_the_command_prints_the_page_and_says_that_nothing_was_sent(tmp_path):
    content = write(tmp_path / "content", {})
    (tmp_path / "private").mkdir()
    (tmp_path / "private/roster.csv").write_text(ROSTER)
    done = run("nudge", "--week", 1, "--content", content, "--as-of", "2026-10-08 09:00")
    assert done.stdout == f"{tmp_path}/private/nudges/week-01/index.html\n"
    assert (done.returncode, done.stderr) == (0, "2 mails written, none sent\n")
    (tmp_path / "private/roster.csv").unlink()
    done = run("nudge", "--week", 1, "--content", content, "--as-of", "2026-10-08 09:00")
    assert done.returncode == 1
    assert done.stderr == "0 mails written, none sent; 2 have no address in private/roster.csv\n"
    assert not list(tmp_path.rglob("*.eml"))


def test_a_mail_speaks_the_language_of_the_course(tmp_path):
    strings = tmp_path / "strings"
    strings.mkdir()
    (strings / "en.ftl").write_text((ROOT / "theme/strings/en.ftl").read_text("utf-8"), "utf-8")
    (strings / "is.ftl").write_text("nudge-hello = Sæl { $name }\nnudge-due = Eftir\n", "utf-8")
    [found] = told([], made_course([ADA]), START, wording.of("is", tmp_path))
    assert found.text.startswith("Sæl Ada\n")
    assert "\nEftir\n" in found.text


# What holds of every mail, whatever a class has written and whatever people are called.

PRICES = Points(7919.25, 3301.5, 0.25)
ASKED = Expectations(posts=1, comments=2, post_words=20, comment_words=20, grace_hours=30)
PEOPLE = (*CLASS, DAG)
ENGLISH = wording.of("en")


def needed(texts, course, as_of, decided=adjustments.NONE, words=20):
    corpus = assemble(course, Lexicon(()), texts, [])
    data = evidence(texts, as_of, words, adjustments=decided)
    return needs(ledger.build_ledger(course, data), corpus, data.words, course.weeks[0])


def told(texts, course, as_of, say=ENGLISH) -> list[Mail]:
    said = {one.path: "Said" for one in texts}
    called = {person.id: person.name for person in course.people}
    writer = Mails(course, course.weeks[0], as_of, say, called, said)
    return [writer.mail(need) for need in needed(texts, course, as_of) if not need.none]


@st.composite
def talks(draw):
    """Posts and comments of a class in its first week."""
    authors = draw(st.lists(st.sampled_from(PEOPLE), max_size=5, unique_by=lambda one: one.id))
    texts = [post(one, at=START + draw(st.integers(0, 180)) * HOUR, title=f"By {one.name}") for one in authors]
    comments = []
    for n in range(draw(st.integers(0, 8 * bool(texts)))):
        on = draw(st.sampled_from(texts))
        reply_to = draw(st.sampled_from(["", *(one.id for one in comments if one.post == on.key)]))
        who, at = draw(st.sampled_from(PEOPLE)), START + draw(st.integers(0, 180)) * HOUR
        status = draw(st.sampled_from(["published", "published", "pending", "removed"]))
        comments.append(comment(who, reply_to, at, on=on, number=n + 1, status=status))
    words = {one.path: draw(st.sampled_from([5, 40])) for one in (*texts, *comments)}
    return [*texts, *comments], words, START + draw(st.integers(0, 300)) * HOUR


@given(talks())
def test_whoever_has_nothing_due_and_nobody_waiting_gets_no_mail_and_everybody_else_does(talk):
    texts, words, as_of = talk
    course = replace(made_course(PEOPLE), points=PRICES, expectations=ASKED)
    week = course.weeks[0]
    counted = [one for one in texts if one.status == "published" and one.date <= as_of]
    for need in needed(texts, course, as_of, words=words):
        assert bool(need.none) == (not need.due and not need.waiting)
        own = [one for one in counted if one.author == need.person]
        for due in need.due:
            assert (due.until or due.due) >= as_of
            assert due.due == (week.posts_due if due.rule == "post" else week.comments_due)
        post_due = any(due.rule == "post" for due in need.due)
        by = week.posts_due + 30 * HOUR
        full = any(one.path.startswith("posts/") and words[one.path] >= 20 and one.date <= by for one in own)
        assert post_due == (not full and as_of <= by)


@given(talks())
def test_no_mail_has_points_or_names_anybody_who_does_not_wait_and_is_not_suggested(talk):
    texts, _, as_of = talk
    course = replace(made_course(PEOPLE), points=PRICES, expectations=ASKED)
    for need, mail in zip(
        [one for one in needed(texts, course, as_of) if not one.none], told(texts, course, as_of), strict=True
    ):
        assert not re.search(r"7919|3301|1979|825|point|grade", mail.subject + mail.text)
        whole = one_line(mail.text)
        may = {need.person, *(one.author for one, _ in need.waiting), *(one.author for _, one in need.waiting)}
        may |= {one.post.author for one in need.suggested} | {
            short.post.author for due in need.due for short in due.short
        }
        may |= {person for person in PEOPLE for due in need.due for short in due.short if short.whom == person.name}
        assert not [one.name for one in PEOPLE if one not in may and re.search(rf"\b{one.name}\b", whole)]


@given(talks())
def test_a_comment_waits_for_one_person_until_somebody_else_answers_it(talk):
    texts, _, as_of = talk
    course = made_course(PEOPLE)
    posts = {one.key: one for one in texts if one.path.startswith("posts/")}
    by_id = {(one.post, one.id): one for one in texts if one.path.startswith("comments/")}
    shown = [one for one in by_id.values() if one.status == "published" and one.date <= as_of]
    for need in needed(texts, course, as_of):
        for one, on in need.waiting:
            assert one in shown
            assert on is posts[one.post]
            assert one.author not in (need.person, on.author)
            target = by_id.get((one.post, one.reply_to), on)
            assert target.author == need.person
            direct = [
                other
                for other in shown
                if (other.post, other.reply_to) == (one.post, one.id) and other.date >= one.date
            ]
            assert all(other.author == one.author for other in direct)


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
HOSTILE = ANYTHING | st.sampled_from(
    ["Ada\r\nBcc: all@uni.example", "Ada\n\nHello", "a" * 900, "“Ada”, <x@y.example>", "=?utf-8?q?=0ABcc:_x@y.example?=", "=??Q?=0A",
     "\u202egnirts", "Ada\x00\x0b\x85\u2028L.", "李" * 200, 'Ada "the" L., Esq.; (x)']
)  # fmt: skip


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_name_or_title_adds_a_header_or_another_address(name, title, other):
    person = Person("ada", name)
    course = replace(made_course([person, Person("ben", other)]), title=title)
    on = post(person, at=START, title=other)
    asks = comment(Person("ben", other), at=START + HOUR, on=on)
    corpus = assemble(course, Lexicon(()), [on, asks], [])
    data = evidence([on, asks], START + DAY)
    found = needs(ledger.build_ledger(course, data), corpus, data.words, course.weeks[0])
    writer = Mails(course, course.weeks[0], START + DAY, ENGLISH, {"ada": name, "ben": other}, {asks.path: title})
    mail = writer.mail(found[0])
    made = messages.message(mail, "ada@uni.example", 1)
    assert messages.is_of(made, 1)
    assert not messages.is_of(made, 11)
    read = message_from_bytes(made, policy=policy.default)
    assert sorted(read.keys()) == sorted(
        ["X-Unsent", "X-Cohort", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    )
    assert [one.addr_spec for one in read["To"].addresses] == ["ada@uni.example"]
    assert read["Subject"] == drafts.in_header(mail.subject)
    shown = read["To"].addresses[0].display_name  # Python puts a space where it folds a long one
    assert shown.replace(" ", "") == drafts.in_header(name).replace(" ", "")
    assert not read.is_multipart()
    assert read.get_content().replace("\r\n", "\n") == mail.text
    assert all(len(line) <= WIDTH or "://" in line for line in mail.text.splitlines())
    assert max(map(len, made.splitlines())) <= 998


@given(
    st.lists(ANYTHING | st.sampled_from(["a@b", "a..b@c.d", "a@b c", "a@b\n", '"x"@y.example', "ö@x.example", "@x"]))
)
def test_only_addresses_of_plain_letters_are_used(addresses):
    found = drafts.usable(addresses)
    assert found in ("", *addresses)
    assert re.fullmatch(r"[!-~]*", found)
    assert not re.search(r'[\s,;:<>()"\\\[\]]', found)


def test_a_file_that_is_no_mail_of_the_week_is_none():
    assert not messages.is_of(b"X-Unsent: 1\r\nTo: ada@uni.example\r\n\r\nHello\r\n", 1)
    assert not messages.is_of(b"X-Unsent: 1\r\nX-Cohort: nudge for week 12\r\n", 1)
