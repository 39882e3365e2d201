"""Invented classes of any size: names of many cultures, and ids of the forms that platforms give. The same seed gives the
same people.
"""

import random
import unicodedata
from dataclasses import dataclass

from unidecode import unidecode

TUNED = {
    "english": ("Rose Mark Will April Grace James Mary Hunter Dean Faith Emma Jack", "Park Young Brown Hill Long King Bell O'Brien Smith-Jones Walker Price Stone"),
    "chinese": ("小明 娜娜 伟 静 志强 雪梅 子君 建国", "王 李 张 刘 陈 欧阳 高 林"),
    "japanese": ("太郎 花子 さくら 健一 陽子 蓮", "山田 佐藤 鈴木 高橋 林 小林"),
    "korean": ("민준 서연 지우 하은 도윤 수아", "김 이 박 최 정 남궁"),
    "arabic": ("محمد فاطمة علي خالد مريم", "الحسن محمود علي المصري حداد"),
    "hebrew": ("דוד שרה יעל משה נועה", "כהן לוי מזרחי פרץ ביטון"),
    "thai": ("สมชาย กนกวรรณ ณัฐพล พิมพ์ชนก", "ใจดี ศรีสุข วงศ์ทอง รักไทย"),
    "vietnamese": ("Minh Khai|Thị Lan|Văn Hùng|Ngọc Ánh|Đức Anh", "Nguyễn|Trần|Lê|Phạm|Đặng"),
    "icelandic": ("Guðrún Sigurður Þóra Ægir Hrafn Björk", "Jónsdóttir Sigurðsson Þórsdóttir Ólafsson Einarsdóttir"),
    "spanish": ("María José|Ximena|José Luis|Íñigo|Lucía", "García López|de la Cruz Ruiz|Núñez Peña|Muñoz Gil"),
    "german": ("Jürgen Käthe Björn Anneliese Sören", "Müller Groß Weiß Schröder Königsberger"),
    "nigerian": ("Amara Chidi|Ngozi|Chinedu|Adaeze", "Okafor Okonkwo Eze Nwosu"),
}  # fmt: skip
HELD_OUT = {
    "hungarian": ("Zsófia László Ágnes Gergő Eszter Tünde", "Nagy Szabó Kovács Tóth Kiss Erdélyi"),
    "irish": ("Siobhán Pádraig Aoife Declan Caoimhe", "O'Sullivan Ó Conchúir|Mac Giolla|Murphy|Nic Dhonnchadha"),
    "russian": ("Анна Сергей Ольга Дмитрий", "Иванова Петров Кузнецова Смирнов"),
    "greek": ("Ελένη Γιώργος Μαρία Νίκος", "Παπαδοπούλου Νικολάου Γεωργίου"),
    "turkish": ("Yıldız Çağla Işıl Ömer", "Şahin Güneş Özdemir Kılıç"),
    "polish": ("Łukasz Małgorzata Świętosława Józef", "Wójcik Dąbrowska Żuławski Łęcki"),
    "hindi": ("अनन्या राहुल प्रिया", "शर्मा पटेल सिंह"),
    "indian": ("Ananya Priya Rahul Lakshmi Arjun", "Patel Singh Krishnamurthy Rao Iyer"),
    "welsh": ("Gwen Rhys Angharad Hope Joy", "Llewellyn ap Rhys|Vaughan|Day|Fields|Rivers"),
    "cantonese": ("Ka Yan|Wai Man|Tsz Ching|Ho Yin", "Chan Lee Wong Ng Lam Ho"),
    "filipino": ("Maria Cristina|Jose Mari|Angel|Princess", "Dela Cruz|Santos|Reyes|Magsaysay"),
}  # fmt: skip
IDS = ("canvas 4", "canvas 5", "canvas 6", "canvas 7", "moodle", "matriculation", "sis", "integration")


@dataclass(frozen=True)
class Row:
    """A person of a roster: their culture, name and ids."""

    culture: str
    name: str
    mail: str
    login: str
    ids: tuple[tuple[str, str], ...]
    given: str = ""
    family: str = ""


