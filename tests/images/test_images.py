"""Images that people add: published small, upright and without what a camera wrote into them, or said to be wrong."""

import io
import struct
import time
import zlib
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from conftest import POST, served
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin
from sample_course import SAMPLE

from plugins import atomic, leaks
from plugins.build import output
from plugins.checks import course_check
from plugins.corpus import files
from plugins.images import image_files, image_tags, links
from plugins.texts import markup

ALT = "A queue outside a shop"
POSTED = "posts/week-01/ada-x.md"
PAGE = "week-1/ada/x/index.html"


def photo(kind: str = "JPEG", size: tuple[int, int] = (2400, 1200), mode: str = "RGB", **more: object) -> bytes:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    image = image.convert(mode) if mode != "I;16" else image.convert("I").point(lambda value: value * 256).convert(mode)
    made = io.BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def secretive() -> bytes:
    """A photograph as a telephone makes it: lying on its side, with a place, a name, a comment and a thumbnail."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Adelheid Lovelace"
    exif.get_ifd(0x8825).update({1: "N", 2: (64.0, 8.0, 52.0), 3: "W", 4: (21.0, 56.0, 30.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Zanzibar-XMP</x:xmpmeta>"
    return photo(exif=exif, xmp=xmp, comment=b"Zanzibar-comment", icc_profile=ImageCms.ImageCmsProfile(
        ImageCms.createProfile("sRGB")).tobytes()) + b"Zanzibar-after-the-end"  # fmt: skip


def showing(*targets: str) -> str:
    return POST + "".join(f"\n![{ALT}]({target})\n" for target in targets)


def said(result: output.Result) -> list[str]:
    return [str(problem) for problem in result.problems]


def images(page: str) -> list[dict[str, str]]:
    return [dict(tag.attrs) for tag in BeautifulSoup(page, "html.parser").select(".prose img")]


def test_a_photograph_is_published_upright_and_in_sizes_without_its_place_and_name(built):
    assert b"Zanzibar" in secretive()
    assert opened(secretive()).getexif().get_ifd(0x8825)
    result, site, _ = built({POSTED: showing("images/trip.jpg"), "images/trip.jpg": secretive()})
    assert said(result) == []
    made = {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*.jpg")}
    assert sorted(made) == [
        "images/240w/trip.jpg", "images/480w/trip.jpg", "images/960w/trip.jpg", "images/trip.jpg",
    ]  # fmt: skip
    for data in made.values():
        image = opened(data)
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert not dict(image.getexif())
        assert b"Zanzibar" not in data
        assert not any("Lovelace" in part.text for part in leaks.parts(data))
        top, bottom = image.getpixel((image.width // 2, 20)), image.getpixel((image.width // 2, image.height - 20))
        assert top[0] > 4 * top[2], "red, which lay on the left, is above"
        assert bottom[2] > 4 * bottom[0]
    assert opened(made["images/trip.jpg"]).size == (1200, 2400)
    [shown] = images((site / PAGE).read_text("utf-8"))
    assert (shown["width"], shown["height"], shown["decoding"], shown["alt"]) == ("1200", "2400", "async", ALT)
    assert shown["srcset"] == (
        "../../../images/480w/trip.jpg 480w, ../../../images/960w/trip.jpg 960w, ../../../images/trip.jpg 1200w"
    )


@pytest.mark.parametrize(
    ("name", "data", "size", "widths"),
    [
        ("wide.png", photo("PNG", (4000, 1000)), (1600, 400), [480, 960]),
        ("small.png", photo("PNG", (300, 200)), (300, 200), []),
        ("tall.webp", photo("WEBP", (500, 6400)), (250, 3200), []),
        ("grey.jpeg", photo("JPEG", (1000, 500), "L"), (1000, 500), [480]),
        ("inks.jpg", photo("JPEG", (700, 500), "CMYK"), (700, 500), [480]),
        ("table.gif", photo("GIF", (700, 500), "P"), (700, 500), [480]),
        ("glass.png", photo("PNG", (700, 500), "RGBA"), (700, 500), [480]),
        ("deep.png", photo("PNG", (700, 500), "I;16"), (700, 500), [480]),
        ("film.avif", photo("AVIF", (700, 500)), (700, 500), [480]),
        ("IMG 1 (2).JPG", photo("JPEG", (700, 500)), (700, 500), [480]),
        ("súla.png", photo("PNG", (700, 500)), (700, 500), [480]),
        ("really-a-jpeg.png", photo("JPEG", (700, 500)), (700, 500), [480]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_format_is_published_as_what_its_name_says_and_never_enlarged(built, name, data, size, widths):
    result, site, _ = built({POSTED: showing(f"images/{name}"), f"images/{name}": data})
    assert said(result) == []
    made = opened((site / "images" / name).read_bytes())
    assert made.size == size
    assert made.format == image_files.FORMATS["." + name.rpartition(".")[2].lower()]
    assert [width for width in (480, 960) if (site / f"images/{width}w/{name}").exists()] == widths
    [shown] = images((site / PAGE).read_text("utf-8"))
    assert (int(shown["width"]), int(shown["height"])) == size
    for address in [shown["src"], *(part.split()[0] for part in shown.get("srcset", "").split(", ") if part)]:
        assert ((site / PAGE).parent / unquote(address)).is_file()


def moving_image() -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue", "green")]
    made = io.BytesIO()
    frames[0].save(
        made, "GIF", save_all=True, append_images=frames[1:], duration=[80, 120, 200], loop=0, comment=b"Zanzibar"
    )
    return made.getvalue()


def test_what_moves_stands_still_and_leads_to_itself_moving(built):
    result, site, _ = built({POSTED: showing("images/a.gif"), "images/a.gif": moving_image()})
    assert said(result) == []
    page = BeautifulSoup((site / PAGE).read_text("utf-8"), "html.parser")
    [image] = page.select(".prose img")
    assert image.parent["title"] == "Show it moving"
    place = (site / PAGE).parent
    still, moving = ((place / address).read_bytes() for address in (image["src"], image.parent["href"]))
    assert opened(still).convert("RGB").getpixel((5, 5))[0] > 200
    assert getattr(opened(still), "n_frames", 1) == 1
    shown = opened(moving)
    assert (shown.n_frames, shown.info["duration"], shown.info["loop"]) == (3, 80, 0)
    assert b"Zanzibar" not in moving


def test_what_moves_inside_a_link_stands_still_and_leads_where_the_link_does(built):
    text = showing("images/a.gif").replace("![", "[![").rstrip()
    files = {POSTED: text + "](https://example.org)\n", "images/a.gif": moving_image()}
    result, site, _ = built(files)
    assert said(result) == []
    page = BeautifulSoup((site / PAGE).read_text("utf-8"), "html.parser")
    [image] = page.select(".prose img")
    assert image.parent["href"] == "https://example.org"
    assert getattr(opened(((site / PAGE).parent / image["src"]).read_bytes()), "n_frames", 1) == 1


def bomb() -> bytes:
    """A few bytes that are 60,000 times 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def wordy() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 5_000_000, zip=True)
    return photo("PNG", (10, 10), pnginfo=info)


