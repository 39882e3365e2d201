"""Whom a comment speaks to, and when that is told."""

from dataclasses import replace

import pytest
from builders import comment, post
from hypothesis import given
from hypothesis import strategies as st

from plugins.core.model import Comment, Person
from plugins.threads import greetings, threads

PEOPLE = {
    person: Person(person, name)
    for person, name in {
        "jing": "Jing", "zijun": "Zijun", "nikala": "Nikala", "mark": "Mark T.", "will": "Will S.", "rose": "Rose",
        "may": "May L.", "amara": "Amara O.", "wendy": "Wendy", "reviewer": "The reviewer", "wang": "王静",
        "ruth": "Ruth H.", "jose": "José García", "hrafn": "Hrafn J.",
    }.items()
}  # fmt: skip
NAMES = greetings.Names(PEOPLE.values(), ("Wendy", "Dove", "Nike"))


def greeted(text: str, lang: str = "en") -> list[str]:
    found = greetings.address(text, lang, NAMES)
    return [person.id for people in found.names for person in people] if found else []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Jing, I agree", "jing"),
        ("Jing - I agree", "jing"),
        ("Hi Jing!", "jing"),
        ("hi jing, nice one", "jing"),
        ("Hi Jing I really liked it", "jing"),
        ("Good morning Jing,\n\nI read it", "jing"),
        ("Thank you, Jing", "jing"),
        ("Thank you for your response, Jing.\n\nYeah", "jing"),
        ("Thanks Jing for the comment", "jing"),
        ("Thanks for this, Jing, I had not seen it", "jing"),
        ("@jing", "jing"),
        ("@jing I think so, too", "jing"),
        ("Dear Jing and Zijun", "jing zijun"),
        ("Hi Jing, Zijun & Nikala!", "jing zijun nikala"),
        ("Great point, Jing!", "jing"),
        ("Great point Jing!", "jing"),
        ("Yes! Great point, Jing.", "jing"),
        ("I saw the same thing happen, Ruth.", "ruth"),
        ("But Hrafn, don't you think it matters?", "hrafn"),
        ("**Jing**, I agree", "jing"),
        ("> Zijun, you said\n> so much\n\nJing, you said it", "jing"),
        ("Dear Prof. Ruth H.,", "ruth"),
        ("Hi Jose!", "jose"),
        ("Mark, I think you are right", "mark"),
        ("Hi Rose!", "rose"),
        ("Thanks, May!", "may"),
        ("Will, your list is long", "will"),
    ],
)
def test_a_person_is_greeted_in_any_position_of_a_greeting(text, who):
    assert greeted(text) == who.split()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Hallo Jing,"), ("de", "Danke, Jing!"), ("de", "Jing, du hast recht"), ("de", "Vielen Dank, Jing!"),
        ("fr", "Bonjour Jing,"), ("fr", "Merci beaucoup Jing"), ("fr", "Jing, je suis d'accord"),
        ("es", "¡Hola Jing! Gracias"), ("es", "Muchas gracias, Jing"), ("es", "Querida Jing:"),
        ("it", "Ciao Jing!"), ("it", "Grazie mille, Jing!"), ("pt", "Olá, Jing"), ("pt", "Obrigada, Jing!"),
        ("nl", "Hoi Jing,"), ("nl", "Bedankt Jing!"), ("sv", "Hej Jing!"), ("sv", "Tack, Jing!"),
        ("da", "Kære Jing,"), ("da", "Mange tak, Jing!"), ("no", "Hei Jing!"), ("no", "Takk for svaret, Jing!"),
        ("is", "Hæ Jing,"), ("is", "Takk fyrir, Jing."), ("is", "Sæl Jing!"), ("fi", "Moi Jing!"), ("fi", "Kiitos Jing!"),
        ("pl", "Cześć Jing!"), ("pl", "Dziękuję, Jing!"), ("zh", "你好，Jing！"), ("zh", "谢谢你，Jing。"),
        ("ja", "Jingさん、ありがとうございます。"), ("ja", "こんにちは、Jingさん。"), ("en", "Ciao Jing, I like it"),
    ],
)  # fmt: skip
def test_greetings_are_known_in_several_languages_whatever_the_text_says_of_its_own(lang, text):
    assert greeted(text, lang) == ["jing"]


