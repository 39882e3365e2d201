"""Images that come along with an export: the right file or none, only real images, nobody's own overwritten."""

import io
import json
import re
from collections import Counter

import import_exports as exports
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plugins.build import output
from plugins.corpus import files
from plugins.imports import image_names, importing
from plugins.imports.records import CannotImport

UPLOADS = "http://blog.example/wp-content/uploads"


def picture(colour, kind="JPEG", size=(60, 40)):
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind)
    return made.getvalue()


RED, BLUE, GREEN = (picture(colour) for colour in ("red", "blue", "green"))


@pytest.fixture
def desk(tmp_path):
    class Desk:
        inbox, content, private = tmp_path / "inbox", tmp_path / "content", tmp_path / "private"

        def put(self, **inbox):
            for name, data in inbox.items():
                self.write(name, data)

        def write(self, name, data):
            file = self.inbox / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

        def bring(self, source="", **more):
            return importing.bring(importing.ImportRequest(self.inbox / source, self.content, self.private, **more))

        def texts(self):
            return "\n".join(file.read_text("utf-8") for file in sorted(self.content.rglob("*.md")))

        def images(self):
            folder = self.content / "images"
            return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}

        def shown(self):
            """What the texts show: words and what is in the file, or the address where there is none."""
            return [
                (alt, (self.content / target).read_bytes() if target.startswith("images/") else target)
                for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", self.texts())
            ]

        def snapshot(self):
            return {path: path.read_bytes() for path in self.content.rglob("*") if path.is_file()}

    return Desk()


def wordpress(*addresses, text='<a href="{0}"><img src="{0}" alt="A queue"/></a>'):
    body = "".join(f"<p>Words. {text.format(address)}</p>" for address in addresses)
    return exports.wxr().replace(b"Brands & people.\n\nThey <em>listen</em>.", body.encode())


def lost(report):
    return Counter({note.said: note.count for note in report.notes if "image" in note.said and note.kind == "markup"})


def test_the_uploads_of_a_wordpress_export_come_along_and_are_shown_by_the_site(desk, request_for):
    desk.write(
        "blog.xml", wordpress(f"{UPLOADS}/2026/10/queue-300x200.jpg", f"{UPLOADS}/2026/09/Queue%20two.jpg?w=300")
    )
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    desk.write("wp-content/uploads/2026/10/queue-300x200.jpg", picture("red", size=(30, 20)))
    desk.write("wp-content/uploads/2026/09/queue.jpg", BLUE)
    desk.write("wp-content/uploads/2026/09/Queue two.jpg", GREEN)
    desk.write("wp-content/uploads/2026/09/never-shown.jpg", BLUE)
    desk.write("wp-content/uploads/2026/09/paper.pdf", b"%PDF-1.7")
    report = desk.bring()
    assert desk.shown() == [("A queue", RED), ("A queue", GREEN)]
    assert [re.sub(r"-[0-9a-f]{8}\.", "-*.", name) for name in sorted(desk.images())] == [
        "queue-*.jpg",
        "queue-two-*.jpg",
    ]
    assert lost(report) == {}
    assert [source.failed for source in report.sources] == [""]
    request = request_for(desk.content)
    output.build(request)
    page = next((request.output / "week-1").rglob("on-listening/index.html")).read_text("utf-8")
    assert len(re.findall(r'<img alt="A queue" src="[^"]*images/queue[^"]*" width="60" height="40"', page)) == 2
    assert not [p for p in files.load(desk.content).problems if p.rule == "image"]


def test_what_is_not_there_keeps_its_address_and_is_counted(desk):
    desk.write(
        "blog.xml",
        wordpress(f"{UPLOADS}/2026/10/queue.jpg", f"{UPLOADS}/2026/10/gone.jpg", "http://else.example/x.png"),
    )
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    report = desk.bring()
    assert [target for _, target in desk.shown()] == [RED, f"{UPLOADS}/2026/10/gone.jpg", "http://else.example/x.png"]
    assert lost(report) == {image_names.ELSEWHERE: 2}
    told = json.loads(report.json())
    assert [len(told[key]) for key in ("images", "images_left")] == [1, 0]
    assert "Images copied\n" in "\n".join(report.lines())


