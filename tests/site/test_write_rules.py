"""What the page /write/ must do as the course does: the same answers, in a file that a test in Chromium reads too."""

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from plugins.core import addresses, words
from plugins.imports import own_texts
from plugins.texts import new_file
from plugins.texts.markup import render

VECTORS = json.loads((Path(__file__).parent / "write_vectors.json").read_text("utf-8"))


def test_the_course_names_dates_begins_and_counts_as_the_vectors_say():
    assert [[text, addresses.slug(text)] for text, _ in VECTORS["slug"]] == VECTORS["slug"]
    assert [[text, words.count(text)] for text, _ in VECTORS["count"]] == VECTORS["count"]
    assert [[text, render(text).words] for text, _ in VECTORS["markdown"]] == VECTORS["markdown"]
    assert [[text, quote(text, safe=""), quote(text)] for text, *_ in VECTORS["quote"]] == VECTORS["quote"]
    assert [[fields, new_file.header(**fields)] for fields, _ in VECTORS["header"]] == VECTORS["header"]
    assert [[own_texts.path_of(name), name] for _, name in VECTORS["looseName"]] == VECTORS["looseName"]
    for author, title, taken, name in VECTORS["post"]:
        assert next(new_file.post_names(author, title, taken)) == name
    for zone, moment, date in VECTORS["written"]:
        assert new_file.written(datetime.fromisoformat(moment), ZoneInfo(zone)) == date
