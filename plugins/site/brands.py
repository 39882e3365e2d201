"""The brand check of a build: every text once; pages for the brands that are named."""

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..checks import course_check
from ..core.model import Brand
from ..corpus.conversation import Conversation
from ..corpus.overview import Overview


def check_texts(pelican: Pelican) -> None:
    settings = pelican.settings
    corpus = settings["corpus"]
    checked = course_check.checked(corpus, settings["options"].cache)
    mentions = {path: found.mentions for path, found in checked.items()}
    overview = Overview(corpus, mentions, settings["as_of"])
    html = {path: text.html for path, text in settings["rendered"].items()}
    settings.update(checked=checked, overview=overview, conversation=Conversation(corpus, overview.shown, html))
    settings["problems"] += course_check.problems(corpus, checked)


class BrandPages(Generator):  # type: ignore[misc]
    """``/brands/`` and a page for every brand that is named."""

    def generate_output(self, writer: Writer) -> None:
        overview: Overview = self.context["overview"]
        writer.write_file(
            "brands/index.html", self.get_template("brands"), self.context, relative_urls=True, url="brands/"
        )
        template = self.get_template("brand")
        quoted: dict[Brand, list[str]] = {}
        for text in overview.texts:
            for finding in self.context["checked"][text.path].findings:
                if finding.severity == "notice" and finding.wrong not in quoted.setdefault(finding.brand, []):
                    quoted[finding.brand].append(finding.wrong)
        for brand, texts, count in overview.brands:
            writer.write_file(
                f"{brand.address}index.html", template, self.context, relative_urls=True, url=brand.address,
                brand=brand, texts=texts, count=count, quotations=overview.quotations(brand, texts),
                strip=overview.brand_strip(brand, texts), quoted=quoted.get(brand, []),
            )  # fmt: skip


def generators(_: Pelican) -> type[Generator]:
    return BrandPages


def register() -> None:
    signals.initialized.connect(check_texts)
    signals.get_generators.connect(generators)