def test_an_image_of_the_same_name_in_another_folder_or_of_another_site_is_not_taken(desk):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg", "http://else.example/logo.jpg"))
    desk.write("wp-content/uploads/2025/03/queue.jpg", RED)
    desk.write("wp-content/uploads/2025/03/logo.jpg", RED)
    assert lost(desk.bring()) == {image_names.ELSEWHERE: 2}
    assert desk.images() == {}


HASHED = "https://1.bp.blogspot.com/-aB3/VgX/AAAA/xyz"


def test_a_takeout_brings_the_images_of_its_album_whatever_size_a_post_shows(desk):
    sizes = ("s1600", "w400-h300", "s320-rw", "s1600-h")
    shown = "".join(f"&lt;p&gt;x &lt;img src='{HASHED}/{size}/A%2Bqueue.jpg'/&gt;&lt;/p&gt;" for size in sizes)
    desk.write(
        "Takeout/Blogger/Blogs/Ada/feed.atom",
        exports.TAKEOUT.replace(b"&lt;p&gt;Brands that listen.&lt;/p&gt;", shown.encode()),
    )
    for name in ("settings.csv", "theme-classic.html", "theme-layouts.xml"):
        desk.write(f"Takeout/Blogger/Blogs/Ada/{name}", b"<html><body>a,b,c</body></html>")
    desk.write("Takeout/archive_browser.html", b"<html><body>Your archive</body></html>")
    desk.write("Takeout/Blogger/Albums/Ada/metadata.json", b'{"title": "Ada"}')
    desk.write("Takeout/Blogger/Albums/Ada/A queue.jpg", RED)
    report = desk.bring()
    assert [data for _, data in desk.shown()] == [RED] * 4
    assert len(desk.images()) == 1
    assert [source.platform for source in report.sources] == ["Blogger by Google Takeout"]
    assert report.came_in["post"] == 2


def test_two_of_one_name_that_takeout_numbered_are_not_guessed_apart_unless_they_are_the_same(desk):
    text = f"&lt;img src='{HASHED}/s320/queue.jpg'/&gt;"
    desk.write("feed.atom", exports.TAKEOUT.replace(b"&lt;p&gt;Brands that listen.&lt;/p&gt;", text.encode()))
    desk.write("Albums/queue.jpg", RED)
    desk.write("Albums/queue(1).jpg", BLUE)
    assert lost(desk.bring()) == {image_names.ELSEWHERE: 1}
    desk.write("Albums/queue(1).jpg", RED)
    desk.bring()
    assert [data for _, data in desk.shown()] == [RED]


def test_a_name_that_blogger_encoded_twice_is_found():
    index = image_names.Index(["Albums/kjøkken å.jpg"])
    assert index.find(f"{HASHED}/s320/kj%25C3%25B8kken%2B%25C3%25A5.jpg") == ("Albums/kjøkken å.jpg",)


def test_a_name_that_takeout_shortened_is_found():
    long = "a-very-long-name-of-an-image-that-somebody-uploaded-once-and-for-all.jpg"
    index = image_names.Index([f"Albums/{long[:46]}.jpg", "Albums/other.jpg"])
    assert index.find(f"{HASHED}/s320/{long}") == (f"Albums/{long[:46]}.jpg",)
    assert index.find(f"http://else.example/{long}") == ()


