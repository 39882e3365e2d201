"""Values for the tests of the pure parts, made with as few words as a test needs."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from plugins.core.model import Comment, Post
from plugins.grades import ledger
from plugins.grades.counting import counted
from plugins.threads import threads


def evidence(
    texts: Iterable[Post | Comment], as_of: datetime, words: int | Mapping[str, int] = 20, **more: object
) -> ledger.Evidence:
    """What a ledger is built from: threads grown from these texts, each of so many ``words`` (one number, or by path)."""
    texts = list(texts)
    posts = tuple(text for text in texts if isinstance(text, Post))
    comments = [text for text in texts if isinstance(text, Comment)]
    return ledger.Evidence(
        posts=posts,
        counted=counted(posts, comments, as_of),
        discussions={
            post.key: threads.build_discussion(post.key, [one for one in comments if one.post == post.key], post)
            for post in posts
        },
        words=dict.fromkeys((text.path for text in texts), words) if isinstance(words, int) else words,
        as_of=as_of,
        **{"brand_errors": {}, "committed": {}, **more},
    )
