"""What the search index holds: for every post, one document in each language that its texts are written in.

An index has one language, whose words it cuts to their stems or, for Chinese and Japanese, tells apart; so an
Icelandic post with English comments is two documents with one address. Languages that Pagefind knows nothing of
share one index, ``OTHER``, where words are found by their beginnings: otherwise every ``Lang`` somebody makes up
would cost each reader an index.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ..core.model import Brand, Person, Post, Text
from ..corpus.overview import Overview

OTHER = "und"
KNOWN = frozenset(
    "ar ca da de el en es et eu fi fr ga hi hu hy id it ja lt ne nl no pl pt ro ru sr sv ta th tr yi zh".split()
)
"""The languages whose words Pagefind 1.5 stems or tells apart."""


@dataclass(frozen=True, slots=True)
class Document:
    """What of a post and its comments is written in one language. ``file`` is a path below the folder to index."""

    file: str
    language: str
    post: Post
    texts: tuple[Text, ...]
    """In the order of the page: the post first, where it is one of them."""
    people: tuple[Person, ...]
    brands: tuple[Brand, ...]
    languages: tuple[str, ...]
    """As the texts themselves say."""


def index_of(language: str) -> str:
    """The index that a text in this language belongs to: ``zh`` for ``zh-Hant``, ``OTHER`` for one not known."""
    first = language.lower().split("-")[0]
    first = {"nb": "no", "nn": "no"}.get(first, first)
    return first if first in KNOWN else OTHER


def documents(overview: Overview) -> Iterator[Document]:
    """Every document, post by post. Nothing that readers do not see is in one."""
    for post in overview.corpus.published:
        shown = [place.comment for place in overview.corpus.discussion(post).places]
        texts: list[Text] = [post, *(comment for comment in shown if comment.status == "published")]
        by_language: dict[str, list[Text]] = defaultdict(list)
        for text in texts:
            by_language[index_of(text.lang)].append(text)
        for language, some in by_language.items():
            yield Document(
                file=f"{language}/{post.address}index.html",
                language=language,
                post=post,
                texts=tuple(some),
                people=tuple(dict.fromkeys(text.author for text in some)),
                brands=tuple(brand for brand, _ in overview.brands_of(some)),
                languages=tuple(dict.fromkeys(text.lang for text in some)),
            )