@pytest.mark.parametrize("alone", [True, False])
def test_a_saved_page_brings_the_images_of_its_own_folder(desk, alone):
    page = exports.BLOGGER_PAGE.replace(
        b"<p>Brands that listen.</p>",
        b'<p>Brands that <b>listen</b>.</p><a href="x"><img src="./On%20listening_files/queue.jpg" alt="A queue"></a>'
        b'<img src="On listening_files/gone.png" alt="Gone [x]"><img src="On listening_files/bare.jpg">',
    )
    desk.write("On listening.html", page)
    desk.write("On listening_files/queue.jpg", RED)
    desk.write("On listening_files/bare.jpg", BLUE)
    desk.write("On listening_files/style.css", b"p { color: red }")
    desk.write("On listening_files/frame.html", b"<html><body>advertisement</body></html>")
    report = desk.bring("On listening.html" if alone else "")
    assert desk.shown() == [("A queue", RED), ("", BLUE)]
    assert "Brands that **listen**." in desk.texts()
    assert r"Gone \[x\]" in desk.texts()
    assert lost(report) == {image_names.MISSING: 1}
    assert [source.name for source in report.sources] == ["On listening.html"]


def test_a_folder_of_images_can_be_named(desk, tmp_path):
    desk.write("blog.xml", wordpress("http://cdn.example/abc/queue-1024x768.jpg"))
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/queue.JPG").write_bytes(RED)
    desk.bring("blog.xml", media=tmp_path / "pictures")
    assert [data for _, data in desk.shown()] == [RED]
    with pytest.raises(CannotImport, match="is not a folder"):
        desk.bring("blog.xml", media=tmp_path / "nowhere")


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"", b"\xff\xd8\xff\xe0" + b"x" * 100, RED[: len(RED) // 2], b"%PDF-1.7",
    ],
)  # fmt: skip
def test_what_only_is_called_an_image_is_left_and_said(desk, data):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg"))
    desk.write("wp-content/uploads/2026/10/queue.jpg", data)
    report = desk.bring()
    assert desk.images() == {}
    assert lost(report) == {
        image_names.ELSEWHERE: 1,
        "a file that is not an image, or is broken, kept as a link": 1,
    }


def test_an_image_gets_the_ending_of_what_it_is(desk):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg"))
    desk.write("wp-content/uploads/2026/10/queue.jpg", picture("red", "PNG"))
    desk.bring()
    assert next(iter(desk.images())).endswith(".png")


def test_a_link_out_of_the_folder_is_not_followed(desk, tmp_path):
    (tmp_path / "secret.jpg").write_bytes(RED)
    (tmp_path / "elsewhere/2026/11").mkdir(parents=True)
    (tmp_path / "elsewhere/2026/11/queue.jpg").write_bytes(RED)
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg", f"{UPLOADS}/2026/11/queue.jpg",
                                     "../../secret.jpg", "file:///etc/passwd"))  # fmt: skip
    (desk.inbox / "wp-content/uploads/2026/10").mkdir(parents=True)
    (desk.inbox / "wp-content/uploads/2026/10/queue.jpg").symlink_to(tmp_path / "secret.jpg")
    (desk.inbox / "wp-content/uploads/2026/11").symlink_to(tmp_path / "elsewhere/2026/11")
    desk.bring()
    assert desk.images() == {}


def test_a_second_run_changes_nothing_and_a_dry_one_writes_nothing(desk):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg"))
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    assert len(desk.bring(dry_run=True).images) == 1
    assert not desk.content.exists()
    desk.bring()
    before = desk.snapshot()
    report = desk.bring()
    assert (desk.snapshot(), report.images, report.replaced) == (before, (), ())
    assert report.outcomes["unchanged"]["post"] == 1


def test_an_image_that_somebody_replaced_or_took_away_stays_so(desk):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg"))
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    desk.bring()
    image = next((desk.content / "images").iterdir())
    image.write_bytes(BLUE)
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg").replace(b"Words", b"Other words"))
    report = desk.bring()
    assert image.read_bytes() == BLUE
    assert report.replaced == (f"images/{image.name}",)
    assert "Other words" in desk.texts()
    image.unlink()
    desk.bring()
    assert desk.images() == {}


