"""The posts and comments of a course as other site builders want them, to measure beside them."""

import re
from collections import defaultdict
from pathlib import Path

from synthetic import put

HEADER = re.compile(r"([A-Z][\w-]*): (.*)")
HUGO = """
title = "Course"
baseURL = "https://course.example/"
buildFuture = true
[taxonomies]
writer = "writers"
week = "weeks"
"""
SINGLE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<h1>{{ .Title }}</h1><p>{{ index .Params.writers 0 }}, {{ .Date.Format "2 January 2006, 15:04" }}</p>
{{ .Content }}
{{ $comments := sort (.Resources.ByType "page") "Date" }}<h2>{{ len $comments }} comments</h2>
{{ range $comments }}<article id="{{ .File.ContentBaseName }}"><h3>{{ .Params.by }}</h3><p>{{ .Date.Format "2 January 2006, 15:04" }}
{{ with .Params.reply_to }}<a href="#{{ . }}">in reply</a>{{ end }}</p>{{ .Content }}</article>
{{ end }}</body></html>
"""
LIST = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<h1>{{ .Title }}</h1>{{ range .Pages }}<article><h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<p>{{ .Date.Format "2 January 2006" }}</p>{{ .Summary }}</article>{{ end }}</body></html>
"""
PELICAN = """
SITENAME = "Course"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 10
PAGINATION_PATTERNS = [(1, "{name}{extension}", "{name}{extension}"), (2, "{name}-page-{number}{extension}", "{name}-page-{number}{extension}")]
"""
"""Its own names for further pages would make the second one of person-1 that of person-12."""


def hugo(content: Path, to: Path) -> Path:
    """A Hugo site: a bundle for each post, whose resources are its comments; lists by writer and week."""
    put(to / "hugo.toml", HUGO)
    put(to / "layouts/_default/single.html", SINGLE)
    put(to / "layouts/_default/list.html", LIST)
    comments = defaultdict(list)
    for file in (content / "comments").rglob("*.md"):
        comments[file.parent.relative_to(content / "comments").as_posix()].append(file)
    for file in (content / "posts").rglob("*.md"):
        key = file.relative_to(content / "posts").with_suffix("").as_posix()
        week = key.split("/")[0]
        bundle = to / "content/posts" / key.replace("/", "-")
        put(bundle / "index.md", _for_hugo(file, f'writers: ["{{Author}}"]\nweeks: ["{week}"]\n'))
        for comment in comments[key]:
            put(bundle / comment.name, _for_hugo(comment, 'by: "{Author}"\n'))
    return to


def pelican(content: Path, to: Path) -> Path:
    """A Pelican site of the posts, in the theme that comes with it, and without comments, which it does not have."""
    put(to / "pelicanconf.py", PELICAN)
    for file in (content / "posts").rglob("*.md"):
        put(to / "content" / file.relative_to(content / "posts"), file.read_text("utf-8"))
    return to


def _for_hugo(file: Path, more: str) -> str:
    head, _, body = file.read_text("utf-8").partition("\n\n")
    fields = dict(HEADER.findall(head))
    lines = [f"date: {fields['Date'].replace(' ', 'T')}:00Z\n", more.format(**fields)]
    lines += [f'title: "{fields["Title"]}"\n'] if "Title" in fields else []
    lines += [f'reply_to: "{fields["Reply-to"]}"\n'] if "Reply-to" in fields else []
    return f"---\n{''.join(lines)}---\n{body}"
