"""What is pasted and dropped into /write/, in real Chromium: from Word, Google Docs, a web page, and files."""

import io
import zipfile
from base64 import b64encode

import docx
import pytest
from PIL import Image
from test_write import HOSTILE, context, fill, folder, site, tab  # noqa: F401 - fixtures

pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm;} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1>What they said<o:p></o:p></h1>
<p class=MsoNormal>Nobody <i style='mso-bidi-font-style:normal'>asked</i> them, and <b style='mso-bidi-font-weight:normal'>everybody</b>
had an opinion.<span style='mso-spacerun:yes'>\u00a0 </span>See <a href="https://example.org/letter">their letter</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>\u00b7<span style='font:7.0pt "Times New Roman"'>\u00a0\u00a0\u00a0 </span></span></span><![endif]>the shop<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span>\u00a0\u00a0 </span></span></span><![endif]>its till<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>\u00b7<span>\u00a0\u00a0 </span></span></span><![endif]>the street<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Week<o:p></o:p></p></td><td><p class=MsoNormal>Calls<o:p></o:p></p></td></tr>
<tr><td><p class=MsoNormal>1<o:p></o:p></p></td><td><p class=MsoNormal>40<o:p></o:p></p></td></tr></table>
<!--EndFragment--></body></html>"""
WORD_MARKDOWN = """## What they said

