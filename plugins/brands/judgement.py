"""What becomes of a comparison: nothing, or a finding of the severity that its score deserves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from .comparison import Comparison
from .context import Context, Word
from .features import Features, Text, Traits, in_prose
from .found import Finding, finding
from .lexicon import Lexicon, normal, squeeze
from .model import SURE, SURE_LOWER, Model, probability
from .reasons import reasons

LEARNED_WITH = 2_000
"""Names of the lexicon with which the weights were learned. One with fewer has fewer near misses by chance."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A comparison, the log-odds that the name is meant, and the features that speak for it and against it."""

    compared: Comparison
    table: str
    score: float
    features: tuple[str, ...]

    @property
    def stratum(self) -> str:
        return stratum(self.compared.kind, self.table)


FEWEST = 100
"""Names below which a shorter lexicon says no more."""


class Judgement:
    """Judges the comparisons of one lexicon."""

    def __init__(self, lexicon: Lexicon, features: Features, model: Model) -> None:
        self.lexicon, self.features, self.model = lexicon, features, model
        self.fewer = log(max(LEARNED_WITH / max(len(lexicon.brands), FEWEST), 1)) / 2

    def possible(self, compared: Comparison, written: tuple[Word, ...], surface: str, lang: str, *, cued: bool) -> bool:
        """Whether words can be found to be a name at any place; ``cued``: at one that speaks for the brand."""
        traits = self.features.traits(compared, written, surface, lang)
        return self.model.possible(traits.table, self.model.score(traits.table, traits.names) + self.fewer, cued=cued)

    def best(self, context: Context, compared: Iterable[Comparison], text: Text, lang: str) -> Judged | None:
        """The likeliest of several comparisons."""
        judged = (self.judged(context, one, text, lang) for one in compared)
        return max(judged, key=lambda one: one.score, default=None)

    def judged(self, context: Context, compared: Comparison, text: Text, lang: str) -> Judged:
        traits, place = self.features_of(context, compared, text, lang)
        names = (*traits.names, *place)
        score = self.model.score(traits.table, names) + (0.0 if compared.kind == "capitals" else self.fewer)
        return Judged(compared, traits.table, score, names)

    def features_of(
        self, context: Context, compared: Comparison, text: Text, lang: str
    ) -> tuple[Traits, tuple[str, ...]]:
        written = tuple([token.word for token in context.run(compared.first, compared.first + compared.count)])
        surface = context.text[compared.start : compared.end]
        traits = self.features.traits(compared, written, surface, lang)
        return traits, tuple(self.features.of_place(context, compared, traits, text))

    def tells(self, judged: Judged) -> bool:
        """Whether a score is high enough for a finding."""
        return self.model.severity(judged.stratum, judged.score) is not None

    def suggestion(self, compared: Comparison, wrong: str) -> str:
        """The form that what is written should have been."""
        return compared.form.text if compared.listed else self.lexicon.form_for("".join(compared.form.words), wrong)

    def finding(self, context: Context, judged: Judged) -> Finding | None:
        """What is found, if the score is high enough."""
        compared = judged.compared
        brand, wrong = compared.form.brand, context.text[compared.start : compared.end]
        severity = self.model.severity(judged.stratum, judged.score)
        if not severity or self.taught(judged, context):
            return None
        if severity == "error" and normal(wrong) in brand.loose:
            severity = "warning"
        return finding(
            context, compared.start, compared.end, self.suggestion(compared, wrong), brand, compared.kind,
            severity=severity, probability=probability(judged.score), sure=self.sure(judged),
            reasons=tuple(reasons(self.model.weighed(judged.table, judged.features))),
        )  # fmt: skip

    def taught(self, judged: Judged, context: Context) -> bool:
        """Whether the course says that what is written is another thing's name."""
        written = context.text[judged.compared.start : judged.compared.end]
        return squeeze(written) in self.lexicon.own_others

    def sure(self, judged: Judged) -> bool:
        """Whether a correction is beyond doubt: in prose, a listed form, or wrong capitals, spaces or hyphens, of a
        name that is no word.
        """
        correctable = can_be_sure(judged.compared, judged.features)
        return correctable and judged.score >= self.model.level(judged.stratum, sure_level(judged.features))


def stratum(kind: str, table: str) -> str:
    """Which levels hold for a comparison: those of capitals, which are right most often, or of its table."""
    return "capitals" if kind == "capitals" else table


def can_be_sure(compared: Comparison, features: Sequence[str]) -> bool:
    """Whether a correction of this kind can be beyond doubt, if its score is high enough. Capitals inside a word
    (qualtRics) may be what something else is called.
    """
    simple = compared.listed or compared.kind == "spacing" or (compared.kind == "capitals" and compared.count == 1)
    inside = compared.kind == "capitals" and any(name.startswith("shape=mixed") for name in features)
    return simple and not inside and not compared.form.brand.common_word and in_prose(features)


def sure_level(features: Iterable[str]) -> str:
    """Which level a correction has to reach, to be beyond doubt."""
    return SURE_LOWER if any(name.startswith("shape=lower") for name in features) else SURE
