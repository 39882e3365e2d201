import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.brands import read
from plugins.core.model import Source
from plugins.corpus import files
from plugins.texts import mask

MATCHER = files.matcher(read('[[brands]]\nname = "Burberry"\n')[0])


def visible(text: str) -> str:
    """What the mask leaves, fillers shown as dots."""
    return mask.prose(Source("x.md", text, 0)).replace(mask.FILLER, ".")


@pytest.mark.parametrize(
    "text",
    [
        "a `Bubrerry` b",
        "a ``Bub`rerry`` b",
        "```\nBubrerry\n```",
        "~~~ py\nBubrerry\n~~~",
        "- item\n\n  ~~~\n  Bubrerry\n  ~~~",
        "> ```\n> Bubrerry\n> ```",
        "[a](Bubrerry.html) b",
        "[a](https://x.example/Bubrerry_(x) 'Bubrerry')",
        "[a][Bubrerry]\n\n[Bubrerry]: /x",
        "https://x.example/Bubrerry",
        "www.bubrerry.example",
        "bubrerry.com is a site",
        "Bubrerry@x.example",
        "ask @Bubrerry now",
        "#Bubrerry",
        '<a href="Bubrerry">x</a>',
        "<!-- Bubrerry\n\nBubrerry -->",
        "<Bubrerry>",
        "<pre>\nBubrerry <b>\n\nBubrerry</b>\n</pre>",
        "press <kbd>Bubrerry</kbd>",
        "{% highlight yml %}\nBubrerry: x\n{% endhighlight %}",
        '{{< highlight js "linenos=table" >}}\nBubrerry\n{{< /highlight >}}',
        '```yaml title="x.yml"\nBubrerry\n```',
    ],
)
def test_what_is_no_prose_is_hidden(text):
    assert "ubrerry" not in visible(text)
    assert MATCHER.read(mask.prose(Source("x.md", text, 0)))[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "# Bubrerry",
        "- Bubrerry",
        "- item\n\n    Bubrerry in the item",
        "> Bubrerry",
        "| Bubrerry | b |\n|---|---|\n",
        "**Bubrerry**",
        "[Bubrerry](x)",
        "an ` odd tick, Bubrerry",
        "an odd <code> Bubrerry",
        "{% highlight %} Bubrerry",
        "<code>a</code> Bubrerry <code>b</code>",
        "<pre>a</code>b</pre> Bubrerry",
        "```yaml title\na\n```\nBubrerry",
        "5 < 6, Bubrerry > 2",
        "a\n    Bubrerry goes on",
        "Text:\n\n    Bubrerry\n\nmore",
        "```\nBubrerry",
        "[Update]: cancelled by Bubrerry",
        "AT&T; Bubrerry",
        "![Bubrerry](x.png)",
    ],
)
def test_prose_stays_visible(text):
    assert "Bubrerry" in visible(text)


def test_of_the_header_only_title_and_summary_are_prose():
    text = "Title: What Bubrerry sells\nAuthor: Bubrerry\n\nWe saw Bubrerry there."
    source = Source("x.md", text, text.rindex("We"), ((7, 26),))
    assert [finding.start for finding in MATCHER.read(mask.prose(source))[1]] == [12, 52]


MARKDOWN = st.text(alphabet="ab `~#@<>[]()!\n\t-*&;:./1'\"", max_size=80)


@given(MARKDOWN)
def test_masking_moves_no_character_and_keeps_every_line(text):
    masked = mask.prose(Source("x.md", text, 0))
    assert len(masked) == len(text)
    assert all(m in (c, mask.FILLER) for m, c in zip(masked, text, strict=True))
    assert [n for n, c in enumerate(masked) if c in "\r\n"] == [n for n, c in enumerate(text) if c in "\r\n"]


@given(MARKDOWN, MARKDOWN)
def test_a_misspelling_planted_in_a_paragraph_of_its_own_is_always_found(before, after):
    before = before.replace("`", "").replace("~", "").replace("<", "").replace("[", "")
    text = f"{before}\n\nWe saw Bubrerry there.\n\n{after}"
    findings = MATCHER.read(mask.prose(Source("x.md", text, 0)))[1]
    assert [finding.wrong for finding in findings] == ["Bubrerry"]


@given(MARKDOWN)
def test_nothing_is_found_inside_what_is_masked(text):
    masked = mask.prose(Source("x.md", text.replace("a", "Bubrerry "), 0))
    for finding in MATCHER.read(masked)[1]:
        assert mask.FILLER not in masked[finding.start : finding.end]


@given(st.sampled_from(["Fjällräven", "Fjallraven", "Fjälräven", "Fjellräven", "Burberry", "Bubrerry"]), MARKDOWN)
def test_composed_and_decomposed_letters_give_the_same_findings(word, around):
    matcher = files.matcher(read('[[brands]]\nname = "Fjällräven"\n[[brands]]\nname = "Burberry"\n')[0])
    texts = [unicodedata.normalize(form, f"We saw {word} there.\n\n{around}") for form in ("NFC", "NFD")]
    found = [
        [(finding.suggestion, finding.severity) for finding in matcher.read(mask.prose(Source("x", text, 0)))[1]]
        for text in texts
    ]
    assert found[0] == found[1]
