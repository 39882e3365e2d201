"""Discussions of Canvas come in whole: topics, entries at any depth, people by id; what the files lack is told."""

import contextlib
import io
import json
import zipfile

import pytest
from conftest import COURSE
from documents import png
from hypothesis import given
from hypothesis import strategies as st
from import_desk import Desk

from plugins.imports.readers import canvas, formats
from plugins.imports.records import CannotImport, Dropped, Item, Measure, Note

PEOPLE = [{"id": 7, "display_name": "Amara Okafor"}, {"id": "8", "display_name": "Ben King"}]


def topic(number=42, title="Who listens?", **more):
    return {
        "id": number, "title": title, "message": f"<p>On <b>{title}</b></p>", "posted_at": "2026-10-06T08:00:00Z",
        "author": {"id": 1, "display_name": "Tina Teacher"}, "discussion_subentry_count": 0, "published": True,
    } | more  # fmt: skip


def entry(number, text="Words.", user=7, replies=(), **more):
    told = {"id": number, "user_id": user, "message": f"<p>{text}</p>", "created_at": "2026-10-07T08:00:00Z"}
    return told | {"replies": list(replies)} | more


def view(*entries, new=(), people=PEOPLE):
    return {"unread_entries": [], "participants": people, "view": list(entries), "new_entries": list(new)}


def saved(value):
    return json.dumps(value).encode()


def read(data):
    data = data if isinstance(data, bytes) else saved(data)
    platform = formats.recognise(data[: formats.HEAD])
    records = list(formats.READERS[platform](io.BytesIO(data)))
    return platform, *([record for record in records if isinstance(record, kind)] for kind in (Item, Dropped, Note))


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "private").mkdir()
    (tmp_path / "content/course.toml").write_text(COURSE)
    (tmp_path / "private/roster.csv").write_text("person,legal_name,canvas_id\nada,Okafor Amara,7\nruth,Other Name,1\n")
    return Desk(tmp_path)


@pytest.mark.parametrize("written", [saved([topic()]), saved(topic()), b"while(1);" + saved([topic()])])
def test_topics_are_posts_by_their_authors(written):
    platform, (post,), _, notes = read(written)
    assert platform == "a discussion of Canvas"
    assert (post.kind, post.id, post.title, post.text) == ("post", "42", "Who listens?", "On **Who listens?**")
    assert (post.author, post.accounts, post.status) == ("Tina Teacher", ("canvas:1",), "published")
    assert post.time.isoformat() == "2026-10-06T08:00:00+00:00"
    assert not notes


def test_entries_are_comments_with_the_names_of_the_participants_and_their_parents_at_any_depth():
    deep = entry(3, "Deep.")
    data = view(entry(1, replies=[entry(2, user="8", replies=[deep])]), new=[entry(4, user=8, parent_id=3)])
    _, items, _, _ = read(data)
    assert [(item.id, item.parent, item.author, item.accounts) for item in items] == [
        ("1", "", "Amara Okafor", ("canvas:7",)), ("2", "1", "Ben King", ("canvas:8",)),
        ("3", "2", "Amara Okafor", ("canvas:7",)), ("4", "3", "Ben King", ("canvas:8",)),
    ]  # fmt: skip


TREES = st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=3), max_leaves=30)


@given(TREES)
def test_every_entry_comes_in_once_below_what_it_answers(tree):
    expected = []

    def grown(branches, above):
        found = []
        for branch in branches:
            number = str(len(expected) + 1)
            expected.append((number, above))
            found.append(entry(int(number), replies=grown(branch, number)))
        return found

    _, items, dropped, _ = read(view(*grown(tree, "")))
    assert sorted((item.id, item.parent) for item in items) == sorted(expected)
    assert not dropped


def test_a_thread_as_deep_as_json_may_be_is_read_or_refused_in_a_line():
    inner = entry(0)
    for number in range(1, 200):
        inner = entry(number, replies=[inner])
    _, items, _, _ = read(view(inner))
    assert len(items) == 200
    with pytest.raises(CannotImport, match="nested more deeply"):
        list(canvas.read(io.BytesIO(b'{"participants":' + b"[" * 100_000)))


def test_a_deleted_entry_keeps_the_place_of_what_answers_it_and_is_told():
    data = view({"id": 1, "deleted": True, "replies": [entry(2)]}, {"id": 3, "deleted": True, "created_at": None})
    _, items, dropped, notes = read(data)
    assert [(item.id, item.parent, item.status) for item in items] == [("1", "", "removed"), ("2", "1", "published")]
    assert [(lost.place, lost.reason) for lost in dropped] == [
        ("entry 3", "was deleted in Canvas, and nobody had answered it")
    ]
    assert ("entry 1", canvas.DELETED) in [(note.place, note.message) for note in notes]


