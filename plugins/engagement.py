"""Everything into the ledger, and the ledger into the gradebook: pages and CSV, outside the published site."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from .core import attention, circle, exports, ledger, network, sparkline
from .core.brands import Finding
from .core.check import WHY, Checked
from .core.corpus import Corpus
from .core.model import Text
from .core.problems import Places
from .options import Options

AROUND = 60
"""Characters shown on each side of a finding."""


@dataclass(frozen=True, slots=True)
class Found:
    """A brand finding as the report shows it, with what stands around it in its line."""

    text: Text
    finding: Finding
    line: int
    column: int
    before: str
    after: str


class Gradebook(Generator):  # type: ignore[misc]
    """Writes the gradebook to its own folder; nothing of it ever reaches the output folder or its context."""

    def generate_output(self, _: Writer) -> None:
        options: Options = self.context["options"]
        if options.gradebook is None:
            return
        corpus: Corpus = self.context["corpus"]
        book = keep(corpus, self.context)
        woven = network.weave(book, corpus.comments)
        facts = {
            "ledger": book,
            "settings_problems": [p for p in self.context["problems"] if p.rule == "settings"],
            "WHY": WHY,
            "brand_findings": list(_findings(corpus, self.context["checked"])),
            "network": woven,
            "drawing": circle.draw(woven),
            "attention": attention.pay(book, woven, corpus.posts, corpus.comments),
            "sparklines": sparkline.by_person(book),
        }
        page = _Pages(self, options.gradebook, options.site_from_gradebook, facts)
        page.write("index.html", "gradebook/index")
        page.write("conversation.html", "gradebook/conversation")
        page.write("brands.html", "gradebook/brands")
        page.write("texts.html", "gradebook/texts")
        for person, rows in book.by_person.items():
            found = corpus.course.person_by_id[person]
            page.write(f"people/{person}/index.html", "gradebook/person", person=found, rows=rows)
        for name, text in (("participation", exports.participation(book)), ("entries", exports.entries(book))):
            (options.gradebook / f"{name}.csv").write_bytes(text.encode("utf-8"))
        shutil.copytree(Path(self.theme) / "static", options.gradebook / "theme", dirs_exist_ok=True)


class _Pages:
    """Writes templates below the gradebook's folder, each knowing its way to the gradebook's and the site's root."""

    def __init__(self, generator: Gradebook, folder: Path, site: str, facts: Mapping[str, Any]) -> None:
        self.generator, self.folder, self.site, self.facts = generator, folder, site, facts

    def write(self, address: str, template: str, **more: Any) -> None:
        up = "../" * address.count("/")
        site = self.site if "://" in self.site else up + self.site
        index = "" if "://" in self.site else "index.html"

        def public(where: str, anchor: str = "") -> str:
            return f"{site}/{where}{index}{'#' if anchor else ''}{anchor}"

        context = {**self.generator.context, **self.facts, **more, "ROOT": up or "./", "public": public}
        file = self.folder / address
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.generator.get_template(template).render(context), "utf-8")


def keep(corpus: Corpus, context: Mapping[str, Any]) -> ledger.Ledger:
    rendered, checked = context["rendered"], context["checked"]
    evidence = ledger.Evidence(
        posts=corpus.posts,
        comments=corpus.comments,
        words={path: text.words for path, text in rendered.items()},
        brand_errors={path: found.brand_errors for path, found in checked.items()},
        committed=corpus.committed,
        as_of=context["as_of"],
    )
    return ledger.keep(corpus.course, evidence)


def _findings(corpus: Corpus, checked: Mapping[str, Checked]) -> Iterator[Found]:
    """Every brand finding with its text, place and surroundings, for the report."""
    for text in corpus.texts:
        source = text.source.text
        places = Places(source)
        for finding in checked[text.path].findings:
            before = source[max(0, finding.start - AROUND) : finding.start].split("\n")[-1]
            after = source[finding.end : finding.end + AROUND].split("\n")[0]
            yield Found(text, finding, *places.at(finding.start), before, after)


def generators(_: Pelican) -> type[Generator]:
    return Gradebook


def register() -> None:
    signals.get_generators.connect(generators)