def test_the_same_image_under_two_names_is_one_file_and_stays_the_one_it_was(desk):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg"))
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    desk.bring()
    name = next(iter(desk.images()))
    desk.write("wp-content/uploads/2026/10/another.jpg", RED)
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/another.jpg", f"{UPLOADS}/2026/10/queue.jpg"))
    desk.bring()
    assert list(desk.images()) == [name]
    assert [data for _, data in desk.shown()] == [RED, RED]


def test_an_image_that_comes_later_goes_into_the_texts_that_nobody_edited(desk):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg"))
    desk.bring()
    assert desk.images() == {}
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    desk.bring()
    assert [data for _, data in desk.shown()] == [RED]


def test_a_link_to_an_image_leads_to_it_and_code_is_left_alone(desk):
    text = f'See <a href="{UPLOADS}/2026/10/queue.jpg">the queue</a>.<pre>![x]({UPLOADS}/2026/10/queue.jpg)</pre>'
    desk.write("blog.xml", wordpress("", text=text))
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    desk.bring()
    assert re.search(r"See \[the queue\]\(images/queue-\w+\.jpg\)", desk.texts())
    assert f"```\n![x]({UPLOADS}/2026/10/queue.jpg)\n```" in desk.texts()


def test_an_images_folder_that_is_a_link_is_not_written_through(desk, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    desk.content.mkdir()
    (desk.content / "images").symlink_to(tmp_path / "elsewhere")
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/queue.jpg"))
    desk.write("wp-content/uploads/2026/10/queue.jpg", RED)
    with pytest.raises(CannotImport, match="symbolic link"):
        desk.bring()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_many_images_beside_an_export_cost_none_of_its_files(desk):
    desk.write("blog.xml", wordpress(f"{UPLOADS}/2026/10/n-7.jpg"))
    for n in range(importing.MOST_FILES // 100):
        desk.write(f"wp-content/uploads/2026/10/n-{n}.jpg", RED)
    assert [source.name for source in desk.bring().sources] == ["blog.xml"]


parts = st.text("aQ -+%._()1x/?#[]:éü", max_size=20)


@given(st.lists(parts, max_size=5), parts, st.booleans())
def test_whatever_an_address_is_it_means_files_of_the_folder_or_none(paths, address, loose):
    index = image_names.Index([f"inbox/{path}" for path in paths], loose)
    for given_as in (address, f"http://a.example/{address}", f"{HASHED}/s320/{address}"):
        assert set(index.find(given_as)) <= set(index.paths)


@given(
    st.lists(st.sampled_from(["2026", "10", "uploads", "wp-content", "img"]), max_size=4),
    st.sampled_from(["a.jpg", "b c.png"]),
)
def test_a_file_is_found_by_its_own_whole_path(folders, name):
    path = "/".join(["inbox", *folders, name])
    assert image_names.Index([path]).find("http://blog.example/" + path.replace(" ", "%20")) == (path,)


@given(st.text('ab ![](){}<>`\\\n"x/.:-_', max_size=80))
def test_a_text_without_any_of_the_folders_images_loses_no_word(text):
    made = image_names.rewrite(text, lambda _: "")
    if not made.left_out:
        assert made.text == text


def test_every_file_of_a_takeout_or_a_saved_page_that_is_no_text_is_known():
    here = [
        "Takeout/Blogger/Blogs/A/feed.atom", "Takeout/Blogger/Blogs/A/settings.csv", "Takeout/Blogger/Albums/A/x.json",
        "Takeout/Blogger/Comments/A/feed.atom", "Takeout/Blogger/Profile/p.csv", "Takeout/Blogger/Albums/A/feed.atom",
        "page.html", "page_files/a.html", "other_files/a.html", "page.htm_files/x", "notes.txt", "a.jpg", "x/uploads/a.doc",
    ]  # fmt: skip
    assert set(here) - image_names.companions(here) == {
        *(name for name in here if name.endswith("feed.atom")), "page.html", "other_files/a.html",
        "page.htm_files/x", "notes.txt",
    }  # fmt: skip