def test_a_name_in_chinese_characters_is_found_without_spaces():
    assert greeted("谢谢王静！") == ["wang"]
    assert greeted("王静，我同意你的看法", "zh") == ["wang"]
    assert greeted("王静说公司应该听", "zh") == []


@pytest.mark.parametrize(
    "text",
    [
        "Hi everyone", "Hello class", "Hi everyone, great point, Jing!", "大家好，Jing", "Dear class, Jing wrote it.",
        "Jing said that it is so.", "Jing, who wrote the post, said so.", "Jing's post is great", "Hi Jing's post",
        "Jing, Zijun and I talked about this.", "Jing and Zijun are right.", "As Jing said, it is good.",
        "Jing, on the other hand, thinks so.", "Jing, as always, is right.", "I agree with my classmate, Jing.",
        "I like Dell, Dove, Jing.", "The best post was by Zijun, Jing.", "Thanks to Jing, I now know it.",
        "I want to thank Jing for this.", "Thank you all. Jing was right.", "Thank you for your post!",
        "Mark my words.", "Will you agree with me?", "Will this work?", "Rose is right.", "May was cold.",
        "Rose, Dove and Nike sell soap.", "Wendy, for example, answers at night.", "The reviewer, I think, is strict.",
        "Declan has moved.", "", "   \n\n", "> only a quotation, Jing!", "Jing, I think, is right.", "I met Nikala, Zijun, Jing.",
        "Du groupe, Jing, on sait tout, a dit Zijun dans un long texte sur les marques.",
    ],
)  # fmt: skip
def test_a_class_a_brand_a_word_and_somebody_merely_mentioned_are_not_greeted(text):
    assert greeted(text) == []


def test_a_word_or_a_brand_that_is_a_name_counts_only_where_its_bearer_took_part():
    for text in ("May, I agree with the post", "Wendy, your answer came at night"):
        assert not greetings.address(text, "en", NAMES).sure
    alone, likely = told(wrote("jing-1", "May, I agree with the post", 2, ""))
    assert (alone, likely) == ([], {})
    _, likely = told(wrote("may-1", "First", 1), wrote("jing-1", "May, I agree with the post", 2))
    assert likely == {"jing-1.md": "may"}


WORDS = st.sampled_from("Hi Thanks Jing Zijun and , . ! great you I the Mark 王静 谢谢 @jing > \n".split(" "))


@given(st.lists(WORDS).map(" ".join) | st.text())
def test_what_is_found_stands_in_the_text_and_is_a_name_of_somebody(text):
    found = greetings.address(text, "en", NAMES)
    if found:
        assert 0 <= found.start < found.end <= len(text)
        assert NAMES.keys(text[found.start : found.end]) in {
            form for person in found.names[0] for form in NAMES.forms(person)
        }


@pytest.mark.parametrize(
    "name", ["Jean-Luc", "D'Angelo P.", "O’Brien", "Zoë", "Þóra Björk", "李 明", "李明", "Ann Mary Smith"]
)
def test_a_name_of_any_shape_is_found_by_the_quick_look_and_by_the_slow_one(name):
    names = greetings.Names([Person("p-1", name)])
    for text in (f"Hi {name}!", f"Great point, {name}!", f"Thanks,{name}—I agree", "@p-1 yes", f"你好{name}！"):
        assert greetings.address(text, "en", names), text


@given(st.text(alphabet=st.characters(exclude_categories=["L"])))
def test_a_text_without_letters_greets_nobody(text):
    assert greetings.address(text, "en", NAMES) is None


ZIJUNS = post(PEOPLE["zijun"])


def wrote(name: str, text: str, at: int, reply_to: str = "", **more: object) -> Comment:
    return comment(name, reply_to, at, text, on=ZIJUNS, author=PEOPLE[name.split("-", maxsplit=1)[0]], **more)


