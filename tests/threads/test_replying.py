"""How a reader's answer begins, and that the link to it holds exactly that."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from builders import post
from conftest import COURSE, POST
from hypothesis import assume, example, given
from hypothesis import strategies as st

from plugins import wording
from plugins.build import output
from plugins.core import dates
from plugins.core.model import Person, SiteSettings, Week, composed
from plugins.corpus import git
from plugins.course import course_file, forge
from plugins.texts import content_file, header, new_file
from plugins.threads import replying
from plugins.threads.replying import Replying

ENGLISH = wording.of("en")
ANSWER_GOES_HERE = Replying(SiteSettings(), ENGLISH).sentences[1]

READS = {"github": ("filename", "value"), "gitlab": ("file_name", "content"), "forgejo": ("filename", "value")}
SITES = [
    SiteSettings(forge="github", repository="class/blog"),
    SiteSettings(forge="gitlab", repository="https://git.example.edu/school/class/blog", branch="term/2026"),
    SiteSettings(forge="forgejo", repository="https://forge.example.edu:3000/git/class/blog.git"),
    SiteSettings(mail="course@example.org"),
    SiteSettings(),
]
names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=80)


def decoded(site: SiteSettings, address: str) -> tuple[str, str]:
    """The path and the text as the forge, or a mail program, reads them."""
    parts = urlsplit(address)
    query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    if parts.scheme == "mailto":
        return query["subject"][0].rpartition(": ")[2], query["body"][0].replace("\r\n", "\n")
    path, text = READS[site.forge]
    return query[path][0], query[text][0]


def test_a_reply_leaves_to_the_writer_what_a_page_cannot_know():
    begun = Replying(SITES[0], ENGLISH, "content/").to_post(post(), 4)
    assert begun.path == "content/comments/week-01/ada-x/your-id-4.md"
    assert begun.text == f"Author: \nDate: \n\n{ANSWER_GOES_HERE}\n"


def test_a_post_has_a_title():
    begun = Replying(SiteSettings(), ENGLISH).new_post(Week(3), [])
    assert begun.path == "posts/week-03/your-id-your-title.md"
    assert begun.text.startswith("Title: \nAuthor: \nDate: \n\n")


def test_a_post_goes_where_the_posts_of_its_week_are():
    there = [replace(post(), path="posts/Week 1/ada-x.md")]
    assert Replying(SiteSettings(), ENGLISH).new_post(Week(1), there).path.startswith("posts/Week 1/")


ADDRESSES = [
    (SITES[0], "https://github.com/class/blog/new/main?filename=comments/week-01/ada-x/your-id-1.md&value=Author"),
    (SITES[1], "https://git.example.edu/school/class/blog/-/new/term/2026?file_name=comments/week-01/ada-x/your-id-1.md&content=Author"),
    (SITES[2], "https://forge.example.edu:3000/git/class/blog/_new/main?filename=comments/week-01/ada-x/your-id-1.md&value=Author"),
    (SITES[3], "mailto:course@example.org?subject=Answer%20to%20Ada%3A%20comments%2Fweek-01%2Fada-x%2Fyour-id-1.md&body=Author"),
    (SITES[4], ""),
]  # fmt: skip


@pytest.mark.parametrize(("site", "address"), ADDRESSES, ids=["github", "gitlab", "forgejo", "mail", "copy"])
def test_the_address_is_the_one_the_forge_reads(site, address):
    begun = Replying(site, ENGLISH).to_post(post(), 1)
    assert begun.address.startswith(address)
    assert bool(begun.address) == bool(address)


@given(st.sampled_from(SITES[:4]), names, names, st.integers(1, 99_999), names)
@example(SITES[0], "week-01", "a&b=c#d?e%2F+", 1, "</a><script>")
@example(SITES[1], "week-01", "é 品", 1, "\u202e")
def test_whatever_the_folders_a_link_decodes_to_the_very_path_and_block(site, folder, name, number, author):
    assume(": " not in f"{folder}/{name}/")  # behind the last one, a mail's subject has the path
    answered = replace(post(Person("ada", author)), path=f"posts/{folder}/{name}.md")
    begun = Replying(site, ENGLISH, "a b/").to_post(answered, number)
    assume(begun.address)
    assert decoded(site, begun.address) == (begun.path, begun.text)
    assert begun.path == composed(f"a b/comments/{folder}/{name}/your-id-{number}.md")
    assert begun.address.isascii()
    assert not set(begun.address) & set(" \"'<>\\\r\n\t")


@given(names)
@example("ada-1\nStatus: removed")
@example("ada-1\r")
@example(" ada-1")
@example("ada-1.md")
@example("//x")
def test_an_id_stands_in_the_header_as_it_is_or_is_not_offered(name):
    if not new_file.answerable(name):
        broken = "\n" in name or "\r" in name or name.endswith(".md")
        assert broken or name[0] in header.QUOTES or header.EDGES.sub("", name) != name
        return
    begun = new_file.header(Author="ada", **{"Reply-to": name})
    fields = header.read(f"{begun}\nWords.", content_file.COMMENT_FIELDS).fields
    assert [(field.key, field.value) for field in fields] == [("author", "ada"), ("reply-to", name)]


@given(st.sampled_from(SITES), st.integers(0, 9_000), st.sampled_from("xé品"), st.integers(0, 3000))
def test_an_address_keeps_within_what_servers_take_and_never_loses_its_header(site, length, char, words):
    answered = post(Person("ada", "A" * words), name=char * length)
    begun = Replying(site, ENGLISH).to_post(answered, 1)
    assert len(begun.address) <= replying.MOST
    assert begun.text.startswith("Author: \nDate: \n\n")
    if begun.address:
        assert decoded(site, begun.address) == (begun.path, begun.text)


def test_a_mail_stands_in_where_a_forges_address_grows_too_long_and_copying_where_a_mail_does():
    site = SiteSettings(forge="github", repository="class/blog", mail="course@example.org")
    ways = [Replying(site, ENGLISH).to_post(post(name="x" * length), 1) for length in (1500, 7_700, 9_000)]
    assert [begun.way for begun in ways] == ["forge", "forge", "copy"]
    assert [ANSWER_GOES_HERE in begun.text for begun in ways] == [True, False, True]
    assert Replying(SiteSettings(mail=site.mail), ENGLISH).to_post(post(name="x" * 900), 1).way == "mail"


@given(st.lists(st.from_regex(r"[a-c](-[0-9]{1,4})?", fullmatch=True), unique=True), st.sampled_from("abc"))
def test_a_number_is_free_for_everybody(ids, author):
    assert f"{author}-{new_file.next_number(ids)}" not in ids


def test_a_persons_next_comment_follows_their_last_one():
    def first(*taken: str) -> str:
        return next(new_file.comment_names("zijun", taken))

    assert first() == "zijun-1.md"
    assert first("zijun-1.md", "nikala-7.md", "zijun-b-9.md") == "zijun-2.md"
    assert first("Zijun-3.md") == "zijun-4.md"
    assert first("zijun-20151015.md") == "zijun-1.md"


def test_a_post_is_named_after_its_title_and_never_as_another():
    def first(title: str, *taken: str) -> str:
        return next(new_file.post_names("ada", title, taken))

    assert first("What Burberry heard!") == "ada-what-burberry-heard.md"
    assert first("Þetta reddast", "thetta-reddast") == "ada-thetta-reddast-2.md"
    assert first("?!") == "ada-post.md"


ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.integers(0, 200),
)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/London", 0)
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/London", 0)
def test_a_date_is_read_back_as_the_moment_it_was_written_and_never_before_what_it_answers(moment, zone, seconds):
    zone = ZoneInfo(zone)
    after = moment.replace(microsecond=0) - timedelta(seconds=seconds)
    back = dates.parse(new_file.written(moment, zone, after), zone)
    assert back is not None
    assert after <= back <= moment
    assert moment - back < timedelta(minutes=1)
    assert dates.parse(new_file.written(moment, zone), zone) == moment.replace(second=0, microsecond=0)


def site_said(lines: str) -> tuple[SiteSettings, list[str]]:
    found, problems = course_file.read(f"{COURSE}\n[site]\n{lines}\n")
    return found.site, [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('forge = "gitlab"\nrepository = "git.example.edu/class/blog"', "write “https://git.example.edu/class/blog”; it is ignored"),
        ('forge = "github"\nrepository = "git@github.com:class/blog.git"', "write “https://github.com/class/blog”; it is ignored"),
        ('forge = "github"\nrepository = "https://github.com/class/blog/tree/main"', "write “https://github.com/class/blog”; it is ignored"),
        ('forge = "forgejo"\nrepository = "javascript:alert(1)//a/b"', "or an address that begins with https://; it is ignored"),
        ('forge = "github"\nrepository = "https://me:secret@github.com/a/b"', "it is ignored"),
        ('forge = "github"\nrepository = "class/../blog"', "it is ignored"),
        ('forge = "github"\nrepository = "blog"', "it is ignored"),
        ('forge = "github"\nrepository = "a/b"\nbranch = "../../x"', "`site.branch`: is not the name of a branch; “main” is used"),
        ('mail = "course at example.org"', "`site.mail`: is not an e-mail address such as “course@example.org”; it is ignored"),
        ('mail = "a@example.org?cc=b@example.org"', "`site.mail`: is not an e-mail address"),
    ],
)  # fmt: skip
def test_where_the_source_lives_is_said_so_that_it_can_be_reached_or_is_left_out(lines, message):
    site, said = site_said(lines)
    assert any(message in line for line in said)
    assert (site.repository, site.mail) == (("a/b" if "branch" in lines else ""), "")
    assert site.branch == "main"


@pytest.mark.parametrize(
    "repository", ["class/blog", "https://github.com/class/blog", "https://github.com/class/blog.git"]
)
def test_a_repository_may_be_a_name_or_an_address(repository):
    site, said = site_said(f'forge = "github"\nrepository = "{repository}"\nbranch = "term/2026"')
    assert said == []
    assert forge.repository(site) == "https://github.com/class/blog"


def test_groups_within_groups_are_gitlabs():
    assert forge.repository(SiteSettings(forge="gitlab", repository="a/b/c")) == "https://gitlab.com/a/b/c"
    assert forge.repository(SiteSettings(forge="github", repository="a/b/c")) == ""


def test_the_folder_in_the_link_is_the_way_from_the_repositorys_root(course, request_for):
    content = course({"posts/week-01/ada-x.md": POST})
    assert git.place(content) == "content/"
    subprocess.run(["git", "init", "-q", str(content)], check=True)
    assert git.place(content) == ""
    assert git.place(content / "posts") == "posts/"


def test_the_courses_own_mail_and_sentences_are_no_leak_but_another_address_is(course, request_for):
    files = {
        "course.toml": f'{COURSE}\n[site]\nmail = "ruth@example.edu"\n',
        "posts/week-01/ada-x.md": f"{POST}\nWrite to ben@example.edu.\n",
        "comments/week-01/ada-x/ben-1.md": f"Author: ben\nDate: 2026-10-08 11:00\nStatus: spam\n\n{ANSWER_GOES_HERE}\n",
        "../private/roster.csv": "person,email\nruth,ruth@example.edu\n",
    }
    assert output.build(request_for(course(files), publish=True)).leaks == ()
    files["../private/roster.csv"] += "ben,ben@example.edu\n"
    leaks = output.build(request_for(course(files), publish=True)).leaks
    assert leaks
    assert all("(private/roster.csv:3)" in leak for leak in leaks)
    assert all(leak.endswith(", from posts/week-01/ada-x.md") for leak in leaks)


def test_a_name_that_would_steer_a_mail_program_is_made_harmless():
    site = SITES[3]
    subject = unquote(Replying(site, ENGLISH).to_post(post(Person("ada", "A\n\u202eEvil\rBcc: x")), 1).address)
    assert "subject=Answer to A Evil Bcc: x: comments" in subject
