"""Where the conversation goes on: popular, unanswered, who answered whom, who points to whom."""

from bs4 import BeautifulSoup
from conftest import POST


def post(person: str, day: int, text: str = "Brands that listen to people learn something new.") -> str:
    return POST.replace("ada", person).replace("10-07", f"10-{day:02}").replace("Brands that", text + " Brands that")


def comment(person: str, day: int, reply: str = "", more: str = "") -> str:
    to = f"Reply-to: {reply}\n" if reply else ""
    return f"Author: {person}\nDate: 2026-10-{day:02} 12:00\n{to}{more}\nA sentence by {person}.\n"


FILES = {
    "posts/week-01/ada-first.md": post("ada", 6),
    "posts/week-01/ben-second.md": post("ben", 7, "As [Ada says](/week-1/ada/first/#comments) and says."),
    "posts/week-01/ada-third.md": post("ada", 8),
    "posts/week-01/ben-fourth.md": post("ben", 9),
    "comments/week-01/ada-first/ben-1.md": comment("ben", 9),
    "comments/week-01/ada-first/ada-1.md": comment("ada", 10, "ben-1"),
    "comments/week-01/ada-first/ruth-1.md": comment("ruth", 11, "ben-1"),
    "comments/week-01/ada-third/ada-1.md": comment("ada", 9),
    "comments/week-01/ada-third/ben-1.md": comment("ben", 9, more="Status: pending\n"),
    "comments/week-01/ben-second/ruth-1.md": comment("ruth", 8)
    + "See [this](https://course.example/week-1/ada/third).\n",
}
COURSE_WITH_ADDRESS = '\n[site]\nurl = "https://course.example"\n'


def test_pages_lead_to_the_conversation(course, request_for):
    from conftest import COURSE

    from plugins.build import output

    request = request_for(course({**FILES, "course.toml": COURSE + COURSE_WITH_ADDRESS}))
    assert output.build(request).problems == ()

    def links(address: str, where: str) -> list[str]:
        soup = BeautifulSoup((request.output / address / "index.html").read_text("utf-8"), "html.parser")
        return [link["href"].replace("../", "") for link in soup.select(where)]

    assert links("popular", "main h3 a") == ["week-1/ada/first/", "week-1/ben/second/"]
    assert links("unanswered", "main h3 a") == ["week-1/ada/third/", "week-1/ben/fourth/"]
    assert links("unanswered", "main .item > div > .facts a[href*='#comment-']") == [
        "week-1/ben/second/#comment-ruth-1",
        "week-1/ada/first/#comment-ruth-1",
    ]
    assert links("week-1/ada/first", ".mentioned-by a") == ["week-1/ben/second/"]
    assert links("week-1/ada/third", ".mentioned-by a") == ["week-1/ben/second/#comment-ruth-1"]
    week = BeautifulSoup((request.output / "week-1/index.html").read_text("utf-8"), "html.parser")
    assert [" ".join(item.text.split()) for item in week.select(".answers li")] == [
        "Ada L. answered Ben K.",
        "Ben K. answered Ada L.",
        "Ruth A. answered Ben K. twice",
    ]


def test_a_course_without_texts_says_what_is_missing(built):
    _, site, _ = built({})
    for page in ("unanswered", "popular"):
        assert "Every post has an answer." not in (site / page / "index.html").read_text("utf-8")