BROKEN = (
    "images/x.png:1:1: is broken, or not an image, so only its description is shown: export it again as PNG or JPEG"
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            bomb(),
            "images/x.png:1:1: has more than 64 million pixels, the most an image may have, so only its description is shown",
        ),
        (b"\x89PNG", BROKEN),
        (b"", BROKEN),
        (photo("PNG")[:-300], BROKEN),
        (photo("JPEG")[:-3000], BROKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", BROKEN),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", BROKEN),
        (photo("BMP", (10, 10)), BROKEN),
        (wordy(), BROKEN),
    ],
    ids=["bomb", "signature", "empty", "cut PNG", "cut JPEG", "SVG", "EPS", "BMP", "zipped words"],
)
def test_what_is_no_image_is_said_in_one_line_and_its_words_are_shown(built, data, message):
    other = "posts/week-01/ben-y.md"
    result, site, _ = built(
        {
            POSTED: showing("images/x.png"),
            "images/x.png": data,
            other: showing("images/y.png").replace("ada", "ben"),
            "images/y.png": photo("PNG", (30, 20)),
        }
    )
    assert len(said(result)) == 1
    assert said(result)[0].startswith(message)
    page = (site / PAGE).read_text("utf-8")
    assert images(page) == []
    assert f"<p>{ALT}</p>" in page
    assert not (site / "images/x.png").exists()
    assert images((site / "week-1/ben/y/index.html").read_text("utf-8"))


