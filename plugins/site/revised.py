"""A site with one text changed, as far as that text's own page shows it: what its author waits for in ``serve``.

The rest (lists, feeds, who answered whom, the check of other texts) is as it was until the whole course is read again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..checks import course_check
from ..core.model import Comment, Post, Text
from ..corpus import files, kin
from ..corpus.corpus import Corpus
from ..corpus.overview import Overview
from ..images import image_tags
from ..texts import renders
from ..threads import ratings, threads
from . import context
from .context import Site


def reread(site: Site, content: Path, paths: Collection[str]) -> tuple[Site, list[Post]]:
    """The site with the texts at some paths read anew, and the posts whose pages show them; none if something else
    than texts has changed.
    """
    texts = list(files.read_again(content, paths, site.course)) if all(map(_holds_a_text, paths)) else []
    return revised(site, texts) if texts and len(texts) == len(set(paths)) else (site, [])


def _holds_a_text(path: str) -> bool:
    return path.startswith(("posts/", "comments/"))


def revised(site: Site, texts: Collection[Text]) -> tuple[Site, list[Post]]:
    """The site with some texts in place of those at their paths, and the posts whose pages show them; none if one of
    the texts might change more than such a page: another author, status or address, another date of a post.
    """
    kept = {one.path: text for one in texts if (text := _in_place(site.corpus, one))}
    if len(kept) < len(texts):
        return site, []
    corpus = _with(site.corpus, kept)
    posts = {corpus.post_by_key[one.key if isinstance(one, Post) else one.post] for one in kept.values()}
    html = renders.fresh(list(kept.values()))
    comments = {path for path, text in kept.items() if isinstance(text, Comment)}
    html = image_tags.placed(html, site.gallery.by_path, comments, site.say("moving-image"))
    checked = course_check.fresh(corpus, [text for text in kept.values() if isinstance(text, Post)])
    found = {path: one.mentions for path, one in checked.items()}
    overview = Overview(corpus, {**site.overview.mentions, **found}, site.as_of)
    rendered = {**site.rendered, **html}
    words = {post.path: kin.words(rendered[post.path].plain) for post in posts if post.path in kept}
    kindred = site.kindred.revised(corpus.published, context.brands_in(words, overview), words)
    made = replace(site, corpus=corpus, rendered=rendered, overview=overview, kindred=kindred)
    return made, sorted(posts, key=lambda post: post.path)


def _in_place(corpus: Corpus, text: Text) -> Text | None:
    """A text as it stands in the corpus, if its page alone is changed by it."""
    old = corpus.by_path.get(text.path)
    if isinstance(text, Post):
        if not isinstance(old, Post) or old.status != "published":
            return None
        text = replace(text, slug=old.slug)
        return text if _same(text, old, ("author", "week", "date", "status")) else None
    post = corpus.post_by_key.get(text.post)
    if not post or post.status != "published":
        return None
    if old is None:
        return text if text.status == "published" else None
    return text if _same(text, old, ("author", "status")) and text.status == "published" else None


def _same(one: Text, other: object, fields: Iterable[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name, None) for name in fields)


def _with(corpus: Corpus, kept: Mapping[str, Text]) -> Corpus:
    """The corpus with some texts in place, and the discussions that contain them."""
    posts = {post.path: kept.get(post.path, post) for post in corpus.posts}
    comments = {comment.path: comment for comment in corpus.comments}
    comments |= {path: text for path, text in kept.items() if isinstance(text, Comment)}
    below: dict[str, list[Comment]] = {text.post: [] for text in kept.values() if isinstance(text, Comment)}
    for comment in comments.values():
        if comment.post in below:
            below[comment.post].append(comment)
    discussions = {key: threads.build_discussion(key, members) for key, members in below.items()}
    rated = {key: ratings.tally(corpus.post_by_key[key], members).rating for key, members in below.items()}
    return replace(
        corpus,
        posts=tuple(post for post in posts.values() if isinstance(post, Post)),
        comments=tuple(comments[path] for path in sorted(comments)),
        discussions={**corpus.discussions, **discussions},
        ratings={**corpus.ratings, **rated},
    )
