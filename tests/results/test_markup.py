"""Tables of Markdown and pages of HTML."""

from __future__ import annotations

from kg.model import Iri, Literal
from tests.results.answers import Row, written


def test_markdown() -> None:
    assert written("markdown") == (
        "| thing | name | n |\n"
        "| --- | --- | --- |\n"
        "| [CLAUT \\| Nuevo León](https://w3id.org/helixkg/id/claut-nuevo-leon) "
        '| Clúster, "Automotriz" de NL | 92 |\n'
        "| \\_:b1 | a tab \\\\ & \\<b\\> \\] \\|   |  |\n"
        "| [https://example.org/a(b)\\|c](https://example.org/a%28b%29%7Cc) "
        "| 2019-06-23 | 1.50 |\n"
    )


def test_html() -> None:
    page = written("html")
    assert page.startswith('<!doctype html>\n<html><head><meta charset="utf-8">')
    assert "<thead><tr><th>thing</th><th>name</th><th>n</th></tr></thead>" in page
    assert page.endswith("</tbody></table></body></html>\n")
    assert page.splitlines()[3:-1] == [
        '<tr><td><a href="https://w3id.org/helixkg/id/claut-nuevo-leon">CLAUT | Nuevo León</a></td>'
        '<td>Clúster, &quot;Automotriz&quot; de NL</td><td class="n">92</td></tr>',
        "<tr><td>_:b1</td><td>a tab \\ &amp; &lt;b&gt; ] |  </td><td></td></tr>",
        '<tr><td><a href="https://example.org/a(b)|c">https://example.org/a(b)|c</a></td>'
        '<td>2019-06-23</td><td class="n">1.50</td></tr>',
    ]


def test_html_needs_no_other_file_and_runs_no_script() -> None:
    rows: tuple[Row, ...] = (
        (Literal("<script>alert(1)</script>"), Iri("javascript:alert(1)")),
        (Iri('https://e.org/"><script>'), Literal("x")),
    )
    page = written("html", rows, ("<b>", "x"))
    assert "<script" not in page
    assert "<th>&lt;b&gt;</th>" in page
    assert "<td>javascript:alert(1)</td>" in page
    assert "src=" not in page
    assert "@import" not in page


def test_markdown_of_what_markdown_would_read() -> None:
    rows: tuple[Row, ...] = ((Literal(r"a\b`c*d_e[f]g|h<i>"), Iri("urn:a_b")),)
    assert written("markdown", rows, ("x", "y")).splitlines()[2] == (
        r"| a\\b\`c\*d\_e\[f\]g\|h\<i\> | urn:a\_b |"
    )
