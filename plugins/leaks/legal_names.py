"""Legal names in content files whose person does not show them.

The warning may end up in a log that others read, so it must not repeat the name; the words of it in a path are cut to
their first letter.
"""

from collections.abc import Collection, Container, Iterator
from dataclasses import replace

from ..core.problems import Problem
from ..corpus.corpus import Corpus
from .folding import WORD, fold, words
from .search import Searcher
from .secrets import SHORTEST_ID, Secret, Secrets


def problems(corpus: Corpus, shown: Container[str], what: Secrets) -> Iterator[Problem]:
    """A warning for every file name, header and public text that contains a legal name."""
    names = {secret for secret in what.forms if secret.kind == "legal name"}
    sources = {text.path: text.source for text in corpus.everything}
    pages = {page.path for page in corpus.pages}
    paths = [*sources, *corpus.images, *(item.path for item in corpus.parked if item.path not in sources)]
    public = {path: s.text if path in shown or path in pages else s.text[: s.body] for path, s in sources.items()}
    searcher = Searcher(
        Secrets(tuple(names), frozenset(), shown=tuple(public.values()), public=what.public, share=what.share)
    )
    for path in paths:
        for person, form in _occurrences(searcher, path):
            what_to_do = "rename it after the id" + (f", “{person}”" if person else "")
            message = f"the file name reveals {_whose(form)}: {what_to_do}"
            yield Problem(masked(path, what), 1, 1, message, "warning", rule="alias")
    for path, text in public.items():
        for person, form in _occurrences(searcher, text):
            name = corpus.course.person_by_id[person].name if person in corpus.course.person_by_id else ""
            what_to_do = f"write “{name}”" if name else "write the public name"
            line, column = _place(text, form)
            message = f"reveals {_whose(form)}: {what_to_do}"
            yield Problem(masked(path, what), line, column, message, "warning", rule="alias")


def _occurrences(searcher: Searcher, text: str) -> list[tuple[str, Secret]]:
    """Each person whose legal name occurs in a text, with the form in which it occurs."""
    found = {hit.secret.person or hit.message: hit.secret for hit in searcher.find(text) if hit.secret}
    return sorted(((secret.person, secret) for secret in found.values()), key=lambda pair: pair[0])


def _whose(secret: Secret) -> str:
    return f"the legal name of “{secret.person}”" if secret.person else "a legal name that is not public"


def _place(text: str, secret: Secret) -> tuple[int, int]:
    """Where a name begins; the beginning of the text if the name is disguised."""
    folded = fold(text)
    match = secret.pattern.search(folded)
    if not match:
        return 1, 1
    line = folded.count("\n", 0, match.start()) + 1
    column = match.start() - (folded.rfind("\n", 0, match.start()) + 1) + 1
    return line, column


def without_names(problem: Problem, what: Secrets) -> Problem:
    """A problem in which legal names are cut to first letters."""
    path, message = masked(problem.path, what), masked(problem.message, what)
    return (
        problem if (path, message) == (problem.path, problem.message) else replace(problem, path=path, message=message)
    )


def masked(path: str, what: Secrets) -> str:
    """A path or a sentence with the words of legal names cut to their first letter, so that it is still of use."""
    folded = fold(path)
    near = {
        secret for word in set(words(path)) for anchor in what.anchors_of(word) for secret in what.by_anchor[anchor]
    }
    told = {w for s in near if s.kind != "note" and s.pattern.search(folded) for w in s.words} - what.public
    if not told:
        return path
    return WORD.sub(lambda match: f"{match[0][0]}…" if _tells(match[0], told) else match[0], path)


def _tells(word: str, told: Collection[str]) -> bool:
    """Whether a word is one that is told, or holds it, as a login or a joined name does."""
    return any(one == part or (len(one) >= SHORTEST_ID and one in part) for part in words(word) for one in told)
