"""What becomes of a comparison: nothing, or a finding of a severity that its probability deserves."""

from collections.abc import Sequence
from dataclasses import replace

from ..core.problems import Severity
from .comparison import Comparison
from .context import Context, Token, Word
from .features import PROVEN, Features, Text, Traits
from .found import Finding, finding
from .lexicon import normal
from .model import Model, probability

ERROR, WARNING, NOTICE = 0.95, 0.8, 0.5
"""How likely a finding of a severity is to be right, at least."""
LIKELY = 0.0
"""The log-odds of a finding, at least."""


class Judgement:
    """Judges the comparisons of one lexicon."""

    def __init__(self, features: Features, model: Model) -> None:
        self.features, self.model = features, model

    def possible(
        self, compared: Comparison, written: Sequence[Word | Token], surface: str, lang: str, *, cued: bool
    ) -> bool:
        """Whether words can be meant to be a name at any place; ``cued``: at one that speaks for the brand."""
        traits = self.features.traits(compared, written, surface, lang)
        unproven = () if cued else (f"{group}={PROVEN[0]}" for group in traits.groups_of_proof)
        groups = (*traits.groups_of_place, *(traits.groups_of_proof if cued else ()))
        score = self.model.score(traits.table, (*traits.names, *unproven))
        return score + self.model.ceiling(traits.table, groups) >= LIKELY

    def score(self, context: Context, compared: Comparison, text: Text, lang: str) -> float:
        """The log-odds that the name is meant."""
        traits, place = self.features_of(context, compared, text, lang)
        return self.model.score(traits.table, (*traits.names, *place))

    def features_of(
        self, context: Context, compared: Comparison, text: Text, lang: str
    ) -> tuple[Traits, tuple[str, ...]]:
        written = context.run(compared.first, compared.first + compared.count)
        surface = context.text[compared.start : compared.end]
        traits = self.features.traits(compared, written, surface, lang)
        return traits, tuple(self.features.of_place(context, compared, traits, text, lang))

    def finding(self, context: Context, compared: Comparison, score: float) -> Finding | None:
        """What is found at a score; nothing where the name is less likely meant than not."""
        if score < LIKELY:
            return None
        form = compared.form
        wrong = context.text[compared.start : compared.end]
        key = "".join(form.words)
        suggestion = form.text if compared.listed else self.features.lexicon.form_for(key, wrong)
        made = finding(context, compared.start, compared.end, suggestion, form.brand, compared.kind)
        likely = probability(score)
        severity: Severity = "error" if likely >= ERROR else "warning" if likely >= WARNING else "notice"
        if severity == "error" and normal(wrong) in form.brand.loose:
            severity = "warning"
        return replace(made, severity=severity, probability=likely)
