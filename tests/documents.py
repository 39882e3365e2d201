"""Documents as word processors write them, made for the tests, and the zip files that platforms make of them."""

import io
import zipfile
from datetime import datetime

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Pt
from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FOOTNOTES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {W}>'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> See </w:t></w:r>'
    "<w:r><w:rPr><w:i/></w:rPr><w:t>Campaign</w:t></w:r><w:r><w:t>, 2026.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
COMMENTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:comments {W}>'
    '<w:comment w:id="0" w:author="Ruth"><w:p><w:r><w:t>Sure?</w:t></w:r></w:p></w:comment></w:comments>'
)
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


UNUSED = "//w:latentStyles | //w:style[@w:type='table']"
"""Nine tenths of what python-docx puts into every document's styles."""


def png(color="teal", size=(40, 30)):
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "PNG")
    return file.getvalue()


def link(paragraph, address, text):
    name = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(parse_xml(
        f'<w:hyperlink {W} xmlns:r="{OFFICE}" r:id="{name}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'
    ))  # fmt: skip


def raw(paragraph, xml):
    """Put elements of WordprocessingML at the end of a paragraph."""
    for element in parse_xml(f"<w:p {W}>{xml}</w:p>"):
        paragraph._p.append(element)


def saved(document, author="", changed=datetime(2026, 10, 7, 10, 30), **parts):
    """A document's bytes. ``parts``: ``footnotes`` and ``comments``, as XML."""
    document.core_properties.author = document.core_properties.last_modified_by = author
    document.core_properties.modified = changed
    for element in document.styles.element.xpath(UNUSED):
        element.getparent().remove(element)
    file = io.BytesIO()
    document.save(file)
    return changed_parts(file.getvalue(), parts) if parts else file.getvalue()


def changed_parts(data, parts):
    entries = unzipped(data)
    for name, xml in parts.items():
        entries[f"word/{name}.xml"] = xml.encode()
        types, links = entries["[Content_Types].xml"].decode(), entries["word/_rels/document.xml.rels"].decode()
        kind = f'<Override PartName="/word/{name}.xml" ContentType="{TYPES.format(name)}"/></Types>'
        entries["[Content_Types].xml"] = types.replace("</Types>", kind).encode()
        there = f'<Relationship Id="r{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/></Relationships>'
        entries["word/_rels/document.xml.rels"] = links.replace("</Relationships>", there).encode()
    return zipped(entries)


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(entries, **more):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def essay(title="On listening", text="Brands that listen learn from what they hear.", **more):
    document = docx.Document()
    if title:
        document.add_heading(title, 0)
    document.add_paragraph(text)
    return saved(document, **more)


def everything():
    """A document with every construct that a post can keep, and those that stay behind."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Marketing 101"
    document.add_paragraph("Cohort, autumn 2026")
    document.add_heading("What the queue said", 0)
    document.add_heading("At the counter", 1)
    words = document.add_paragraph("They ")
    words.add_run("never").bold = True
    words.add_run(" and ")
    words.add_run("always").italic = True
    words.add_run(" queue at 5 * 3 * 2 desks, with ")
    link(words, "https://example.org/a_(b)?c=1&d", "a link")
    raw(words, '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r>')
    changed = document.add_paragraph("Prices ")
    raw(changed, '<w:del w:id="5" w:author="Ada"><w:r><w:delText>fell</w:delText></w:r></w:del>'
                 '<w:ins w:id="6" w:author="Ada"><w:r><w:t>rose</w:t></w:r></w:ins>'
                 '<w:r><w:t xml:space="preserve"> twice</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r>')  # fmt: skip
    for style, text in (
        ("List Bullet", "apples"), ("List Bullet 2", "green ones"), ("List Bullet", "pears"),
        ("List Number", "first"), ("List Number 2", "first, in detail"), ("List Number", "second"),
    ):  # fmt: skip
        document.add_paragraph(text, style=style)
    document.add_paragraph("We listen, they said.", style="Quote")
    document.add_paragraph("And then we answer.").paragraph_format.left_indent = Pt(36)
    table = document.add_table(3, 2)
    for row, texts in zip(table.rows, (("Brand", "Where|when"), ("Lush", "shop"), ("", "web")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_paragraph().add_run().add_picture(io.BytesIO(png()))
    document.inline_shapes[0]._inline.docPr.set("descr", "A queue outside a shop")
    return saved(document, "Ada L.", footnotes=FOOTNOTES, comments=COMMENTS)