def told(*comments: Comment) -> tuple[list[str], dict[str, str]]:
    found = threads.build_discussion(ZIJUNS.key, comments, ZIJUNS, NAMES)
    likely = {path.rpartition("/")[2]: person.id for path, person in found.likely.items()}
    assert {problem.severity for problem in found.problems if problem.rule == "greeting"} <= {"warning"}
    return [str(problem) for problem in found.problems], likely


def test_thanks_at_top_level_for_somebody_elses_comment_name_the_reply_to_that_was_meant():
    lines, likely = told(
        wrote("jing-1", "First", 1), wrote("jing-2", "Second", 2), wrote("zijun-1", "Thank you, Jing!", 3),
        wrote("jing-3", "Later", 4),
    )  # fmt: skip
    [line] = lines
    assert line == (
        "comments/week-01/zijun-x/zijun-1.md:4:12: addresses “Jing”, but it answers Zijun's post: if it answers Jing, "
        "write “Reply-to: jing-2”"
    )
    assert likely == {"zijun-1.md": "jing"}


def test_a_reply_that_greets_the_author_of_the_post_answers_the_post():
    lines, likely = told(wrote("jing-1", "First", 1), wrote("nikala-1", "Hi Zijun!", 2, "jing-1"))
    assert "the one it answers is by Jing: if it answers Zijun's post, delete the line “Reply-to”" in lines[0]
    assert likely == {"nikala-1.md": "zijun"}


def test_somebody_who_wrote_nothing_here_points_to_another_folder():
    [line], _ = told(wrote("nikala-1", "Hi Jing!", 2))
    assert "Jing wrote nothing here before it: check that it is in the folder of the right post" in line


@pytest.mark.parametrize("text", ["Hi Zijun!", "Dear Jing and Zijun,", "Thank you for your comments, Zijun and Jing!"])
def test_naming_the_one_who_is_answered_is_fine(text):
    assert told(wrote("jing-1", "First", 1), wrote("nikala-1", text, 2)) == ([], {})


def test_ones_own_name_is_a_signature():
    assert told(wrote("jing-1", "Great point!\nJing", 1), wrote("jing-2", "Thank you, Jing", 2)) == ([], {})


def test_a_missing_parent_is_told_once_and_the_likely_one_is_known_all_the_same():
    lines, likely = told(wrote("zijun-2", "Thank you for your response, Jing.", 1, "jing-1"))
    assert len(lines) == 1
    assert "which does not exist" in lines[0]
    assert likely == {"zijun-2.md": "jing"}


@pytest.mark.parametrize("status", ["pending", "spam", "removed"])
def test_what_readers_do_not_see_is_not_looked_at(status):
    assert told(wrote("jing-1", "First", 1), wrote("zijun-1", "Thanks, Jing!", 2, status=status)) == ([], {})


def test_of_two_with_one_given_name_the_one_who_wrote_here_last_is_meant():
    others = [Person("anna-k", "Anna K."), Person("anna-m", "Anna M.")]
    names = greetings.Names([*PEOPLE.values(), *others])
    first, second = (replace(wrote("jing-1", "x", n), id=who.id, author=who) for n, who in enumerate(others))
    found = threads.build_discussion("", [first, second, wrote("zijun-1", "Thanks, Anna!", 5)], ZIJUNS, names)
    assert [person.id for person in found.likely.values()] == ["anna-m"]


@given(st.lists(st.tuples(st.sampled_from(["jing", "zijun", "nikala"]), WORDS, st.integers(-1, 8)), max_size=8))
def test_whom_a_comment_greets_changes_nothing_in_its_thread(rows):
    comments = [
        wrote(f"{who}-{n}", f"{word} Jing!", n, f"{rows[reply][0]}-{reply}" if 0 <= reply < n else "")
        for n, (who, word, reply) in enumerate(rows)
    ]
    plain = threads.build_discussion("", comments)
    looked_at = threads.build_discussion("", comments, ZIJUNS, NAMES)
    assert plain.places == looked_at.places
    assert set(looked_at.likely) <= {one.path for one in comments}
    for one in comments:
        if one.path in looked_at.likely:
            parent = next((other for other in comments if other.id == one.reply_to), None)
            assert looked_at.likely[one.path] not in (one.author, parent.author if parent else PEOPLE["zijun"])
