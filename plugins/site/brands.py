"""Pages for the brands mentioned in texts."""

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from ..core.model import Brand
from . import mentions
from .context import Site


class BrandPages(Generator):  # type: ignore[misc]
    """``/brands/``, and the pages of each mentioned brand."""

    def generate_output(self, writer: Writer) -> None:
        site: Site = self.context["site"]
        overview = site.overview
        writer.write_file(
            "brands/index.html", self.get_template("brands"), self.context, relative_urls=True, url="brands/"
        )
        template = self.get_template("brand")
        quoted: dict[Brand, list[str]] = {}
        for text in overview.texts:
            for report in site.checked[text.path].reports:
                finding = report.finding
                if finding.why and finding.wrong not in quoted.setdefault(finding.brand, []):
                    quoted[finding.brand].append(finding.wrong)
        week_template = self.get_template("brand_week")
        for brand, texts, count in overview.brands:
            weeks, (own, *further) = mentions.pages(brand, overview.quotations(brand, texts))
            writer.write_file(
                f"{brand.address}index.html", template, self.context, relative_urls=True, url=brand.address,
                brand=brand, texts=texts, count=count, mentions=own, mention_weeks=weeks,
                strip=overview.brand_strip(brand, texts), quoted=quoted.get(brand, []),
            )  # fmt: skip
            for page in further:
                writer.write_file(
                    f"{page.address}index.html", week_template, self.context, relative_urls=True, url=page.address,
                    brand=brand, mentions=page, mention_weeks=weeks,
                )  # fmt: skip


def generators(_: Pelican) -> type[Generator]:
    return BrandPages


def register() -> None:
    signals.get_generators.connect(generators)
