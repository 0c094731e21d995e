"""The pages of the ontology: complete in both languages, every link leads somewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.files import content
from kg.library.in_ontology import questions
from kg.model import Iri, Triple
from kg.ontology import code_lists, examples, profile, terms
from kg.ontology.codes import WITHOUT_SHAPE, next_free
from kg.ontology.explain import named_shapes
from kg.ontology.pages import Content, anchor, body, pages
from kg.rdf.namespaces import RDFS
from kg.rdf.oxigraph import quad_from_ox
from kg.validation.check import exact_graph, validator
from tests.conftest import Run

TERMS = terms.declared()
CONTENT = Content(
    TERMS,
    profile.project(),
    named_shapes(content.folder("ontology")),
    code_lists.read(content.folder("data")),
    questions(),
)


class Page(HTMLParser):
    """What a page shows, where its links lead, and which anchors it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.shown = ""
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note anchors, links and the language."""
        values = dict(attrs)
        if "id" in values:
            assert values["id"] not in self.anchors, f"two anchors {values['id']}"
            self.anchors.add(values["id"] or "")
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag == "html":
            self.language = values["lang"] or ""

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        self.shown += data


@pytest.fixture(scope="module")
def written() -> dict[str, Page]:
    """All pages by path."""
    return {name: Page(text) for name, text in pages(CONTENT)}


def test_both_languages_have_the_same_pages(written: dict[str, Page]) -> None:
    names = {"index", "classes", "properties", "codes", "constraints"}
    assert set(written) == {
        "index.html",
        *(f"{language}/{name}.html" for language in ("en", "es") for name in names),
    }
    assert all(page.language == name.split("/")[0] for name, page in written.items() if "/" in name)


@pytest.mark.parametrize("language", ["en", "es"])
def test_everything_is_there(written: dict[str, Page], language: str) -> None:
    classes = written[f"{language}/classes.html"]
    properties = written[f"{language}/properties.html"]
    for term in TERMS.values():
        page = classes if term.is_class else properties if term.is_property else None
        if page is not None:
            assert anchor(term.iri) in page.anchors
            assert term.label(language) in page.shown
            assert term.comments.get(language, "") in page.shown
    codes = written[f"{language}/codes.html"]
    for code_list in CONTENT.code_lists:
        assert code_list.name in codes.anchors
        for concept in code_list.concepts:
            assert f"{code_list.name}--{concept['code']}" in codes.anchors
            assert concept[language] in codes.shown
    constraints = written[f"{language}/constraints.html"]
    for shape in CONTENT.shapes:
        assert shape.name in constraints.anchors
        assert shape.message(language) in constraints.shown
    for code, asked in WITHOUT_SHAPE.items():
        assert f"code-{code}" in constraints.anchors
        assert (asked.spanish if language == "es" else asked.english) in constraints.shown


def test_the_page_of_constraints_names_the_next_free_code(written: dict[str, Page]) -> None:
    free = next_free(shape.code for shape in CONTENT.shapes)
    assert not any(shape.code == free for shape in CONTENT.shapes)
    assert free not in WITHOUT_SHAPE
    english, spanish = (
        " ".join(written[f"{x}/constraints.html"].shown.split()) for x in ("en", "es")
    )
    assert f"The next free code is {free}" in english
    assert f"El siguiente código libre es {free}" in spanish


@pytest.mark.parametrize(("taken", "free"), [(["C12", "C75"], "C76"), (["C80", "Cx"], "C81")])
def test_a_code_that_is_gone_is_not_free(taken: list[str], free: str) -> None:
    assert next_free(taken) == free


def test_every_link_leads_somewhere(written: dict[str, Page]) -> None:
    for name, page in written.items():
        for link in page.links:
            target, _, fragment = link.partition("#")
            path = (Path("/") / name).parent / target
            reached = str(path.resolve().relative_to("/")) if target else name
            assert reached in written, (name, link)
            assert not fragment or fragment in written[reached].anchors, (name, link)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_class_has_its_rules_its_questions_and_examples(
    written: dict[str, Page], language: str
) -> None:
    text = "".join(body("classes", CONTENT, language))
    cluster = text.partition('id="hx-Cluster"')[2].partition("<h2")[0]
    assert "kg query run clusters-in-state<" in cluster
    assert "kg query run figures-of<" not in cluster
    assert 'href="constraints.html#code-C13"' in cluster, "a cluster is no institution"
    assert cluster.count("<pre ") == 2


def test_the_examples_of_a_class_pass_and_fail() -> None:
    subclasses = [
        Triple(Iri(term.iri), Iri(RDFS + "subClassOf"), Iri(parent))
        for term in TERMS.values()
        if term.is_class
        for parent in term.parents
    ]
    judge = validator(content.folder("ontology") / "shapes")
    tried = 0
    for term in TERMS.values():
        pair = examples.pair_of_class(term.iri, CONTENT.uses, TERMS) if term.is_class else ()
        for text, passes in zip(pair, (True, False)[: len(pair)], strict=True):
            parsed = ox.parse(text, format=ox.RdfFormat.TURTLE)
            graph = exact_graph([*(quad_from_ox(quad).triple for quad in parsed), *subclasses])
            results = judge.validate(graph).results
            assert (not results) == passes, (term.iri, text, results)
            tried += 1
    assert tried > 40


def test_the_command_writes_them(quick_kg: Run, tmp_path: Path) -> None:
    done = quick_kg("ontology", "pages", "-o", str(tmp_path / "site"))
    assert done.returncode == 0
    assert "11 pages written" in done.stderr
    text = (tmp_path / "site" / "es" / "classes.html").read_text(encoding="utf-8")
    assert "Clúster" in text
