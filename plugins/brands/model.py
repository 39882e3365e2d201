"""How likely is it that a name is meant? A sum of learned weights, one for each feature that holds.

Weights and levels are learned by ``python tests/brands/train.py``, which writes them to ``data/brand_model.json``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, inf
from typing import Final

from ..core.problems import Severity

BIAS = "bias"
SURE = "sure"
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "notice")


@dataclass(frozen=True)
class Model:
    """A logistic regression for each table of features: feature → weight in log-odds, and a bias. ``levels``:
    stratum (a table, or ``capitals``) → severity, or ``sure``, → the least score for it. Without weights and levels
    everything is possible.
    """

    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def score(self, table: str, names: Iterable[str]) -> float:
        """The log-odds that the name is meant."""
        weights = self.weights.get(table, {})
        return sum([weights.get(name, 0.0) for name in names], weights.get(BIAS, 0.0))

    def weighed(self, table: str, names: Iterable[str]) -> list[tuple[float, str]]:
        """Features with their weights, what speaks most for the name first."""
        weights = self.weights.get(table, {})
        return sorted(((weights.get(name, 0.0), name) for name in names), reverse=True)

    def level(self, stratum: str, severity: str) -> float:
        return self.levels.get(stratum, {}).get(severity, -inf)

    @cached_property
    def least(self) -> float:
        """The least score of any finding."""
        return min((levels["notice"] for levels in self.levels.values()), default=-inf)

    def severity(self, stratum: str, score: float) -> Severity | None:
        """The severity that a score deserves, if any."""
        return next((severity for severity in SEVERITIES if score >= self.level(stratum, severity)), None)

    @cached_property
    def best(self) -> dict[str, dict[str, float]]:
        """Table → group → the most that any of its values weighs."""
        best: dict[str, dict[str, float]] = {}
        for table, weights in self.weights.items():
            groups = best.setdefault(table, {})
            for name, weight in weights.items():
                group = name.rpartition("=")[0]
                groups[group] = max(groups.get(group, 0.0), weight)
        return best

    def ceiling(self, table: str, groups: Iterable[str]) -> float:
        """The most that these groups can add to a score."""
        best = self.best.get(table, {})
        return sum([best.get(group, 0.0) for group in groups])


def probability(score: float) -> float:
    return 1 / (1 + exp(-score))


def read_model(text: str) -> Model:
    """The model of a JSON file."""
    data = json.loads(text)
    return Model(data["weights"], data["levels"])