def test_an_entry_that_changed_since_the_view_was_made_has_its_new_words_once():
    _, items, _, _ = read(view(entry(1, "Old.", replies=[entry(2)]), new=[entry(1, "New.")]))
    assert [(item.id, item.text) for item in items] == [("1", "New."), ("2", "Words.")]


def test_entries_listed_without_a_view_are_read_and_what_the_list_leaves_out_is_told():
    listed = [entry(5, user_name="Cleo", user=9, recent_replies=[entry(7), entry(6)], has_more_replies=True)]
    _, items, _, notes = read(listed)
    assert [(item.id, item.parent) for item in items] == [("5", ""), ("6", "5"), ("7", "5")]
    assert items[0].author == "Cleo"
    assert [note.count for note in notes if "more replies" in note.message] == [1]


def test_attachments_likes_and_drafts_are_told():
    file = {"display_name": "a.pdf", "url": "https://canvas.example/files/1"}
    _, items, _, notes = read([topic(published=False, attachments=[file, file])])
    assert items[0].status == "draft"
    assert [note.count for note in notes if "attachment" in note.message] == [2]
    _, _, _, notes = read(view(entry(1, attachment=file, rating_sum=3)))
    assert {note.kind: note.count for note in notes} == {"markup": 1, "rating": 3}


def thread(desk, report):
    """Each comment's path, and whom its header says it is by."""
    return [
        (item.path, desk.text(item.path).split("Author: ")[1].split("\n")[0])
        for item in report.written if item.kind == "comment"
    ]  # fmt: skip


def test_the_topics_and_their_views_in_a_folder_belong_together_by_the_ids_in_the_names(desk):
    report = desk.bring(
        {
            "topics.json": saved([topic(42, discussion_subentry_count=2), topic(43, "Second")]),
            "course-9/topic-42/view.json": saved(view(entry(1, replies=[entry(2, user=8)]))),
            "43-view.json": saved(view(entry(3))),
        }
    )
    assert thread(desk, report) == [
        ("comments/week-01/ruth-second/ada-1.md", "ada"),
        ("comments/week-01/ruth-who-listens/ada-1.md", "ada"),
        ("comments/week-01/ruth-who-listens/ben-king-1.md", "Ben King"),
    ]
    assert not report.stand_ins
    assert not [note for note in report.notes if note.message == canvas.AWAY]


def test_one_topic_and_one_view_belong_together_whatever_their_names(desk):
    report = desk.bring({"a.json": saved([topic()]), "b.json": saved(view(entry(1)))})
    assert thread(desk, report) == [("comments/week-01/ruth-who-listens/ada-1.md", "ada")]


def test_a_view_that_may_be_of_several_topics_stands_below_a_post_of_its_own(desk):
    report = desk.bring({"a.json": saved([topic(42), topic(43, "Second")]), "b.json": saved(view(entry(1)))})
    assert len(report.stand_ins) == 1
    ((path, _),) = thread(desk, report)
    assert path.startswith(report.stand_ins[0].replace("posts/", "comments/").removesuffix(".md"))


def test_a_view_finds_the_topic_that_came_in_before(desk):
    desk.bring({"topics.json": saved([topic(42), topic(43, "Second")])})
    report = desk.bring({"view-43.json": saved(view(entry(1)))})
    assert not report.stand_ins
    assert thread(desk, report) == [("comments/week-01/ruth-second/ada-1.md", "ada")]


def test_topics_alone_tell_how_many_entries_are_away(desk):
    report = desk.bring({"topics.json": saved([topic(discussion_subentry_count=5)])})
    assert [note.count for note in report.notes if note.message == canvas.AWAY] == [5]


def test_the_person_of_a_canvas_id_is_the_author_whatever_the_name_there(desk):
    report = desk.bring({"v.json": saved(view(entry(1), people=[{"id": 7, "display_name": "Ben K."}]))})
    assert [author for _, author in thread(desk, report)] == ["ada"]
    report = desk.bring({"w.json": saved(view(entry(2, user=99), people=[{"id": 99, "display_name": "Ben K."}]))})
    assert [author for _, author in thread(desk, report)] == ["ben"]


def test_a_course_made_of_a_discussion_shows_no_legal_names(tmp_path):
    desk = Desk(tmp_path)
    desk.bring({"a.json": saved([topic()]), "b.json": saved(view(entry(1)))})
    assert "Okafor" not in (tmp_path / "content/course.toml").read_text()
    assert '"Amara O."' in (tmp_path / "content/course.toml").read_text()