def split(text: str) -> list[str]:
    return text.split("|") if "|" in text else text.split()


def people(chance: random.Random, count: int, *, held_out: bool = False) -> list[Row]:
    """So many people, no two of one name."""
    cultures = HELD_OUT if held_out else TUNED
    scheme = chance.choice(IDS), chance.choice(("sis", "matriculation", "moodle"))
    rows: dict[str, Row] = {}
    while len(rows) < count:
        culture = chance.choice(list(cultures))
        given, family = (chance.choice(split(part)) for part in cultures[culture])
        far_east = culture in ("chinese", "japanese", "korean")
        name = (
            f"{family}{given}" if far_east else f"{family} {given}" if culture == "vietnamese" else f"{given} {family}"
        )
        rows[name] = Row(
            culture, name, *_accounts(chance, given, family, len(rows)), tuple((kind, _id(chance, kind)) for kind in scheme),
            given, family,
        )  # fmt: skip
    return list(rows.values())


def _accounts(chance: random.Random, given: str, family: str, n: int) -> tuple[str, str]:
    first, last = ("".join(c for c in unidecode(part).lower() if c.isalpha()) or "x" for part in (given, family))
    login = chance.choice(
        (
            f"{first[0]}{last[:2]}{chance.randrange(10)}",
            f"{first[:5]}{chance.randrange(10, 99)}",
            f"{first[0]}{last}"[:8],
        )
    )
    return f"{first}.{last}{n or ''}@uni.example", login


def _id(chance: random.Random, kind: str) -> str:
    if kind.startswith("canvas"):
        digits = int(kind[-1])
        return str(chance.randrange(10 ** (digits - 1), 10**digits))
    return {
        "moodle": lambda: str(chance.randrange(1000, 300_000)),
        "matriculation": lambda: str(chance.randrange(10**5, 10 ** chance.randrange(6, 10))).zfill(6),
        "sis": lambda: f"S{chance.randrange(10**6, 10**7)}",
        "integration": lambda: f"int-{chance.randrange(10**4, 10**6)}",
    }[kind]()


def ways(row: Row) -> list[str]:
    """The ways in which a person's name is written where others read it."""
    name, given, family = row.name, row.given, row.family
    if row.culture in ("chinese", "japanese", "korean"):
        around = {
            "chinese": ("我是{}。", "昨天{}来了"),
            "japanese": ("私は{}です", "{}さんの本"),
            "korean": ("나는 {}입니다", "{}은 학생이다"),
        }
        first = given[0] if len(name) > 2 else given
        return [name, f"{family} {given}", *(one.format(name) for one in around[row.culture]), f"By {name}, {first}"]
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    found = [name, f"{family}, {given}", bare, name.upper(), name.replace(" ", "\n"), f"We asked {name}’s group"]
    if row.culture in ("arabic", "hebrew"):
        return [name, ("ل" if row.culture == "arabic" else "ל") + name, f"({name})"]
    if row.culture == "thai":
        return [name, f"คุณ{name}ครับ"]
    if row.culture in ("russian", "greek", "hindi"):
        return [name, name.upper(), f"{family} {given}"]
    if row.culture == "vietnamese":
        return found
    slug = "-".join("".join(c if c.isalnum() else " " for c in unidecode(name).lower().replace("'", "")).split())
    return [*found, unidecode(name), f"posts/week-01/{slug}-essay.md", f"{given.split()[0]} X. {family}"]


def ids(row: Row) -> list[tuple[str, str]]:
    """The person's ids as others would read them, each with its kind."""
    found = [("mail", f"Write to {row.mail}."), ("mail", row.mail.replace("@", " at "))]
    if not row.login.isalpha():
        found += [("login", f"My login is {row.login}."), ("login", f"images/{row.login}-1.jpg")]
    for kind, text in row.ids:
        found += [(kind, f"My student id is {text}."), (kind, text), (kind, f"images/{text}-1.jpg")]
        found += [(kind, f"/people/{text}/")] + ([(kind, f"I asked {text} about it.")] if len(text) > 5 else [])
    return found
