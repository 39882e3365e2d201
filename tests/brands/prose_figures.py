"""How right the brand check is about real prose: ``python tests/brands/prose_figures.py [FOLDER] [--half NAME]``.

A folder holds texts (``prose.jsonl`` or ``prose.jsonl.xz``) and judged findings (``judged.tsv``), as
``../shared/prose`` does; ``--half``: only the voices that its ``split.tsv`` puts there. A finding counts as a judge
called it. One that no judge was shown is right where the same words were called right elsewhere or stand in
``judged_later.tsv``, and wrong otherwise; debatable ones and quotations count for nothing.
"""

import argparse
import csv
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import brand_figures

from plugins import brands
from plugins.core.model import Source
from plugins.corpus import files
from plugins.texts import mask

SHARED = brand_figures.SETS.parents[2] / "shared" / "prose"
LATER = brand_figures.SETS / "judged_later.tsv"
"""What no judge was shown and is true wherever it stands: wrong form and right one."""


class Verdicts:
    """What judges said of the findings in some texts."""

    def __init__(self, folder: Path) -> None:
        self.by_text: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
        with (folder / "judged.tsv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                self.by_text[row["id"]][row["wrong"], row["suggestion"]].append(row["verdict"])
        self.true = {tuple(line.split("\t")) for line in LATER.read_text("utf-8").splitlines()}
        for pairs in self.by_text.values():
            self.true.update(pair for pair, verdicts in pairs.items() if "true" in verdicts)

    def on(self, text: str, wrong: str, right: str) -> str:
        """The verdict on the next finding of some words in a text: ``true``, ``false``, ``debatable`` or ``notice``."""
        left = self.by_text[text].get((wrong, right), [])
        if left:
            return left.pop(0) if len(left) > 1 else left[0]
        return str((wrong, right) in self.true).lower()


class Counts(NamedTuple):
    right: int
    wrong: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)


@dataclass
class Figures:
    """Findings by what they are and whether they are right."""

    words: int = 0
    texts: int = 0
    judged_true: int = 0
    """Errors that a judge called true,"""
    told: int = 0
    """and how many of them are told as errors or warnings."""
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)

    def of(self, group: str) -> Counts:
        return Counts(self.found[group, "true"], self.found[group, "false"])

    def __str__(self) -> str:
        found = f"{self.told} of {self.judged_true} judged errors are told as errors or warnings"
        lines = [f"{self.texts} texts, {self.words} words; {found}"]
        for group in sorted({group for group, _ in self.found}):
            counts = self.of(group)
            alarms = 10_000 * counts.wrong / max(self.words, 1)
            lines.append(
                f"  {group:34} {counts.right:5} right, {counts.wrong:4} wrong: precision {counts.precision:.3f}"
                f"{f', {alarms:.2f} wrong in 10,000 words' if group == 'error' else ''}"
            )
        return "\n".join(lines)


def texts(folder: Path, half: str = "") -> Iterator[dict[str, str]]:
    """The texts of a folder, or of one half of its voices."""
    split = folder / "split.tsv"
    halves = dict(line.split("\t")[:2] for line in split.read_text("utf-8").splitlines()) if half else {}
    plain, packed = folder / "prose.jsonl", folder / "prose.jsonl.xz"
    with plain.open(encoding="utf-8") if plain.exists() else lzma.open(packed, "rt", encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            if not half or halves.get(re.sub(r"-\d+$", "", item["id"])) == half:
                yield item


def measure(folder: Path, half: str = "", part: slice = slice(None)) -> Figures:
    """The figures of a folder's texts, or of a part of them."""
    lexicon, _ = brands.read('extends = "marketing"\n', files.shipped_lexicon)
    matcher, verdicts, figures = files.matcher(lexicon), Verdicts(folder), Figures()
    for item in list(texts(folder, half))[part]:
        masked = mask.prose(Source("x.md", item["text"], 0))
        figures.texts += 1
        figures.words += len(item["text"].split())
        figures.judged_true += sum(verdict == "true" for of in verdicts.by_text[item["id"]].values() for verdict in of)
        for finding in matcher.read(masked, item["lang"])[1]:
            judged = (finding.wrong, finding.suggestion) in verdicts.by_text[item["id"]]
            verdict = verdicts.on(item["id"], finding.wrong, finding.suggestion)
            if finding.why or verdict not in ("true", "false"):
                continue
            figures.told += judged and verdict == "true" and finding.severity != "notice"
            kind = "capitals" if finding.kind == "capitals" else "other kinds"
            groups = [finding.severity, f"{finding.severity}, {kind}", *(["sure"] if finding.sure else [])]
            groups += [f"{finding.severity}, {item[key]}" for key in ("lang", "genre") if finding.severity == "error"]
            groups.append(f"probability {int(10 * min(finding.probability, 0.999)) / 10}")
            for group in groups:
                figures.found[group, verdict] += 1
            if verdict == "false" and finding.severity == "error":
                figures.false.append(f"{item['id']}: {finding.wrong} → {finding.suggestion}")
    return figures


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("folder", nargs="?", type=Path, default=SHARED)
    options.add_argument("--half", default="")
    options.add_argument("--false", action="store_true")
    given = options.parse_args()
    figures = measure(given.folder, given.half)
    print(figures)
    if given.false:
        print("\n".join(figures.false))