@pytest.mark.parametrize(
    ("data", "said", "line"),
    [
        (b'{"participants": [],\n "view": [}', "is not readable JSON", 2),
        (b'{"id": 1, "posted_at": "x"}', "neither topics nor entries", 1),
        (b'{"participants": [{"display_name": "\xff"}]}', "is not UTF-8", 1),
    ],
)
def test_json_that_is_no_discussion_is_refused_with_its_line(data, said, line):
    with pytest.raises(CannotImport, match=said) as refused:
        list(canvas.read(io.BytesIO(data)))
    assert refused.value.line == line


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from("id title view participants replies message user_id deleted topic".split()), inner
            )
        ),
        max_leaves=20,
    )
)
def test_no_json_of_the_platforms_keys_breaks_the_reader(value):
    with contextlib.suppress(CannotImport):
        records = list(canvas.read(io.BytesIO(saved(value))))
        assert all(isinstance(record, Item | Dropped | Note | Measure) for record in records)


TOPIC = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1">'
    '<title>Who listens?</title><text texttype="text/html">{}</text>{}</topic>'
)
META = (
    '<topicMeta identifier="gm" xmlns="http://canvas.instructure.com/xsd/cccv1p0"><topic_id>g1</topic_id>'
    "<title>Who listens?</title><delayed_post_at>2026-10-06T08:00:00</delayed_post_at><type>topic</type>{}</topicMeta>"
)


def course_copy(text="&lt;p&gt;Words.&lt;/p&gt;", attached="", state="", **files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("imsmanifest.xml", "<manifest/>")
        package.writestr("g1.xml", TOPIC.format(text, attached))
        package.writestr("gm.xml", META.format(state))
        package.writestr("wiki_content/page.html", "<html><body>A page.</body></html>")
        for name, data in files.items():
            package.writestr(name.replace("__", "/"), data)
    return made.getvalue()


def test_a_course_copy_gives_its_topics_to_the_only_instructor_and_says_what_it_lacks(desk):
    report = desk.bring({"course.imscc": course_copy()})
    assert [(item.kind, item.path) for item in report.written] == [("post", "posts/week-01/ruth-who-listens.md")]
    assert "Date: 2026-10-06 09:00" in desk.text(report.written[0].path)
    told = {note.message: note.count for note in report.notes}
    assert canvas.COPY in told
    assert [count for message, count in told.items() if "no discussion" in message] == [2]


def test_the_pictures_of_a_topic_come_out_of_the_course_copy_and_its_inner_links_keep_their_words(desk):
    text = (
        '&lt;p&gt;&lt;img src="$IMS-CC-FILEBASE$/Media/a%20shop.png?canvas_download=1" alt="A shop"&gt; See'
        ' &lt;a href="$WIKI_REFERENCE$/pages/x"&gt;the page&lt;/a&gt;.&lt;/p&gt;'
    )
    report = desk.bring({"course.imscc": course_copy(text, **{"web_resources__Media__a shop.png": png()})})
    assert len(report.images) == 1
    written = desk.text(report.written[0].path)
    assert "![A shop](" in written
    assert "See the page." in written
    assert any("links to other parts" in note.message for note in report.notes)


def test_a_topic_of_a_course_copy_that_nobody_could_see_is_a_draft_and_its_attachments_are_told():
    attached = '<attachments><attachment href="a.pdf"/></attachments>'
    data = course_copy(attached=attached, state="<workflow_state>unpublished</workflow_state>")
    assert formats.of(io.BytesIO(data)) == "a course copy"
    records = list(canvas.read_copy(io.BytesIO(data)))
    assert [record.status for record in records if isinstance(record, Item)] == ["draft"]
    assert any("attachment" in record.message for record in records if isinstance(record, Note))


def test_a_course_made_of_a_discussion_has_initials_where_the_given_name_is_not_certain_and_says_so(tmp_path):
    desk = Desk(tmp_path)
    people = [{"id": 7, "display_name": "Kovács Béla"}]
    report = desk.bring(
        {
            "a.json": saved([topic(author={"id": 1, "display_name": "王芳"})]),
            "b.json": saved(view(entry(1), people=people)),
        }
    )
    public = (tmp_path / "content/course.toml").read_text("utf-8")
    assert '"K. B."' in public
    assert '"W. F."' in public
    assert [note.count for note in report.notes if "which is the given name" in note.message] == [2]
    assert [path.stem for path in (tmp_path / "content/comments").rglob("*.md")] == ["k-b-1"]
