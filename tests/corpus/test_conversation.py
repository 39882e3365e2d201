"""Where the conversation goes on: popular, unanswered, who answered whom, who points to whom."""

from bs4 import BeautifulSoup
from builders import comment_file, post_file

SAID = "Brands that listen to people learn something new."


def noon(day: int) -> str:
    return f"2026-10-{day:02} 12:00"


FILES = {
    "posts/week-01/ada-first.md": post_file("ada", noon(6), SAID),
    "posts/week-01/ben-second.md": post_file("ben", noon(7), f"As [Ada says](/week-1/ada/first/#comments). {SAID}"),
    "posts/week-01/ada-third.md": post_file("ada", noon(8), SAID),
    "posts/week-01/ben-fourth.md": post_file("ben", noon(9), SAID),
    "comments/week-01/ada-first/ben-1.md": comment_file("ben", noon(9), "A sentence by Ben."),
    "comments/week-01/ada-first/ada-1.md": comment_file("ada", noon(10), "A sentence by Ada.", reply_to="ben-1"),
    "comments/week-01/ada-first/ruth-1.md": comment_file("ruth", noon(11), "A sentence by Ruth.", reply_to="ben-1"),
    "comments/week-01/ada-third/ada-1.md": comment_file("ada", noon(9), "A sentence by Ada."),
    "comments/week-01/ada-third/ben-1.md": comment_file("ben", noon(9), "A sentence by Ben.", status="pending"),
    "comments/week-01/ben-second/ruth-1.md": comment_file(
        "ruth", noon(8), "A sentence by Ruth. See [this](https://course.example/week-1/ada/third)."
    ),
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

    assert links("popular", "main h3 a") == ["week-1/ada/first/index.html", "week-1/ben/second/index.html"]
    assert links("unanswered", "main h3 a") == ["week-1/ada/third/index.html", "week-1/ben/fourth/index.html"]
    assert links("unanswered", "main .item > div > .facts a[href*='#comment-']") == [
        "week-1/ben/second/index.html#comment-ruth-1",
        "week-1/ada/first/index.html#comment-ruth-1",
    ]
    assert links("week-1/ada/first", ".mentioned-by a") == ["week-1/ben/second/index.html"]
    assert links("week-1/ada/third", ".mentioned-by a") == ["week-1/ben/second/index.html#comment-ruth-1"]
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
