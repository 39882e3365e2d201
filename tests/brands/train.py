# /// script
# dependencies = ["scikit-learn"]
# ///
"""Learns the weights of the brand check: ``python tests/brands/train.py [FOLDER …] [--rows FILE]``.

It needs scikit-learn beside what Cohort needs, and writes ``plugins/data/brand_model.json``. A folder holds real prose
and its judged findings, as ``../shared/prose`` does (``prose.jsonl`` or ``prose.jsonl.xz``, ``judged.tsv``); where it
has a ``split.tsv``, the voices of its half ``apart`` are left for measuring (``prose_figures.py``).

Every comparison that the check makes in these texts and in the snippets for tuning is a row. One that a judge called
true is true; one he called false, or that he has never been shown, is false; debatable ones, quotations, and what
overlaps something true are left out. Each table of features is fitted by logistic regression, in eight folds by voice.
What the folds say of voices they have not seen sets the levels: from where up enough of a severity's findings are right
on real prose.
"""

import argparse
import json
import pickle
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import brand_figures
import numpy as np
import prose_figures
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from plugins import brands
from plugins.brands import Matcher
from plugins.brands.context import Context
from plugins.brands.features import Text
from plugins.brands.judgement import can_be_sure, stratum, sure_level
from plugins.brands.language import passage
from plugins.brands.lexicon import normal
from plugins.brands.model import CUED, SURE, SURE_LOWER, UNCUED, Model
from plugins.core.model import Source
from plugins.core.problems import SEVERITIES
from plugins.corpus import files
from plugins.texts import mask

SNIPPETS = ("tuning_1", "tuning_2", "tuning_3", "tuning_4", "tuning_5", "world")
PENALTY = 0.2
SNIPPET = 1.7
"""How much a row of a snippet weighs beside one of real prose, of which there are many more."""
FOLDS = 8
BEYOND_DOUBT = 0.999
"""What share of the findings that are corrected without asking has to be right in folds, to be .995 outside."""
FLOORS = {"notice": 0.0, "error": 2.6, "warning": 0.0, SURE: 3.0, SURE_LOWER: 4.5}
"""Scores below which nothing is so severe, or so sure: too few of some are seen in folds to set all by them."""
FLOORS_OF = {"capitals": {"error": 2.2}, "near": {"warning": 0.6}, "words": {"warning": 0.6}}
"""Those of a stratum."""
NEVER = 6.0
"""A score that nothing reaches in practice."""
SELDOM = 4
"""Rows in which a feature has to hold, to be given a weight."""
NAMED = ("named=", "named-times=")
SILENCE = ("named=no", "named-times=no")
TABLES = ("letters", "near", "words")
TARGETS = {
    "error": {"capitals": 0.975, "letters": 0.9, "near": 0.75, "words": 0.8},
    "warning": {"capitals": 0.955, "letters": 0.85, "near": 0.6, "words": 0.65},
}
"""What share of the findings of a severity, and of those above it, has to be right on real prose, by stratum. All from
even odds on are notices at least.
"""


@dataclass
class Row:
    """One comparison. ``voice``: the author or set, for folds; ``of_words``: how many of its features say nothing of
    its place; ``loose``: whether the world writes it so, too, and it is no error whatever its score; ``true`` is None
    where nobody knows.
    """

    text: str
    voice: str
    real: bool
    start: int
    end: int
    wrong: str
    right: str
    kind: str
    table: str
    names: tuple[str, ...]
    of_words: int
    lang: str
    fixable: bool
    loose: bool
    true: bool | None = False
    apart: bool = False
    judged: bool = False


def comparisons(matcher: Matcher, masked: str, lang: str, text: str, voice: str) -> Iterator[Row]:
    """Every comparison that a matcher makes in a text."""
    looked, named = matcher.looked(masked, lang)
    whole = Text(masked, named)
    for offset, paragraph, starts, _ in looked:
        context = Context(paragraph, matcher.words, matcher.lookout.words)
        for n in (n for n, brand in starts.items() if not brand):
            _, _, compared = matcher.compared(context, n, lang)
            for one in compared:
                spoken = matcher.words.language_of(passage(paragraph, one.start, one.end), lang)
                traits, place = matcher.judgement.features_of(context, one, whole, spoken)
                wrong = paragraph[one.start : one.end]
                right = matcher.judgement.suggestion(one, wrong)
                names = (*traits.names, *place)
                yield Row(
                    text, voice, False, one.start + offset, one.end + offset, wrong, right, one.kind, traits.table,
                    names, len(traits.names), lang, can_be_sure(one, names), normal(wrong) in one.form.brand.loose,
                )  # fmt: skip


