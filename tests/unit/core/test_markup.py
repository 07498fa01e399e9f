import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.markup import to_html, to_plain

REL = 'rel="nofollow noopener ugc"'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>"),
        ("# A\n\n## B\n\n##### C", "<h3>A</h3>\n<h4>B</h4>\n<h5>C</h5>"),
        ("[a](https://example.org/x)", f'<p><a href="https://example.org/x" {REL}>a</a></p>'),
        ("<mailto:a@example.org>", f'<p><a href="mailto:a@example.org" {REL}>mailto:a@example.org</a></p>'),
        ("https://example.org", "<p>https://example.org</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(markdown, html):
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](ftp://example.org)", f"<p><a {REL}>a</a></p>"),
        ("[a](/admin)", f"<p><a {REL}>a</a></p>"),
        ("[a](//example.org)", f"<p><a {REL}>a</a></p>"),
        ("![a](https://example.org/x.png)", f'<p>!<a href="https://example.org/x.png" {REL}>a</a></p>'),
    ],
)
def test_nothing_dangerous_or_outside_comes_through(markdown, html):
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("# A\n\nb *c*\nd", "A\n\nb c\nd"),
        ("see [here](https://example.org/x).", "see here (https://example.org/x)."),
        ("<https://example.org>", "https://example.org"),
        ("<a@example.org>", "a@example.org"),
        ("[a](/admin)", "a"),
        ("- a\n- b\n  - c", "- a\n- b\n  - c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> a\n>\n> b", "> a\n>\n> b"),
        ("```\nx = 1\n\ny\n```", "x = 1\n\ny"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
        ("a <b>", "a <b>"),
    ],
)
def test_markdown_becomes_plain_text(markdown, plain):
    assert to_plain(markdown) == plain


@given(st.text(st.sampled_from("ab<>[]()!*_`#-+1.\n\t \"'&:/\\~=|"), max_size=200))
def test_no_text_breaks_either_form(text):
    to_plain(text)

    assert "<script" not in to_html(text)
