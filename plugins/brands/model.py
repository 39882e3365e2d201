"""How likely is it that a name is meant? A sum of learned weights, one for each feature that holds.

Weights and levels are learned by ``python tests/brands/train.py``, which writes them to ``data/brand_model.json``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, inf

from ..core.problems import SEVERITIES, Severity

BIAS = "bias"
SURE, SURE_LOWER = "sure", "sure-lower"
"""The levels of a correction beyond doubt: of words with a capital and without, which are likelier to be code."""
CUED, UNCUED = "cued", "uncued"


@dataclass(frozen=True)
class Model:
    """A logistic regression for each table of features: feature → weight in log-odds, and a bias. ``levels``:
    stratum (a table, or ``capitals``) → severity, ``sure`` or ``sure-lower`` → the least score for it. ``reach``:
    table → the most that a place has added to the score of a name that was meant, in all that the model has learned
    from, by whether anything there spoke for the brand. Without levels everything is possible.
    """

    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    reach: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

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

    def possible(self, table: str, score: float, *, cued: bool) -> bool:
        """Whether words with this score can be found at any place; ``cued``: at one that speaks for the brand."""
        return score + self.reach.get(table, {}).get(CUED if cued else UNCUED, 0.0) >= self.least


def probability(score: float) -> float:
    return 1 / (1 + exp(-score))


def read_model(text: str) -> Model:
    """The model of a JSON file."""
    data = json.loads(text)
    return Model(data["weights"], data["levels"], data["reach"])