@settings(max_examples=60)
@given(
    st.sampled_from([secretive(), photo("PNG", (90, 60)), photo("GIF", (90, 60)), photo("WEBP", (90, 60))]), st.data()
)
def test_no_damage_to_a_file_is_more_than_a_line(tmp_path_factory, data, draws):
    cut = draws.draw(st.integers(0, min(len(data) - 1, 900)))
    with_damage = data[:cut] + draws.draw(st.binary(min_size=1, max_size=8)) + data[cut + 1 :]
    file = tmp_path_factory.mktemp("damage") / "x.png"
    file.write_bytes(with_damage)
    width, *_, wrong = image_files._facts(file)
    assert bool(width) != bool(wrong)
    if width:
        assert image_files._encoded(with_damage, "PNG", [width])


def test_the_same_file_gives_the_same_bytes_with_and_without_what_is_remembered(course, request_for, tmp_path):
    content = course(
        {POSTED: showing("images/a.jpg", "images/b.png"), "images/a.jpg": secretive(), "images/b.png": photo("PNG")}
    )
    made = []
    for cache in (tmp_path / "one", tmp_path / "two", tmp_path / "one", None):
        corpus, gallery = image_files.examine(content, files.load(content), cache)
        out = tmp_path / f"out-{len(made)}"
        gallery.publish(corpus.images, out)
        made.append({file.relative_to(out): file.read_bytes() for file in out.rglob("*") if file.is_file()})
    assert len(made[0]) == 8
    assert made[0] == made[1] == made[2] == made[3]


def test_an_image_that_was_replaced_is_published_anew_and_the_old_one_forgotten(course, request_for, tmp_path):
    content = course({POSTED: showing("images/a.png"), "images/a.png": photo("PNG", (30, 20))})
    cache = tmp_path / "cache"
    for size in ((30, 20), (50, 20)):
        (content / "images/a.png").write_bytes(photo("PNG", size))
        corpus, gallery = image_files.examine(content, files.load(content), cache)
        gallery.publish(corpus.images, tmp_path / "out")
        gallery.forget()
        assert opened((tmp_path / "out/images/a.png").read_bytes()).size == size
        assert len(list(gallery.folder.iterdir())) == 1


def test_an_image_that_another_build_writes_just_now_is_not_forgotten(course, tmp_path):
    content = course({POSTED: showing("images/a.png"), "images/a.png": photo("PNG", (30, 20))})
    corpus, gallery = image_files.examine(content, files.load(content), tmp_path / "cache")
    gallery.publish(corpus.images, tmp_path / "out")
    with atomic.replacing(gallery.folder / "another.png") as stream:
        stream.write(b"half an image")
        gallery.forget()
    assert (gallery.folder / "another.png").read_bytes() == b"half an image"


