"""The contents of the search index: for each post, one document per language of its texts.

An index has one language, in which Pagefind stems words or, for Chinese and Japanese, segments them; so an Icelandic
post with English comments becomes two documents with one address. Languages unknown to Pagefind share one index,
``OTHER``, which matches word prefixes; otherwise every made-up ``Lang`` would cost each reader an index.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..core.model import Brand, Person, Post, Text
from ..core.strings import Strings
from ..corpus.overview import Overview

OTHER = "und"
KNOWN = frozenset(
    "ar ca da de el en es et eu fi fr ga hi hu hy id it ja lt ne nl no pl pt ro ru sr sv ta th tr yi zh".split()
)
"""The languages that Pagefind 1.5 stems or segments."""


@dataclass(frozen=True, slots=True)
class Document:
    """The part of a post and its comments that is in one language. ``file`` is a path below the folder to index."""

    file: str
    language: str
    post: Post
    texts: tuple[Text, ...]
    """In page order: the post first, if it is included."""
    people: tuple[Person, ...]
    brands: tuple[Brand, ...]
    languages: tuple[str, ...]
    """As declared in the texts."""


def index_of(language: str) -> str:
    """The index for a language: ``zh`` for ``zh-Hant``, ``OTHER`` for an unknown one."""
    first = language.lower().split("-")[0]
    first = {"nb": "no", "nn": "no"}.get(first, first)
    return first if first in KNOWN else OTHER


def documents(overview: Overview) -> Iterator[Document]:
    """Every document, post by post. Contains only what readers see."""
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


def messages(say: Strings) -> dict[str, Any]:
    """The page's messages about search results, in which its script fills in ``{n}`` and ``{q}``."""
    return {
        "found": {form: say.plain("search-found", form=form, n="{n}") for form in say.forms()},
        "none": say.plain("search-none", q="{q}"),
        "nothing": say.plain("search-nothing"),
        "broken": say.plain("search-broken"),
        "meant": say.plain("search-meant", q="{q}"),
        "partly": say.plain("search-partly"),
    }
