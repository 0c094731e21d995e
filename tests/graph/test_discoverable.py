"""What is found by looking: dir, help, signatures, examples that run, pictures in a notebook."""

from __future__ import annotations

import doctest
import inspect
import io
import pydoc
import subprocess
import sys
from pathlib import Path

import pytest

import kg
import kg.graph
from kg.graph import KnowledgeGraph
from kg.store import EmbeddedStore
from tests.graph.test_notebook import NEW

METHODS = sorted(
    name
    for name, value in inspect.getmembers(KnowledgeGraph)
    if not name.startswith("_") and (inspect.isfunction(value) or name == "library")
)


#: methods whose examples hold for a small graph, too, where they take a tenth of the time
ON_SMALL = {"as_of", "coverage", "diff", "dump", "gaps", "measure", "profile", "update", "validate"}


@pytest.fixture(scope="module")
def project(project_store_once: Path) -> KnowledgeGraph:
    """The project's graph, in memory."""
    return KnowledgeGraph(EmbeddedStore.open(project_store_once).copy())


@pytest.fixture(scope="module")
def small(small_store_once: Path) -> KnowledgeGraph:
    """The small graph, in memory."""
    return KnowledgeGraph(EmbeddedStore.open(small_store_once).copy())


def test_dir_shows_the_api_and_nothing_else() -> None:
    listed = {name for name in dir(kg) if not name.startswith("__")}
    assert listed == {*kg.__all__, "open"} - {"__version__"}
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    assert kg.open is kg.open_graph


def test_a_star_import_shadows_no_builtin() -> None:
    import builtins

    assert not {*kg.__all__} & set(dir(builtins)) - {"__doc__", "__name__"}
    names: dict[str, object] = {}
    exec("from kg import *", names)
    assert names["build"] is kg.build
    assert "open" not in names


def test_help_shows_functions_classes_and_no_machinery() -> None:
    shown = pydoc.plain(pydoc.render_doc(kg))
    assert "build(" in shown
    assert "class KnowledgeGraph" in shown
    assert "__getattr__" not in shown
    assert "TYPE_CHECKING" not in shown


def test_import_is_quick_and_brings_nothing_heavy() -> None:
    code = "import sys, kg; print(*{m.partition('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"rdflib", "networkx", "pyoxigraph", "pandas", "numpy", "httpx"}
    assert not heavy & set(done.stdout.split())


def test_every_method_has_a_signature_a_page_and_most_an_example() -> None:
    without = []
    for name in METHODS:
        value = inspect.getattr_static(KnowledgeGraph, name)
        text = inspect.getdoc(getattr(value, "func", value)) or ""
        assert text, name
        if ">>>" not in text:
            without.append(name)
    assert set(without) <= {"backup", "check", "close", "refresh", "restore"}


@pytest.mark.parametrize("name", METHODS)
def test_the_examples_give_what_they_show(
    name: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = request.getfixturevalue("small" if name in ON_SMALL else "project")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_LANG", "es" if name == "notes" else "en")
    (tmp_path / "new.ttl").write_text(NEW, "utf-8")
    value = inspect.getattr_static(KnowledgeGraph, name)
    text = inspect.getdoc(getattr(value, "func", value)) or ""
    test = doctest.DocTestParser().get_doctest(text, {"g": graph, "kg": kg}, name, None, 0)
    output = io.StringIO()
    doctest.DocTestRunner().run(test, out=output.write)
    assert not output.getvalue()


def test_everything_shows_itself_in_a_notebook(small: KnowledgeGraph) -> None:
    shown = {
        "graph": small,
        "library": small.library,
        "question": small.library["clusters-in-state"],
        "answer": small.query("clusters-in-state", state="nuevo-leon"),
        "asked": small.ask("¿Qué clústeres automotrices hay en Nuevo León?"),
        "hits": small.search("CLAUT"),
        "entity": small["claut-nuevo-leon"],
        "facts": small.why("claut-nuevo-leon", "locatedIn"),
        "conflicts": small.conflicts(open=True),
        "report": small.validate(),
        "measures": small.measure("degree", limit=3),
        "links": small.neighbours("claut-nuevo-leon"),
        "paths": small.paths("claut-nuevo-leon", "eccp-promexico-mou"),
        "log": small.log(),
        "profile": small.profile("claut-nuevo-leon"),
    }
    for name, value in shown.items():
        html = value._repr_html_()  # type: ignore[attr-defined]
        assert html.startswith("<"), name
        assert "<script" not in html.replace("&lt;", ""), name
        written = repr(value)
        assert written, name
        assert " object at 0x" not in written, name
        assert len(written) < 40_000, name
    assert small.map("clusters-by-state")._repr_svg_().startswith("<svg")


def test_names_and_pictures_are_in_the_language_asked_for(
    small: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    for lang, state, credit in (("es", "Clúster", "Contornos: "), ("en", "Cluster", "Outlines: ")):
        assert {kind.id: kind.name for kind in small.things(lang=lang)}["Cluster"] == state
        assert state in repr(small.stats(lang=lang))
        picture = small.map("clusters-by-state", lang=lang)
        assert credit in picture.svg
        assert picture.heads[0] == {"es": "Estado", "en": "State"}[lang]
    assert small.timeline("eccp-promexico-mou").title.startswith("Línea de tiempo: ")
    (hit, *_) = small.search("nuevo leon", kind="Cluster", lang="en")
    assert hit.name == small.entity(hit.id, lang="en").name != small.entity(hit.id).name


def test_a_text_of_the_data_never_becomes_html(small: KnowledgeGraph) -> None:
    answer = small.sparql("SELECT ('<script>alert(1)</script>' AS ?x) {}")
    assert "<script>" not in answer._repr_html_()


def test_the_type_marker_is_shipped() -> None:
    assert (Path(kg.__file__).parent / "py.typed").exists()