def test_images_of_hidden_texts_and_of_none_are_not_published(built):
    result, site, _ = built(
        {
            POSTED: showing("images/shown.png") + "\n[The whole table](/images/linked.png)\n",
            "posts/week-01/ben-draft.md": showing("images/draft.png").replace(
                "Author: ada", "Author: ben\nStatus: draft"
            ),
            "comments/week-01/ada-x/ben-1.md": f"Author: ben\nDate: 2026-10-08 11:00\nStatus: pending\n\n![{ALT}](images/hidden.png)\n",
            **{f"images/{name}.png": photo("PNG", (30, 20)) for name in ("shown", "linked", "draft", "hidden", "idle")},
        }
    )
    assert sorted(file.name for file in (site / "images").iterdir()) == ["linked.png", "shown.png"]
    assert said(result) == [
        "images/idle.png:1:1: is not used in any text, so it is not published: use it, or delete it"
    ]
    assert result.problems[0].severity == "notice"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("![A logo](images/logo.jpg)", "7:11: there is no image “images/logo.jpg”, so only its description is shown; did you mean “images/week-2/Logo.png”?"),
        ("See ![A logo](logo.png)", "7:15: an image’s address must begin with images/, and “logo.png” does not, so only its description is shown; did you mean “images/week-2/Logo.png”?"),
        ("![A logo][l]\n\n[l]: images/Lgo.png", "9:6: there is no image “images/Lgo.png”, so only its description is shown; did you mean “images/week-2/Logo.png”?"),
        ("[The logo](/images/nothing-like-it.gif)", "7:12: there is no image “/images/nothing-like-it.gif”, so this link leads nowhere: put the file there, or correct the address"),
        ("[![A logo](images/x/logo.png)](https://x.example/)", "7:12: there is no image “images/x/logo.png”, so only its description is shown; did you mean “images/week-2/Logo.png”?"),
        ("![](images/week-2/Logo.png)", "7:1: the image has no description for those who cannot see it: write what it shows between the brackets, such as ![A queue outside a shop](images/week-2/Logo.png)"),
        ("![ image 1](images/week-2/Logo.png)", "7:1: “image 1” does not say what the image shows: describe it for those who cannot see it"),
        ("![Logo.png](images/week-2/Logo.png)", "7:1: “Logo.png” does not say what the image shows: describe it for those who cannot see it"),
        ('![A logo](../../images/week-2/Logo.png "title") ![An *owl* [sic]](</images/week-2/Logo.png>)', ""),
        ("`![](images/none.png)`\n\n~~~\n![](images/none.png)\n~~~", ""),
        (r"\![](images/none.png)", None),
    ],
)  # fmt: skip
def test_a_wrong_path_and_missing_words_are_said_where_they_stand(course, text, message):
    content = course({POSTED: f"{POST}\n{text}\n", "images/week-2/Logo.png": photo("PNG", (30, 20))})
    corpus, found = course_check.course(content, None)
    lines = [str(problem) for problem in course_check.problems(corpus, found) if problem.path == POSTED]
    if message is not None:
        assert lines == ([f"{POSTED}:{message}"] if message else [])


@given(st.text(alphabet="![]()<>\"' \\\nax/images.png&", max_size=120))
def test_the_check_knows_whatever_the_page_cannot_show(text):
    from plugins.course import course_file
    from plugins.texts import content_file

    the_course, _ = course_file.read(
        '[course]\ntitle = "T"\n[[weeks]]\nnumber = 1\n[[people]]\nid = "ada"\nname = "A"\n'
    )
    post, _ = content_file.read(POSTED, f"{POST}\n{text}\n", the_course)
    list(links.check([post], ["images/a.png"]))
    shown = markup.render(post.source.prose).html
    placed = image_tags.place(shown, {}, links.Album([]), "", first=True)
    assert "<img" not in placed


@pytest.mark.parametrize(
    "text",
    [
        "[" + "![a](b)" * 4000,
        "![" * 20_000,
        "![](" + " " * 20_000,
        "![a](" * 9000,
        "[![a](" + "(x)" * 9000,
        "![a][" * 9000,
    ],
)
def test_no_text_holds_the_check_up(text):
    from plugins.course import course_file
    from plugins.texts import content_file

    the_course, _ = course_file.read(
        '[course]\ntitle = "T"\n[[weeks]]\nnumber = 1\n[[people]]\nid = "ada"\nname = "A"\n'
    )
    post, _ = content_file.read(POSTED, f"{POST}\n{text}\n", the_course)
    begun = time.process_time()
    list(links._links(post.source.text, post.source.body))
    assert time.process_time() - begun < 2