Nobody *asked* them, and **everybody** had an opinion. See [their letter](https://example.org/letter).

- the shop
    - its till
- the street

Week | Calls
---- | ----
1 | 40"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-size:16pt;font-weight:400">What they said</span></h2>
<p dir="ltr"><span style="font-weight:400;font-style:normal">Nobody </span><span style="font-weight:400;font-style:italic">asked</span><span style="font-weight:400;font-style:normal"> them, and </span><span style="font-weight:700;font-style:normal">everybody</span><span style="font-weight:400"> had an </span><a href="https://www.google.com/url?q=https://example.org/a&amp;sa=D"><span style="font-weight:400;text-decoration:underline">opinion</span></a><span style="font-weight:400">.</span></p>
<ol><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400">They ask.</span></p></li><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400">You answer.</span></p></li></ol></b><br class="Apple-interchange-newline">"""
DOCS_MARKDOWN = """## What they said

Nobody *asked* them, and **everybody** had an [opinion](https://example.org/a).

1. They ask.
2. You answer."""
WEB = f"""<h1>News</h1><p>One<br>two &amp; three.</p><blockquote><p>We are sorry.</p></blockquote><pre><code>a = 1</code></pre>
<ul><li><a href="/local">here</a></li><li><a href="javascript:alert(1)">there</a></li></ul>
<script>document.title = 1</script>{HOSTILE}<img src="https://example.org/x.png" alt="A till" onload="document.title=1"><iframe src="https://example.org"></iframe>"""
WEB_MARKDOWN = """## News

One  
two & three.

> We are sorry.

```
a = 1
```

- here
- there

[A till](https://example.org/x.png)"""  # noqa: W291 - a new line within a paragraph
PASTE = """([html, plain]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", plain);
    const field = document.getElementById("text");
    field.focus();
    return field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
DROP = """([name, type, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, {type}));
    document.getElementById("text").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def dropped(tab, name: str, kind: str, data: bytes) -> None:  # noqa: F811
    tab.evaluate(DROP, [name, kind, b64encode(data).decode()])


@pytest.mark.parametrize(
    ("html", "markdown"),
    [(WORD, WORD_MARKDOWN), (DOCS, DOCS_MARKDOWN), (WEB, WEB_MARKDOWN)],
    ids=["word", "docs", "web"],
)
def test_what_is_pasted_becomes_markdown_and_runs_nothing(site, tab, html, markdown):  # noqa: F811
    tab.goto(f"{site}write/")
    tab.evaluate(PASTE, [html, "plain"])
    tab.wait_for_function("document.getElementById('text').value")
    assert tab.get_by_label("Your text").input_value() == markdown
    assert tab.title().startswith("Write")


def test_plain_words_are_pasted_as_they_are_and_a_paste_can_be_undone(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    assert tab.evaluate(PASTE, ["", "plain"])
    tab.evaluate(PASTE, ["<span>2 * 3 * 4</span>", "2 * 3 * 4"])
    tab.wait_for_function("document.getElementById('text').value === '2 * 3 * 4'")
    tab.keyboard.press("Control+z")
    tab.wait_for_function("document.getElementById('text').value === ''")


def document(more: int = 0) -> bytes:
    """A Word document of a sentence with a word in bold, and so many more bytes when it is unpacked."""
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t xml:space="preserve">Nobody </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>asked</w:t></w:r></w:p></w:body></w:document>'
    body += " " * more
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in (("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", body)):
            file.writestr(name, text)
    return made.getvalue()


def test_a_word_document_that_is_dropped_in_is_read(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    dropped(tab, "essay.docx", "", document())
    tab.wait_for_function("document.getElementById('text').value")
    assert tab.get_by_label("Your text").input_value() == "Nobody **asked**"


def pictured() -> bytes:
    """A Word document with a picture, one without words for it, and one that no browser reads."""
    made, changed = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    for colour, alt in (("teal", "The till"), ("red", ""), ("blue", "")):
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), colour).save(picture, "PNG")
        document.add_paragraph(f"Before {colour}.")
        shape = document.add_picture(picture)
        shape._inline.docPr.set("descr", alt)
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"none" if name == "word/media/image3.png" else old.read(name))
    return changed.getvalue()


def test_the_pictures_of_a_word_document_come_along_each_where_it_stood(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    fill(tab, "")
    dropped(tab, "My essay.docx", "", pictured())
    tab.get_by_text("Pictures in “My essay.docx” that this browser cannot read, and which stay behind: 1.").wait_for()
    assert tab.get_by_label("Your text").input_value().strip() == (
        "Before teal.\n\n![The till](images/ben-my-essay.png)\n\nBefore red.\n\n"
        "![what the picture shows](images/ben-my-essay-2.png)\n\nBefore blue."
    )
    assert tab.locator("#pictures li").count() == 2
    tab.wait_for_function(
        "[...document.querySelectorAll('#shown img')].filter((one) => one.naturalWidth === 40).length === 2"
    )


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (3200, 800), "teal").save(made, "JPEG", exif=Image.Exif())
    return made.getvalue()


def test_a_picture_that_is_dropped_in_is_made_smaller_named_shown_and_downloaded(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    fill(tab, "Look.")
    dropped(tab, "Café till (1).JPG", "image/jpeg", photo())
    tab.wait_for_function("document.getElementById('text').value.includes('images/')")
    assert "![what the picture shows](images/ben-cafe-till-1.jpg)" in tab.get_by_label("Your text").input_value()
    tab.wait_for_function("document.querySelector('#shown img')?.naturalWidth === 1600")
    with tab.expect_download() as caught:
        tab.get_by_role("button", name="ben-cafe-till-1.jpg", exact=True).click()
    with Image.open(caught.value.path()) as image:
        assert image.size == (1600, 400)


SHOWN = "document.querySelector('#shown img')?.naturalWidth === 1600"
KEPT = """async () => {
    const [{ name }] = await indexedDB.databases();
    const database = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    const keys = database.transaction("pictures").objectStore("pictures").getAllKeys();
    return new Promise((done) => { keys.onsuccess = () => { database.close(); done(keys.result.map(([, file]) => file).sort()); }; });
}"""


def with_picture(tab, title: str = "What they heard") -> None:  # noqa: F811
    fill(tab, "Look.", title=title)
    dropped(tab, "Till.jpg", "image/jpeg", photo())
    tab.wait_for_function(SHOWN)


def wait_until_kept(tab, names: list[str]) -> None:  # noqa: F811
    tab.wait_for_function(
        f"async (names) => JSON.stringify(await ({KEPT})()) === JSON.stringify(names)", arg=names, polling=100
    )


def test_a_picture_is_there_again_after_a_reload_and_goes_along_with_the_file(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    with_picture(tab)
    wait_until_kept(tab, ["ben-till.jpg"])
    tab.reload()
    tab.wait_for_function(SHOWN)
    assert "ben-till.jpg" in tab.locator("#pictures").inner_text()
    assert tab.locator("#kept-pictures").text_content() == ""
    with tab.expect_download(lambda one: one.suggested_filename == "ben-till.jpg") as caught:
        tab.get_by_role("button", name="Download the file").click()
    with Image.open(caught.value.path()) as image:
        assert image.size == (1600, 400)


def test_pictures_belong_to_their_draft_and_go_when_it_goes(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    tab.on("dialog", lambda dialog: dialog.accept())
    with_picture(tab, "First")
    tab.get_by_role("button", name="Begin a new post").click()
    assert not tab.locator("#enclosed").is_visible()
    with_picture(tab, "Second")
    wait_until_kept(tab, ["ben-till-2.jpg", "ben-till.jpg"])
    tab.get_by_role("button", name="First", exact=True).click()
    tab.wait_for_function(SHOWN)
    assert tab.locator("#pictures .named").all_inner_texts() == ["ben-till.jpg"]
    tab.get_by_role("button", name="Delete: First").click()
    wait_until_kept(tab, ["ben-till-2.jpg"])
    tab.get_by_role("button", name="Second", exact=True).click()
    tab.get_by_role("button", name="Delete: ben-till-2.jpg").click()
    wait_until_kept(tab, [])
    assert tab.get_by_label("Your text").input_value().strip() == "Look."


def test_pictures_of_drafts_that_are_gone_are_removed(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    with_picture(tab)
    wait_until_kept(tab, ["ben-till.jpg"])
    tab.goto(f"{site}how-to/")
    tab.evaluate("localStorage.clear()")
    tab.goto(f"{site}write/")
    wait_until_kept(tab, [])


def test_a_browser_that_keeps_no_pictures_says_so(site, tab):  # noqa: F811
    tab.add_init_script(
        "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new DOMException('', 'SecurityError'); } })"
    )
    tab.goto(f"{site}write/")
    with_picture(tab)
    tab.get_by_text("This browser keeps no pictures").wait_for()
    assert tab.get_by_role("button", name="ben-till.jpg", exact=True).is_visible()


def test_two_tabs_with_one_draft_keep_its_picture_for_both(site, context):  # noqa: F811
    first, second = context.new_page(), context.new_page()
    first.goto(f"{site}write/")
    with_picture(first)
    wait_until_kept(first, ["ben-till.jpg"])
    second.goto(f"{site}write/")
    second.wait_for_function(SHOWN)
    second.get_by_label("Your text").press("End")
    second.keyboard.type("More words.")
    wait_until_kept(first, ["ben-till.jpg", "ben-till.jpg"])


def test_a_file_that_cannot_be_read_is_named_and_nothing_is_lost(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    fill(tab, "Words.")
    dropped(tab, "x.docx", "", b"no zip")
    tab.get_by_text("“x.docx” could not be read").wait_for()
    assert tab.get_by_label("Your text").input_value() == "Words."


def test_a_word_document_that_unpacks_to_more_than_any_essay_is_named_and_not_unpacked(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    fill(tab, "Words.")
    dropped(tab, "bomb.docx", "", document(more=60_000_000))
    tab.get_by_text("“bomb.docx” could not be read").wait_for()
    assert not tab.evaluate("Boolean(globalThis.mammoth)")


def test_names_that_may_be_misspelt_are_marked_and_one_is_taken_at_a_click(site, tab):  # noqa: F811
    tab.goto(f"{site}write/")
    fill(tab, "We met Bubrerry and Wechat, and “Burbery” in quotation marks. Burberry’s till.")
    tab.wait_for_function("document.querySelectorAll('#marks mark').length === 2")
    assert tab.locator("#marks mark").all_inner_texts() == ["Bubrerry", "Wechat"]
    tab.get_by_role("button", name="Use “Burberry”").click()
    assert tab.get_by_label("Your text").input_value().startswith("We met Burberry and Wechat")
    tab.wait_for_function("document.querySelectorAll('#marks mark').length === 1")
