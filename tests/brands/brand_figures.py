"""How exact the brand check is on labelled snippets: ``python tests/brands/brand_figures.py NAME [--wrong]``.

``NAME.jsonl`` and ``NAME_lexicon.json`` are in the form that ``README.md`` beside them describes. Where there is no
``NAME_lexicon.json``, the shipped lexicon judges.
A finding is right where it overlaps a labelled error and is not much longer; its suggestion is right where putting
it in its own place gives the corrected text. Errors and warnings count, notices for nothing.
"""

import json
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from plugins import brands
from plugins.brands import Lexicon
from plugins.brands.lexicon import bare, normal
from plugins.core.model import Source
from plugins.corpus import files
from plugins.texts import mask

SETS = Path(__file__).parent


@dataclass
class Figures:
    """Counts over one labelled set."""

    found: int = 0
    missed: int = 0
    false: int = 0
    suggested: int = 0
    clean: int = 0
    alarmed: int = 0
    false_by_class: Counter[str] = field(default_factory=Counter)
    by_class: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.false, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)

    @property
    def suggestion(self) -> float:
        return self.suggested / max(self.found, 1)

    @property
    def alarms(self) -> float:
        return self.alarmed / max(self.clean, 1)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}, recall {self.recall:.3f}, first suggestion {self.suggestion:.3f}, "
            f"false alarms on {self.alarms:.3%} of {self.clean} clean snippets "
            f"({self.found} found, {self.missed} missed, {self.false} false)"
        )


def lexicon(file: Path) -> Lexicon:
    """The lexicon of a JSON file, read as a course's ``brands.toml``: its strings and lists are TOML, too."""
    if not file.exists():
        tables = ['extends = "marketing"']
    else:
        tables = [
            "[[brands]]\n"
            + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in item.items())
            for item in json.loads(file.read_text("utf-8"))
        ]
    found, problems = brands.read("\n".join(tables), files.shipped_lexicon)
    assert not problems, problems
    return found


def measure(cases: Path, names: Path, told: Collection[str] = ("error", "warning")) -> Figures:
    """The figures of a set; ``told``: the severities that count as found."""
    matcher = files.matcher(lexicon(names))
    figures = Figures()
    for line in cases.read_text("utf-8").splitlines():
        case = json.loads(line)
        text, errors = case["text"], case["errors"]
        _, findings = matcher.read(mask.prose(Source("x.md", text, 0)), case["lang"])
        findings = [finding for finding in findings if finding.severity in told]
        left = list(findings)
        for error in errors:
            hit = next((f for f in left if overlaps(f, error)), None)
            if hit is None:
                figures.missed += 1
                figures.by_class[case["class"]] += 1
                figures.wrong.append(
                    f"missed  {case['id']} {case['class']}: {error['wrong']} → {error['right']} | {text!r}"
                )
                continue
            left.remove(hit)
            figures.found += 1
            corrected = text[: error["start"]] + error["right"] + text[error["end"] :]
            if same(text[: hit.start] + hit.suggestion + text[hit.end :], corrected):
                figures.suggested += 1
            else:
                figures.wrong.append(
                    f"suggest {case['id']} {hit.wrong} → {hit.suggestion}, not {error['right']} | {text!r}"
                )
        figures.false += len(left)
        figures.false_by_class[case["class"]] += len(left)
        figures.wrong += [
            f"false   {case['id']} {case['class']} {case['lang']}: {f.wrong} → {f.suggestion} | {text!r}" for f in left
        ]
        if not errors:
            figures.clean += 1
            figures.alarmed += bool(left)
    return figures


def same(one: str, other: str) -> bool:
    """Equal but for diacritics and white space: the policy accepts a bare-ASCII form."""
    return bare(normal(one)) == bare(normal(other))


def overlaps(finding: object, error: dict[str, int]) -> bool:
    start, end = finding.start, finding.end
    return start < error["end"] and end > error["start"] and end - start <= 2 * (error["end"] - error["start"]) + 2


if __name__ == "__main__":
    name = sys.argv[1]
    figures = measure(SETS / f"{name}.jsonl", SETS / f"{name}_lexicon.json")
    if "--wrong" in sys.argv:
        print("\n".join(figures.wrong))
    print(figures)
