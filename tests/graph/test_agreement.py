"""Every command and its method give the same values, and the same errors, on the same store.

A command that has a method and no check here fails the first test.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import kg
from kg.errors import set_language
from kg.graph import KnowledgeGraph
from kg.graph.wording import in_python
from tests.conftest import ROOT, SMALL, Run
from tests.graph import parity
from tests.graph.test_notebook import NEW, WRONG

SECTORS = "SELECT ?c ?s { ?c hx:sector ?s } ORDER BY ?c ?s"


class Faces(NamedTuple):
    """The same store, for both.

    Attributes:
        run: Runs a command on it, and returns what it prints.
        g: The graph that it holds.
        copy: Returns the folder of a copy that may be changed.
        folder: An empty folder, the current one.
        quick: Runs a command as it is, and returns all that came back.
    """

    run: Callable[..., str]
    g: KnowledgeGraph
    copy: Callable[[], Path]
    folder: Path
    quick: Run


@pytest.fixture(scope="module")
def graph(small_store_once: Path) -> Iterator[KnowledgeGraph]:
    with kg.open(small_store_once, lang="en") as g:
        yield g


@pytest.fixture
def faces(
    quick_kg: Run,
    graph: KnowledgeGraph,
    small_store_once: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Faces]:
    monkeypatch.setenv("KG_LANG", "en")
    copies = iter(range(10))

    def run(*arguments: str | Path) -> str:
        stores = () if "--store" in arguments else ("--store", small_store_once)
        done = quick_kg(*arguments, *(stores if takes_a_store(arguments) else ()))
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def copy() -> Path:
        return Path(shutil.copytree(small_store_once, tmp_path / f"store-{next(copies)}"))

    yield Faces(run, graph, copy, tmp_path, quick_kg)
    set_language(None)


def takes_a_store(arguments: tuple[str | Path, ...]) -> bool:
    commands = dict(parity.commands())
    name = " ".join(map(str, arguments[:2]))
    command = commands[name if name in commands else str(arguments[0])]
    return "--store" in parity.options(command)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def build(both: Faces) -> None:
    both.run("build", SMALL, "--store", "a")
    with kg.build(SMALL) as built:
        assert not built.diff("a")


def query_list(both: Faces) -> None:
    listed = json.loads(both.run("query", "list", "--json"))
    assert [item["name"] for item in listed] == list(both.g.library)
    for item in listed:
        question = both.g.library[item["name"]]
        assert item["en"] == question.summary
        assert tuple(item["columns"]) == question.columns
        assert [p["name"] for p in item["parameters"]] == [p.name for p in question.parameters]


def query_show(both: Faces) -> None:
    for name in ("clusters-in-state", "open-conflicts"):
        assert (
            both.run("query", "show", name, "--plain") == both.g.library[name].text.rstrip() + "\n"
        )


def query_values(both: Faces) -> None:
    printed = rows(both.run("query", "values", "clusters-in-state", "state", "-f", "csv"))
    values = both.g.library["clusters-in-state"].values("state")
    assert [tuple(row.values()) for row in printed] == list(values.items())


def query_find(both: Faces) -> None:
    printed = both.run("query", "find", "clusters in nuevo leon").splitlines()
    reply = both.g.ask("clusters in nuevo leon", run=False)
    assert printed[1].split()[4] == reply.question.name


def query_run(both: Faces) -> None:
    for name, parameters in (
        ("clusters-in-state", {"state": "NUEVO leon"}),
        ("members-of", {"body": "claut-nuevo-leon"}),
        ("open-conflicts", {}),
    ):
        given = [word for pair in parameters.items() for word in ("-p", *pair)]
        answer = both.g.run(name, parameters)
        assert both.run("query", "run", name, *given, "-f", "csv") == answer.serialize("csv")
        document = json.loads(both.run("query", "run", name, *given, "-f", "json"))
        assert [note["text"] for note in document.get("notes", [])] == answer.notes
    cited = both.run("query", "run", "open-conflicts", "--cite", "bibtex")
    assert cited.rstrip("\n") == both.g.run("open-conflicts", {}).cite("bibtex")
    named = both.quick(
        *("query", "run", "clusters-in-state", "-p", "state", "nuevo leon"),
        *("--cite", "apa", "--store", str(both.g.location)),
    )
    with pytest.warns(kg.KgWarning) as document:
        own = both.g.query("clusters-in-state", state="nuevo leon").cite("apa")
    assert named.stdout.rstrip("\n") == own
    assert str(document[0].message) in named.stderr
    short = both.run("query", "run", "open-conflicts", "--limit", "1", "-f", "csv")
    assert short == both.g.run("open-conflicts", {}, limit=1).serialize("csv")


def ask(both: Faces) -> None:
    text = "¿Qué clústeres automotrices hay en Nuevo León?"
    reply = both.g.ask(text)
    assert reply.answer is not None
    assert both.run("ask", text, "-f", "csv") == reply.answer.serialize("csv")


def sparql(both: Faces) -> None:
    named = "SELECT ?c ?n { ?c a hx:Cluster ; hxf:label(?n) } ORDER BY ?c"
    for text in (SECTORS, named.replace("; hxf:label(?n)", "")):
        assert both.run("sparql", text, "-f", "csv") == both.g.sparql(text).serialize("csv")
    assert both.run("sparql", "ASK { ?c a hx:Cluster }") == "true\n"
    assert both.g.sparql("ASK { ?c a hx:Cluster }") is True
    construct = "CONSTRUCT { ?c a hx:Cluster } { ?c a hx:Cluster }"
    nothing = "SELECT ?c { ?c hx:locatedIn id:atlantis }"
    done = both.quick("sparql", nothing, "--store", str(both.g.location))
    assert both.g.sparql(nothing).notes
    assert all(note in done.stderr for note in both.g.sparql(nothing).notes)
    triples = both.g.sparql(construct).serialize(format="nt")
    printed = both.run("sparql", construct, "-f", "ntriples")
    assert sorted(printed.splitlines()) == sorted(triples.split("\n")[:-1])
    update = "INSERT DATA { id:claut-nuevo-leon hx:strategicPartner id:promexico }"
    left, right = both.copy(), both.copy()
    both.run("sparql", "--update", update, "--yes", "--store", left)
    with kg.open(right) as g:
        assert g.update(update).added.facts == 1
        assert facts(left) == facts(right)


def search(both: Faces) -> None:
    for words in (["nuevo", "leon"], ["claut"], ["automotive"]):
        printed = rows(both.run("search", *words, "-f", "csv"))
        hits = both.g.search(" ".join(words))
        assert [(row["id"], row["name"], row["found"]) for row in printed] == [
            (hit.id, hit.name, hit.found) for hit in hits
        ]
        assert [row["kind"] for row in printed] == [", ".join(hit.kinds) for hit in hits]


def validate(both: Faces) -> None:
    (both.folder / "wrong.ttl").write_text(WRONG, "utf-8")
    report = both.g.validate("wrong.ttl")
    assert not report
    for format in ("json", "sarif"):
        kept = report.save(f"report.{format}", format).read_text("utf-8")
        assert both.run("validate", "wrong.ttl", "--format", format) == kept


def load(both: Faces) -> None:
    (both.folder / "new.ttl").write_text(NEW.replace("claugto", "claut-nuevo-leon"), "utf-8")
    left, right = both.copy(), both.copy()
    both.run("load", "new.ttl", "--store", left)
    with kg.open(right) as g:
        g.load("new.ttl")
    assert facts(left) == facts(right)
    both.run("load", "--remove", "new.ttl", "--store", left)
    with kg.open(right) as g:
        g.load(remove="new.ttl")
    assert facts(left) == facts(right)
    printed = json.loads(both.run("log", "--json", "--store", left))
    with kg.open(right) as g:
        assert [item["facts_removed"] for item in printed] == [
            item.facts_removed for item in g.log()
        ]


def log(both: Faces) -> None:
    assert json.loads(both.run("log", "--json")) == []
    assert not both.g.log()


def check(both: Faces) -> None:
    printed = json.loads(both.run("check", "--format", "json"))
    examination = both.g.check()
    assert printed["intact"] is examination.intact is True
    assert (printed["quads"], printed["dump_sha256"]) == (examination.quads, examination.content)


def backup(both: Faces) -> None:
    both.run("backup", "a")
    both.g.backup("b")
    left, right = (
        sorted((p.relative_to(name), p.stat().st_size) for p in Path(name).rglob("*"))
        for name in ("a", "b")
    )
    assert left == right


def restore(both: Faces) -> None:
    both.run("backup", "a")
    left, right = both.copy(), both.copy()
    for place in (left, right):
        (both.folder / "new.ttl").write_text(NEW.replace("claugto", "claut-nuevo-leon"), "utf-8")
        with kg.open(place) as g:
            g.load("new.ttl")
    both.run("restore", "a", "--store", left)
    with kg.open(right) as g:
        g.restore("a")
        assert not g.diff(left)
        assert not g.diff(both.g)


def export(both: Faces) -> None:
    for name, options in (
        ("a.gexf", []),
        ("b.gexf", ["--ego", "claut-nuevo-leon", "--with", "degree,legalForm"]),
        ("c.html", ["--kind", "Cluster", "--one-mode", "Cluster:sector"]),
        ("d.svg", ["--ego", "claut-nuevo-leon"]),
    ):
        format = Path(name).suffix[1:]
        files = ("-o", f"x-{name}", "--manifest", f"x-{name}.json")
        done = both.quick("export", format, *options, *files, "--store", str(both.g.location))
        assert done.returncode == 0, done.stderr
        words = {
            option[2:].replace("-", "_"): value
            for option, value in zip(options[::2], options[1::2], strict=True)
        }
        part = {"measures" if word == "with" else word: value for word, value in words.items()}
        file = both.g.export(f"y-{name}", manifest=f"y-{name}.json", **part)  # type: ignore[arg-type]
        assert file.notes == [in_python(line) for line in done.stderr.splitlines()[:-2]]
        assert Path(f"x-{name}").read_bytes() == Path(f"y-{name}").read_bytes()
        assert Path(f"x-{name}.json").read_bytes() == Path(f"y-{name}.json").read_bytes()


def network(both: Faces) -> None:
    for measures, options, part in (
        (["degree", "betweenness"], [], {}),
        (["summary"], [], {}),
        (["bridges"], ["--profile", "full"], {"profile": "full"}),
        (["mixing"], ["--group", "kind"], {"group": "kind"}),
        (["compare", "2013", "2016"], [], {}),
    ):
        printed = rows(both.run("network", *measures, *options, "--all", "-f", "csv"))
        table = both.g.measure(*measures, **part)  # type: ignore[arg-type]
        assert len(printed) == len(table)
        for row, item in zip(printed, table, strict=True):
            assert list(row) == list(item)
            for text, value in zip(row.values(), item.values(), strict=True):
                assert text == (f"{value:.6g}" if isinstance(value, float) else str(value))
    short = both.run("network", "degree", "-n", "2", "-f", "csv")
    assert len(rows(short)) == len(both.g.measure("degree", limit=2)) == 2


def links(steps: list[Any]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (
            step["from"]["id"],
            step["to"]["id"],
            [
                (edge["in words"], "; ".join(place["locator"] for place in edge["evidence"]))
                for edge in step["edges"]
            ],
        )
        for step in steps
    ]


def linked(steps: Any) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (
            link.start.id,
            link.end.id,
            [(tie.words, "; ".join(place.locator for place in tie.evidence)) for tie in link.ties],
        )
        for link in steps
    ]


def paths(both: Faces) -> None:
    ends = "claut-nuevo-leon", "eccp-promexico-mou"
    printed = json.loads(both.run("paths", *ends, "--max-length", "6", "-f", "json") or "[]")
    connections = both.g.paths(*ends, max_length=6)
    assert [item["cost"] for item in printed] == [round(path.cost, 3) for path in connections]
    assert [links(item["steps"]) for item in printed] == [
        linked(path.steps) for path in connections
    ]


def common(both: Faces) -> None:
    ends = "claut-nuevo-leon", "nuevo leon"
    printed = json.loads(both.run("common", *ends, "-f", "json") or "[]")
    assert links(printed) == linked(both.g.common(*ends))


def neighbours(both: Faces) -> None:
    printed = json.loads(both.run("neighbours", "claut-nuevo-leon", "-f", "json"))
    steps = both.g.neighbours("claut-nuevo-leon")
    assert len(steps) > 1
    assert links(printed) == linked(steps)


def dump(both: Faces) -> None:
    for form in ("nquads", "nanopubs", "schema-jsonld"):
        both.run("dump", "--as", form, "-o", "x")
        assert Path("x").read_bytes() == both.g.dump("y", form=form).read_bytes()
    both.run("dump", "--facts-graph", "-o", "x")
    assert Path("x").read_bytes() == both.g.dump("y", facts_graph=True).read_bytes()


def draw_map(both: Faces) -> None:
    picture = both.g.map("clusters-by-state")
    assert both.run("map", "clusters-by-state") == picture.svg
    printed = both.run("map", "clusters-by-state", "-f", "html")
    assert printed == picture.save("map.html").read_text("utf-8")


def timeline(both: Faces) -> None:
    for name in ("eccp-promexico-mou", "agreements-time-line"):
        assert both.run("timeline", name) == both.g.timeline(name).svg


def profile(both: Faces) -> None:
    printed = both.g.profile("claut-nuevo-leon")
    assert both.run("profile", "claut-nuevo-leon") == str(printed)
    html = both.run("profile", "claut-nuevo-leon", "-f", "html", "--all")
    both.g.profile("claut-nuevo-leon", "x.html", everything=True)
    assert html == Path("x.html").read_text("utf-8")


def list_things(both: Faces) -> None:
    kinds = rows(both.run("list", "-f", "csv"))
    assert [(row["kind"], row["name"], row["things"]) for row in kinds] == [
        (row.id, row.name, str(row.things)) for row in both.g.things()
    ]
    for kind in ("Cluster", "concept:sector", "SourceDocument"):
        entities = rows(both.run("list", kind, "-f", "csv"))
        assert [(row["id"], row["name"]) for row in entities] == [
            (entity.id, entity.name) for entity in both.g.things(kind)
        ]


def show(both: Faces) -> None:
    printed = both.run("show", "eccp-promexico-mou", "--all")
    entity = both.g["eccp-promexico-mou"]
    assert printed.startswith(f"{entity.name}\n")
    for fact in (*entity.names, *entity.facts, *entity.incoming):
        for place in fact.evidence:
            assert f"← {place.source} {place.title}, {place.locator}" in printed
    assert [item.id for item in entity.conflicts] == ["mou-eccp-year"]
    assert "mou-eccp-year: " in printed


def why(both: Faces) -> None:
    for words in (
        ["claut-nuevo-leon"],
        ["claut-nuevo-leon", "ubicado en", "NUEVO LEON"],
        ["eccp-promexico-mou", "signedOn"],
    ):
        facts = both.g.why(*words)
        printed = both.run("why", *words).splitlines()[1:]
        stated = [line for line in printed if line.startswith("  ") and "←" not in line]
        assert len(stated) == len(facts)
        places = [line for line in printed if "←" in line]
        assert len(places) == sum(len(fact.evidence) or 1 for fact in facts)
        assert sum("[rejected]" in line for line in stated) == sum(not f.accepted for f in facts)
    words = ["claut-nuevo-leon", "locatedIn"]
    cited = json.loads(both.run("why", *words, "--cite", "csl-json"))
    own = json.loads(both.g.cite(both.g.why(*words), "csl-json"))
    assert [item["id"] for item in cited] == [item["id"] for item in own]


def explain(both: Faces) -> None:
    for name in ("hx:Cluster", "signedOn", "C17"):
        assert both.run("explain", name) == both.g.explain(name) + "\n"


def sources(both: Faces) -> None:
    counted: dict[str, int] = {}
    for row in rows(both.run("sources", "-f", "csv")):
        counted[row["document"]] = counted.get(row["document"], 0) + int(row["claims"])
    documents = both.g.sources()
    assert counted == {item.id: item.claims for item in documents if item.claims}
    briefing = both.g.sources("001")
    fields = {
        row["property"]: row["value"] for row in rows(both.run("sources", "001", "-f", "csv"))
    }
    assert (fields["title"], int(fields["claims"])) == (briefing.title, briefing.claims)
    assert both.run("sources", "--cite", "bibtex").rstrip("\n") == both.g.cite(form="bibtex")
    assert both.run("sources", "001", "--cite", "apa").rstrip("\n") == briefing.cite("apa")


def stats(both: Faces) -> None:
    counted = both.g.stats()
    numbers = [int(line.split()[-1].replace(",", "")) for line in both.run("stats").splitlines()]
    assert numbers == [
        counted.facts,
        counted.claims,
        counted.evidence,
        *counted.kinds.values(),
    ]


def conflicts(both: Faces) -> None:
    for options, words in (
        ([], {}),
        (["--open"], {"open": True}),
        (["--type", "identity"], {"type": "identity"}),
        (["--source", "001"], {"source": "001"}),
        (["--entity", "eccp-promexico-mou"], {"entity": "eccp-promexico-mou"}),
    ):
        lines = both.run("conflicts", *options).splitlines()
        heads = [line.split("  ")[0] for line in lines if line[0] != " "]
        assert heads == [item.id for item in both.g.conflicts(**words)]
    assert len(both.g.conflicts(entity="eccp-promexico-mou")) == 1


def coverage(both: Faces) -> None:
    answer = json.loads(both.run("coverage", "-f", "json"))
    table = both.g.gaps()
    assert [
        tuple(row.get(column, {"value": None})["value"] for column in table.columns)
        for row in answer["results"]["bindings"]
    ] == [tuple(None if cell is None else str(cell) for cell in row) for row in table.cells()]
    report = both.g.coverage()
    notes = {note["text"].split(": ")[0]: note["text"].split(": ")[1] for note in answer["notes"]}
    assert notes["facts with evidence"] == f"{report.facts:,}"
    assert {gap: notes[f"entities without {gap}"] for gap in report.missing} == {
        gap: f"{len(entities):,}" for gap, entities in report.missing.items()
    }
    printed = rows(both.run("coverage", "--list", "link", "--kind", "Cluster", "-f", "csv"))
    assert [(row["id"], row["name"]) for row in printed] == [
        (entity.id, entity.name) for entity in both.g.gaps("link", kind="Cluster")
    ]


def diff(both: Faces) -> None:
    (both.folder / "new.ttl").write_text(NEW.replace("claugto", "claut-nuevo-leon"), "utf-8")
    changed = both.copy()
    with kg.open(changed) as g:
        g.load("new.ttl")
        printed = json.loads(both.run("diff", str(both.g.location), changed, "-f", "json"))
        differences = g.diff(both.g).difference
    assert [item["predicate"] for item in printed["facts"]["added"]] == [
        quad.predicate.value for quad in differences.added_facts
    ]
    assert len(printed["claims"]["added"]) == len(differences.added_claims) == 1


def mapping_check(both: Faces) -> None:
    for name in ("directorio.csv", "directorio.toml"):
        shutil.copy(ROOT / "docs" / "examples" / name, both.folder)
    files = "directorio.toml", "directorio.csv"
    store = "--store", str(both.g.location)
    done = both.quick(*("mapping", "check"), *files, *store)  # the small store has no Querétaro
    assert done.returncode == 2
    with pytest.raises(kg.InputError) as raised:
        both.g.validate("directorio.csv", mapping="directorio.toml")
    (problem,) = raised.value.problems
    assert str(problem.position) in done.stderr
    assert "'Querétaro' is not the name of a State" in problem.message
    assert "'Querétaro' is not the name of a State" in done.stderr


#: modules of commands without a method, see parity.METHODS
MODULES_WITHOUT_METHODS = {
    *("engine", "generate", "man", "mcp", "network_tables", "on_spark", "publish", "renamed"),
    *("serve", "shapes", "tables", "trust", "version"),
}
#: what such commands call that stand in a module with others
WITHOUT_METHODS = {
    *("library.check.faults", "library.publish.as_rdf", "library.skeleton.write_skeleton"),
    *("ontology.context.context", "ontology.pages.pages", "ontology.pages.project"),
    "library.in_ontology.questions",  # of the pages
    *("mapping.draft.draft", "publication.folder.build_from"),
}
#: rooms that compute; the others read, write and put into words
ROOMS = {
    *("charts", "claims", "export", "ingest", "library", "mapping", "names", "network"),
    *("ontology", "profiles", "publication", "quality", "sparql", "store", "validation"),
}


def sources_of(room: str) -> list[Path]:
    return sorted((ROOT / "src" / "kg" / room).glob("*.py"))


def called(path: Path) -> set[str]:
    """Return what of the rooms that compute a module uses, other than as a type."""
    tree = ast.parse(path.read_text("utf-8"))
    types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    used: set[str] = set()
    modules: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in types:
            continue
        home = (node.module or "").removeprefix("kg").lstrip(".")
        for item in node.names:
            name = f"{home}.{item.name}".lstrip(".")
            if name.partition(".")[0] not in ROOMS:
                continue
            place = (ROOT / "src" / "kg").joinpath(*name.split("."))
            if place.is_dir() or place.with_suffix(".py").exists():
                modules.setdefault(item.asname or item.name, set()).add(name)
            else:
                used.add(name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used |= {f"{module}.{node.attr}" for module in modules.get(node.value.id, ())}
    return used


CHECKS: dict[str, Callable[[Faces], None]] = {
    "ask": ask,
    "backup": backup,
    "build": build,
    "check": check,
    "common": common,
    "conflicts": conflicts,
    "coverage": coverage,
    "diff": diff,
    "dump": dump,
    "explain": explain,
    "export": export,
    "list": list_things,
    "load": load,
    "log": log,
    "map": draw_map,
    "mapping check": mapping_check,
    "neighbours": neighbours,
    "network": network,
    "paths": paths,
    "profile": profile,
    "query find": query_find,
    "query list": query_list,
    "query run": query_run,
    "query show": query_show,
    "query values": query_values,
    "restore": restore,
    "search": search,
    "show": show,
    "sources": sources,
    "sparql": sparql,
    "stats": stats,
    "timeline": timeline,
    "validate": validate,
    "why": why,
}


#: what a command calls of the rooms below, and no method does → why
OF_COMMANDS_ALONE = {
    **dict.fromkeys(
        (
            "claims.evidence.certainty_word",
            "library.asking.offering.MOST_ROWS",
            "library.headings.heading",
            "names.get",
            "names.kind_words",
            "network.caveats.size_in_words",
            "claims.documents.RIGHTS",
            "names.label_of",
            "names.learn",
            "names.searching.REASONS",
            "network.measures.tables.terms",
            "quality.gaps.gap_word",
            "quality.gaps.kind_words",
            "store.damage.of_engine",
            "validation.report.text.incomplete",
            "validation.report.text.not_judged",
            "validation.report.text.summary",
            "validation.report.text.words_of",
            "validation.write_report",
        ),
        "words and layout for people",
    ),
    **dict.fromkeys(
        ("claims.profile.is_nary_node", "claims.profile.nary_class"),
        "kg show puts a membership into one line",
    ),
    **dict.fromkeys(
        ("sparql.binding.bind", "store.explain.plan"), "--explain, of the command line alone"
    ),
    **dict.fromkeys(
        ("export.export", "network.paths.network_of_steps"), "-f gexf of kg paths: a layout"
    ),
    **dict.fromkeys(
        ("store.config.folder_of", "store.config.is_name", "store.generations.current"),
        "what --store may be",
    ),
    **dict.fromkeys(
        ("ingest.ReplayRefused", "ingest.replay.described"), "the error of kg build, in words"
    ),
    **dict.fromkeys(
        (
            "ingest.incoming.batches",
            "mapping.explanation.explain",
            "mapping.explanation.undeclared",
            "mapping.values.UNKNOWN",
        ),
        "kg mapping check tells a mapping in words, and what would mend it",
    ),
    "claims.as_of.copy_as_of": "--as-of of commands whose queries run in another process",
    "library.asking.ranked": "kg query find names whatever has a word in common",
    "network.declared.read_projection": "--projection",
}


def test_commands_compute_nothing_that_their_methods_do_not() -> None:
    methods = {name for path in sources_of("graph") for name in called(path)}
    others = {
        name
        for path in sources_of("cli")
        if path.stem not in MODULES_WITHOUT_METHODS
        for name in called(path)
    }
    assert others - methods - WITHOUT_METHODS == set(OF_COMMANDS_ALONE)


def test_every_command_with_a_method_is_compared_with_it() -> None:
    assert set(CHECKS) == {name for name, method in parity.METHODS.items() if method.call}


@pytest.mark.parametrize("name", CHECKS)
def test_a_command_and_its_method_give_the_same(name: str, faces: Faces) -> None:
    CHECKS[name](faces)


def facts(store: Path) -> set[tuple[str, ...]]:
    with kg.open(store) as g:
        return {tuple(map(str, row.values())) for row in g.sparql("SELECT ?s ?p ?o { ?s ?p ?o }")}


#: a command → the same mistake as a call
MISTAKES: dict[str, Callable[[KnowledgeGraph], object]] = {
    "query run clusters-in-stat": lambda g: g.query("clusters-in-stat"),
    "query run clusters-in-state": lambda g: g.query("clusters-in-state"),
    "query run clusters-in-state -p state atlantis": lambda g: g.query(
        "clusters-in-state", state="atlantis"
    ),
    "list Atlantis": lambda g: g.things("Atlantis"),
    "show CLAUT": lambda g: g["CLAUT"],
    "show atlantis": lambda g: g["atlantis"],
    "why claut-nuevo-leon hx:axis": lambda g: g.why("claut-nuevo-leon", "hx:axis"),
    "why claut-nuevo-leon locatedIn canada": lambda g: g.why(
        "claut-nuevo-leon", "locatedIn", "canada"
    ),
    "explain Atlantis": lambda g: g.explain("Atlantis"),
    "sources 999": lambda g: g.sources("999"),
    "network atlantis": lambda g: g.measure("atlantis"),
    "network degree summary": lambda g: g.measure("degree", "summary"),
    "network compare 2013": lambda g: g.measure("compare", "2013"),
    "paths claut-nuevo-leon atlantis": lambda g: g.paths("claut-nuevo-leon", "atlantis"),
    "export gexf --with atlantis": lambda g: g.export("x.gexf", measures="atlantis"),
    "export gexf -o x.gexf --manifest x.gexf": lambda g: g.export("x.gexf", manifest="x.gexf"),
    "dump --as nanopubs --facts-graph": lambda g: g.dump("x", form="nanopubs", facts_graph=True),
    "map open-conflicts": lambda g: g.map("open-conflicts"),
    "timeline claut-nuevo-leon --column x": lambda g: g.timeline("claut-nuevo-leon", column="x"),
    "profile atlantis": lambda g: g.profile("atlantis"),
    "diff atlantis atlantis": lambda g: g.diff("atlantis"),
    "validate none.ttl": lambda g: g.validate("none.ttl"),
    "restore atlantis": lambda g: g.restore("atlantis"),
}


@pytest.mark.parametrize("command", MISTAKES)
def test_both_faces_tell_the_same_mistake_in_the_same_words(
    command: str,
    quick_kg: Run,
    graph: KnowledgeGraph,
    small_store_once: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    words = command.split()
    store = ("--store", small_store_once) if takes_a_store(tuple(words)) else ()
    done = quick_kg(*words, *store)
    assert done.returncode in (1, 2)
    with pytest.raises(kg.KgError) as raised:
        MISTAKES[command](graph)
    message = " ".join(in_python(done.stderr).split())
    assert " ".join(str(raised.value).split()) in message