def test_only_the_first_image_of_a_text_is_fetched_at_once_and_none_of_a_comment(built):
    _, site, _ = built(
        {
            POSTED: showing("images/a.png", "images/a.png"),
            "comments/week-01/ada-x/ben-1.md": f"Author: ben\nDate: 2026-10-08 11:00\n\n![{ALT}](images/a.png)\n",
            "images/a.png": photo("PNG", (30, 20)),
        }
    )
    assert [tag.get("loading", "") for tag in images((site / PAGE).read_text("utf-8"))] == ["", "lazy", "lazy"]


def test_a_copy_never_takes_the_place_of_another_image(built):
    _, site, _ = built(
        {
            POSTED: showing("images/a.png", "images/480w/a.png"),
            "images/a.png": photo("PNG", (700, 500)),
            "images/480w/a.png": photo("PNG", (31, 20)),
        }
    )
    assert opened((site / "images/480w/a.png").read_bytes()).size == (31, 20)
    assert "srcset" not in images((site / PAGE).read_text("utf-8"))[0]


def test_a_profile_s_colours_are_kept_without_the_profile(tmp_path):
    image = Image.new("RGB", (20, 20), (10, 200, 30))
    made = io.BytesIO()
    image.save(made, "PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    [data] = image_files._encoded(made.getvalue(), "PNG", [20])
    published = opened(data)
    assert "icc_profile" not in published.info
    assert max(abs(a - b) for a, b in zip(published.getpixel((5, 5)), (10, 200, 30), strict=True)) <= 1


@pytest.fixture
def sample(request_for):
    """The sample course, served."""
    request = request_for(SAMPLE, gradebook=None)
    output.build(request)
    with served(request.output) as address:
        yield address


@pytest.mark.browser
def test_nothing_moves_while_images_arrive_and_the_smallest_that_is_sharp_is_asked_for(sample, browser):
    context = browser.new_context(viewport={"width": 390, "height": 1600})
    tab = context.new_page()
    asked = []
    tab.on("request", lambda request: asked.append(request.url.removeprefix(sample)))
    tab.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " window.moved += entry.value }).observe({type: 'layout-shift', buffered: true})"
    )
    context.route("**/*.woff2", lambda route: route.abort())  # letters that change their shape are another matter
    context.route("**/images/**", lambda route: (time.sleep(0.5), route.continue_()))
    tab.goto(f"{sample}week-3/amara/boaty/", wait_until="domcontentloaded")
    image = tab.locator(".prose img")
    image.scroll_into_view_if_needed()
    tab.wait_for_function("document.querySelector('.prose img').complete")
    assert image.evaluate("image => [image.naturalWidth > 0, image.clientWidth > 300]") == [True, True]
    shape = image.evaluate("image => image.clientWidth / image.clientHeight")
    assert abs(shape - 1.6) < 0.01
    assert tab.evaluate("window.moved") < 0.01
    assert [url for url in asked if url.startswith("images/")] == ["images/480w/the-ship-that-smiles.jpg"]
    context.close()


def test_an_animation_of_too_many_pixels_stands_still_and_says_so(built, monkeypatch):
    monkeypatch.setattr(image_files, "MOST_MOVING_PIXELS", 3 * 60 * 40 - 1)
    result, site, _ = built({POSTED: showing("images/a.gif"), "images/a.gif": moving_image() + b"\0"})
    [problem] = result.problems
    assert problem.severity == "warning"
    assert problem.message.startswith("has 3 frames of 60 × 40 pixels, too many to be shown moving")
    assert opened((site / "images/a.gif").read_bytes()).n_frames == 1