def real_rows(folder: Path) -> Iterator[Row]:
    """The rows of real prose."""
    verdicts = prose_figures.Verdicts(folder)
    apart = {item["id"] for item in prose_figures.texts(folder, "apart")} if (folder / "split.tsv").exists() else set()
    lexicon, _ = brands.read('extends = "marketing"\n', files.shipped_lexicon)
    matcher = Matcher(lexicon, files.words(), files.nouns(), Model())
    for item in prose_figures.texts(folder):
        masked, text = mask.prose(Source("x.md", item["text"], 0)), item["id"]
        rows = list(comparisons(matcher, masked, item["lang"], text, re.sub(r"-\d+$", "", text)))
        for row in rows:
            row.judged = (row.wrong, row.right) in verdicts.by_text[text]
            verdict = verdicts.on(text, row.wrong, row.right) if row.judged else "false"
            row.true = verdict == "true" if verdict in ("true", "false") else None
            row.real, row.apart = True, text in apart
        spans = [(row.start, row.end) for row in rows if row.true]
        for row in rows:
            if not row.true and any(row.start < end and start < row.end for start, end in spans):
                row.true = None
        yield from rows


def snippet_rows(name: str) -> Iterator[Row]:
    """The rows of labelled snippets."""
    matcher = Matcher(
        brand_figures.lexicon(brand_figures.SETS / f"{name}_lexicon.json"), files.words(), files.nouns(), Model()
    )
    for line in (brand_figures.SETS / f"{name}.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        text = case["text"]
        voice = f"{name}-{zlib.crc32(case['id'].encode()) % 60}"
        for row in comparisons(matcher, mask.prose(Source("x.md", text, 0)), case["lang"], case["id"], voice):
            corrected = text[: row.start] + row.right + text[row.end :]
            row.true = any(
                row.start < error["end"]
                and row.end > error["start"]
                and brand_figures.same(corrected, text[: error["start"]] + error["right"] + text[error["end"] :])
                for error in case["errors"]
            )
            yield row


def left_open(rows: Sequence[Row]) -> None:
    """What no judge was shown is false, unless it has a name's letters and he called the same words true elsewhere, or
    never met the name: then nobody knows.
    """
    later = {tuple(line.split("\t")) for line in prose_figures.LATER.read_text("utf-8").splitlines()}
    judged = [row for row in rows if row.judged]
    true = {(row.wrong, row.right) for row in judged if row.true}
    met = {row.right for row in judged}
    for row in rows:
        if row.real and not row.judged and (row.wrong, row.right) in later:
            row.true = row.judged = True
        elif (
            row.real
            and not row.judged
            and row.table == "letters"
            and ((row.wrong, row.right) in true or row.right not in met)
        ):
            row.true = None


@dataclass
class Fitted:
    """A table's weights, and the log-odds that voices of other folds give its rows."""

    weights: dict[str, float]
    scores: np.ndarray


def learned_from(row: Row) -> set[str]:
    """The features of a row that weights are learned of. Whether a text names a brand rightly elsewhere is learned from
    real prose alone: a snippet is too short to, and true so often that its silence would count as a reason.
    """
    left_out = NAMED if not row.real else SILENCE
    return {name for name in row.names if not name.startswith(left_out)}


def fitted(rows: Sequence[Row]) -> Fitted:
    counts = Counter(name for row in rows for name in learned_from(row))
    names = sorted(name for name, count in counts.items() if count >= SELDOM)
    column = {name: n for n, name in enumerate(names)}
    places = [(n, column[name]) for n, row in enumerate(rows) for name in learned_from(row) if name in column]
    matrix = csr_matrix((np.ones(len(places)), tuple(zip(*places, strict=True))), shape=(len(rows), len(names)))
    true = np.array([bool(row.true) for row in rows])
    usable = np.array([row.true is not None and not row.apart for row in rows])
    weight = np.array([1.0 if row.real else SNIPPET for row in rows])
    voices = [row.voice for row in rows]
    scores = np.zeros(len(rows))
    for train, test in GroupKFold(FOLDS).split(matrix, true, voices):
        known = train[usable[train]]
        scores[test] = learned(matrix[known], true[known], weight[known]).decision_function(matrix[test])
    whole = learned(matrix[usable], true[usable], weight[usable])
    weights = dict(zip(names, whole.coef_[0], strict=True)) | {"bias": whole.intercept_[0]}
    return Fitted(weights, scores)


def learned(matrix: csr_matrix, true: np.ndarray, weight: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=PENALTY, max_iter=3000, solver="liblinear").fit(matrix, true, weight)


def best(rows: Sequence[Row], scores: np.ndarray) -> list[int]:
    """The rows that a check would report: the best of each place, and none that overlap."""
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        places[row.text, row.start].append(n)
    chosen, free, text = [], 0, ""
    for (name, start), numbers in sorted(places.items()):
        if name != text:
            text, free = name, 0
        top = max(numbers, key=lambda n: scores[n])
        if start >= free and scores[top] > 0:
            chosen.append(top)
            free = rows[top].end
    return chosen


def level(scores: np.ndarray, true: np.ndarray, target: float) -> float:
    """The lowest score from which on up at least ``target`` of all are true."""
    order = np.argsort(-scores)
    right = np.cumsum(true[order]) / (np.arange(len(order)) + 1)
    enough = np.flatnonzero(right >= target)
    return float(scores[order][enough[-1]]) if len(enough) else NEVER


def levels(rows: Sequence[Row], scores: np.ndarray) -> dict[str, dict[str, float]]:
    """Stratum → severity → the least score for it."""
    chosen = [n for n in best(rows, scores) if rows[n].real and rows[n].true is not None and not rows[n].apart]
    found: dict[str, dict[str, float]] = {}
    for name in TARGETS["error"]:
        numbers = [n for n in chosen if stratum(rows[n].kind, rows[n].table) == name]
        simple = [n for n in numbers if rows[n].fixable]
        true = np.array([bool(row.true) for row in rows])
        strict = [n for n in numbers if not rows[n].loose]
        least = {
            "error": level(scores[strict], true[strict], TARGETS["error"][name]),
            "warning": level(scores[numbers], true[numbers], TARGETS["warning"][name]),
        }
        for what in (SURE, SURE_LOWER):
            these = [n for n in simple if sure_level(rows[n].names) == what]
            least[what] = level(scores[these], true[these], BEYOND_DOUBT)
        floors = FLOORS | FLOORS_OF.get(name, {})
        found[name] = {what: max(floor, least.get(what, floor)) for what, floor in floors.items()}
    return found


def main(folders: Sequence[Path], kept: Path | None) -> None:
    """``kept``: a file that keeps the rows, for trying other settings on them."""
    if kept and kept.exists():
        rows = pickle.loads(kept.read_bytes())
    else:
        rows = [row for name in SNIPPETS for row in snippet_rows(name)]
        rows += [row for folder in folders for row in real_rows(folder)]
        if kept:
            kept.write_bytes(pickle.dumps(rows))
    left_open(rows)
    scores = np.zeros(len(rows))
    weights: dict[str, dict[str, float]] = {}
    for table in TABLES:
        numbers = np.array([n for n, row in enumerate(rows) if row.table == table])
        one = fitted([rows[n] for n in numbers])
        scores[numbers], weights[table] = one.scores, one.weights
    steps = levels(rows, scores)
    write(
        weights, steps, {table: reach([row for row in rows if row.table == table], weights[table]) for table in TABLES}
    )
    report(rows, scores, steps)


def reach(rows: Sequence[Row], weights: dict[str, float]) -> dict[str, float]:
    """The most that the place of a true comparison adds to its score, by whether anything there spoke for the brand."""
    most = {CUED: 0.0, UNCUED: 0.0}
    for row in rows:
        if row.true and not row.apart:
            added = sum(weights.get(name, 0.0) for name in row.names[row.of_words :])
            for kind in (CUED, UNCUED) if not {"proof=no", "proof=weak"}.isdisjoint(row.names) else (CUED,):
                most[kind] = max(most[kind], added)
    return most


def write(
    weights: dict[str, dict[str, float]], steps: dict[str, dict[str, float]], most: dict[str, dict[str, float]]
) -> None:
    """The model's file: a weight a line, so that two models can be compared."""
    rounded = {
        table: {name: round(weight, 2) for name, weight in sorted(of.items()) if abs(weight) >= 0.01}
        for table, of in weights.items()
    }
    levels, most = (
        {table: {what: round(score, 2) for what, score in of.items()} for table, of in numbers.items()}
        for numbers in (steps, most)
    )
    model = {"levels": levels, "reach": most, "weights": rounded}
    files.MODEL.write_text(json.dumps(model, ensure_ascii=False, indent=0) + "\n", "utf-8")


def report(rows: Sequence[Row], scores: np.ndarray, steps: dict[str, dict[str, float]]) -> None:
    """How right the findings of voices are that their fold had not seen, by severity, table, language and probability."""
    chosen = [n for n in best(rows, scores) if rows[n].real and rows[n].true is not None]

    def severity(n: int) -> str:
        of = steps[stratum(rows[n].kind, rows[n].table)]
        found = next((name for name in SEVERITIES if scores[n] >= of[name]), "none")
        return "warning" if found == "error" and rows[n].loose else found

    for half, apart in (("in folds", False), ("apart", True)):
        numbers = [n for n in chosen if rows[n].apart == apart]
        if not numbers:
            continue
        every = {(row.text, row.start) for row in rows if row.real and row.true and row.apart == apart}
        print(f"{half}: {len(every)} true")
        groups: dict[str, list[int]] = defaultdict(list)
        for n in numbers:
            found = severity(n)
            capitals = "capitals" if rows[n].kind == "capitals" else "other kinds"
            if rows[n].fixable and scores[n] >= steps[stratum(rows[n].kind, rows[n].table)][sure_level(rows[n].names)]:
                groups["sure"].append(n)
            for key in (found, f"{found}, {capitals}", f"{found}, {rows[n].table}", f"{found}, {rows[n].lang}"):
                groups[key].append(n)
            groups[f"probability {min(int(10 / (1 + np.exp(-scores[n]))), 9) / 10}"].append(n)
        for key, members in sorted(groups.items()):
            right = sum(bool(rows[n].true) for n in members)
            print(
                f"  {key:32} {len(members):5} found, {right / len(members):.3f} right, {right / len(every):.3f} of all true"
            )


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("folders", nargs="*", type=Path, default=[prose_figures.SHARED])
    options.add_argument("--rows", type=Path)
    given = options.parse_args()
    main(given.folders, given.rows)
