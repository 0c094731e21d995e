"""Rows of a custom table become cells of ordinary tables, each with its position in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.claims import catalogue
from kg.errors import InputError
from kg.mapping import named
from kg.mapping import translate as module
from kg.mapping.custom import CustomMapping, read_mapping
from kg.mapping.named import Names
from kg.mapping.translate import Translated, translate
from kg.mapping.values import Wrong
from kg.rdf.reader import read_rdf
from kg.store import EmbeddedStore
from tests.claims.rows import row

HEAD = """
[source]
id = "dir"
title = "Directory"
[subject]
from = "Name"
kinds = ["Cluster", "IndustryAssociation"]
"""
NEW = 'new = { kind = "Cluster", helix = "intermediary", name_es = "Name" }\n'


PREFIXES = """
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix graph: <https://w3id.org/helixkg/graph/> .
@prefix source: <https://w3id.org/helixkg/source/> .
@prefix voc: <https://w3id.org/helixkg/voc/> .
@prefix sector: <https://w3id.org/helixkg/voc/sector/> .
"""
#: entities with their names; two share an acronym, and a cluster has the name of a state
REGISTRY = """
id:amia a hx:IndustryAssociation ; skos:prefLabel "Asociación Automotriz"@es ;
  hx:acronym "AMIA" .
id:claut-nuevo-leon a hx:Cluster ; skos:prefLabel "Clúster Automotriz de Nuevo León"@es ;
  hx:acronym "CLAUT" .
id:claut-estado-de-mexico a hx:Cluster ; skos:prefLabel "Clúster Automotriz Mexiquense"@es ;
  hx:acronym "CLAUT" .
id:mexico a hx:Country ; skos:prefLabel "México"@es , "Mexico"@en .
id:nuevo-leon a hx:State ; skos:prefLabel "Nuevo León"@mul .
id:jalisco a hx:State ; skos:prefLabel "Jalisco"@mul .
id:it-cluster a hx:Cluster ; skos:prefLabel "Clúster de TI"@es ; skos:altLabel "Jalisco"@es .
"""
VOCABULARY = """
sector:automotive skos:inScheme voc:sector ; skos:prefLabel "Automotriz"@es , "Automotive"@en .
sector:ict skos:inScheme voc:sector ; skos:prefLabel "Information technology"@en .
"""
CATALOGUE = 'source:001 a hx:SourceDocument ; dct:title "Report" .'


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The graphs above, and what they state as facts."""
    path = tmp_path_factory.mktemp("names") / "graph.trig"
    graphs = {"registry": REGISTRY, "vocabulary": VOCABULARY, "catalogue": CATALOGUE}
    named = [f"graph:{name} {{ {statements} }}" for name, statements in graphs.items()]
    path.write_text("\n".join([PREFIXES, REGISTRY, VOCABULARY, *named]), "utf-8")
    read_store = EmbeddedStore.in_memory()
    read_store.replace(located.quad for located in read_rdf(path, path.name))
    return read_store


def read(folder: Path, columns: str, new: str = NEW, more: str = "") -> CustomMapping:
    path = folder / "m.toml"
    path.write_text(f"{HEAD}{new}{more}[columns]\n{columns}\n", "utf-8")
    return read_mapping(path)


def batches(
    store: EmbeddedStore, mapping: CustomMapping, folder: Path, text: str
) -> list[Translated]:
    file = folder / "list.csv"
    file.write_text(text, "utf-8")
    return list(translate(store, file, mapping))


def translated(
    store: EmbeddedStore, folder: Path, columns: str, text: str, new: str = NEW, more: str = ""
) -> Translated:
    (batch,) = batches(store, read(folder, columns, new, more), folder, text)
    return batch


def cells(batch: Translated, column: str) -> list[str]:
    return [row.cells[column] for row in batch.tables["custom list"].rows]


def problems_of(batch: Translated, folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in batch.problems]


def test_a_row_has_its_evidence_and_the_positions_of_the_file(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    columns = '"Site" = { property = "schema:url", type = "uri" }'
    text = "Site,Name\nhttps://a.mx,AMIA\n,\nhttps://b.mx,claut-nuevo-leon\n"
    batch = translated(store, tmp_path, columns, text)
    table = batch.tables["custom list"]
    assert table.header == ("id", "Site", "source", "locator", "certainty", "basis", "listing")
    assert [row.cells for row in table.rows] == [
        {
            "id": name,
            "Site": site,
            "source": "dir",
            "locator": f"row {line}",
            "certainty": "explicit",
            "basis": "",
            "listing": "",
        }
        for name, site, line in [
            ("amia", "https://a.mx", 2),
            ("claut-nuevo-leon", "https://b.mx", 4),
        ]
    ]
    file = str(tmp_path / "list.csv")
    assert [tuple(table.rows[0].at(name)) for name in ("Site", "id", "source")] == [
        (file, 2, 1),
        (file, 2, 14),
        (file, 2, 0),
    ]
    assert (batch.rows, batch.problems, list(batch.declarations)) == (2, [], ["custom list"])


def test_a_source_that_is_not_known_is_made(store: EmbeddedStore, tmp_path: Path) -> None:
    columns = '"Name" = { type = "text" }'
    batch = translated(store, tmp_path, columns, "Name\nAMIA\n")
    (source,) = batch.tables["sources"].rows
    assert {name: cell for name, cell in source.cells.items() if cell} == {
        "id": "dir",
        "title": "Directory",
        "type": "dataset",
    }
    assert tuple(source.at("title")) == (str(tmp_path / "list.csv"), 0, 0), "no row says it"
    mapping = read(tmp_path, columns)
    path = tmp_path / "m.toml"
    path.write_text(path.read_text("utf-8").replace('"dir"', '"001"'), "utf-8")
    (batch,) = batches(store, read_mapping(path), tmp_path, "Name\nAMIA\n")
    assert mapping.source["id"] == "dir"
    assert "sources" not in batch.tables


def test_a_name_is_that_of_an_entity_or_makes_one(store: EmbeddedStore, tmp_path: Path) -> None:
    text = "Name,X\nclúster automotriz de nuevo león,\nNuevo Clúster,\nNUEVO CLUSTER,\nAMIA,\n"
    batch = translated(store, tmp_path, '"Name" = { type = "text" }', text)
    assert cells(batch, "id") == ["claut-nuevo-leon", "nuevo-cluster", "nuevo-cluster", "amia"]
    (new,) = batch.tables["registry"].rows
    assert {name: cell for name, cell in new.cells.items() if cell} == {
        "id": "nuevo-cluster",
        "kind": "Cluster",
        "helix": "intermediary",
        "name_es": "Nuevo Clúster",
    }
    assert tuple(new.cells) == tuple(batch.tables["registry"].header)
    assert tuple(new.at("name_es"))[1:] == (3, 1)


def test_what_is_no_cluster_is_not_taken_for_one(store: EmbeddedStore, tmp_path: Path) -> None:
    batch = translated(store, tmp_path, '"Name" = { type = "text" }', "Name\nMéxico\n", new="")
    assert problems_of(batch, tmp_path) == [
        "list.csv:2:1 (Name): the registry has no Cluster or IndustryAssociation 'México'; "
        "add new = { kind = …, name_es = … } to [subject] to make it"
    ]
    assert not batch.tables["custom list"].rows
    assert "registry" not in batch.tables
    assert batch.rows == 0


def test_every_problem_of_a_row_is_told(store: EmbeddedStore, tmp_path: Path) -> None:
    columns = (
        '"State" = { property = "hx:locatedIn", entity = ["State"], by = "name" }\n'
        '"Sector" = { property = "hx:sector", scheme = "sector", by = "name" }'
    )
    text = 'Name,State,Sector\n,Nuevo Leone,Automotriz\nAMIA,,wibble\nAMIA,"a" b,\n'
    batch = translated(store, tmp_path, columns, text)
    subject, state, sector, quote = problems_of(batch, tmp_path)
    assert state.startswith("list.csv:2:2 (State): 'Nuevo Leone' is not the name of a State")
    assert state.endswith(' — or say what it means: values = { "Nuevo Leone" = "nuevo-leon" }')
    assert subject == "list.csv:2:1 (Name): the cell is empty; it names what the row is about"
    assert sector.startswith("list.csv:3:7 (Sector): ")
    assert '{ "wibble" = "?" }' in sector
    assert quote.startswith("list.csv:4:6: a quote where none may stand")
    assert batch.rows == 0


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ('type = "text"', " x ", "x"),
        ('type = "date", formats = ["%d/%m/%Y", "%Y"]', "14/02/2016", "2016-02-14"),
        ('type = "date", formats = ["%d/%m/%Y", "%Y"]', "2016", "2016"),
        ('type = "date", formats = ["%d/%m/%Y"]', "31/02/2016", "31/02/2016"),
        ('type = "number", decimal = ","', "1.234,5", "1234.5"),
        ('type = "number", decimal = ","', "1 234,5", "1234.5"),
        ('type = "integer", decimal = ","', "1.234", "1234"),
        ('type = "number", decimal = ","', "12345", "12345"),
        ('type = "number", decimal = ","', "−1.234,50", "-1234.50"),
        ('type = "number", decimal = "."', "1,234.5", "1234.5"),
        ('type = "number", decimal = "."', "1.234", "1.234"),
        ('type = "number"', "1.23", "1.23"),
        ('scheme = "sector", by = "name"', "Automotriz", "automotive"),
        ('scheme = "sector"', "Automotriz", "Automotriz"),
        ('scheme = "sector", values = { "Autos" = "automotive" }', "AUTOS", "automotive"),
        ('type = "date", values = { "Hoy" = "2020" }', "hoy", "2020"),
        ('scheme = "sector", values = { "Autos" = "automotive" }', "Auto", "Auto"),
        ('scheme = "sector", values = { "-" = "" }', "-", ""),
        ('entity = ["State"], by = "name"', "nuevo leon", "nuevo-leon"),
        ('entity = ["State"], by = "id"', "nuevo leon", "nuevo leon"),
        ('entity = ["Country", "State"], by = "name"', "Nuevo León", "nuevo-leon"),
        ('entity = ["*"], by = "name"', "méxico", "mexico"),
        ('list = true, separator = "/"', "a / b//c", "a;b;c"),
        ("list = true", "a/b", "a/b"),
        ('scheme = "sector", by = "name", separator = ","', "Automotriz", "automotive"),
        ('scheme = "sector", by = "name"', "", ""),
    ],
)
def test_a_cell_becomes_what_the_declaration_wants(
    store: EmbeddedStore, tmp_path: Path, column: str, cell: str, expected: str
) -> None:
    batch = translated(store, tmp_path, f'"C" = {{ {column} }}', f"Name;C\nAMIA;{cell}\n")
    assert not batch.problems
    assert cells(batch, "C") == [expected]


def test_a_name_of_none_of_the_kinds_is_a_problem(store: EmbeddedStore, tmp_path: Path) -> None:
    columns = '"C" = { entity = ["Country", "State"], by = "name" }'
    batch = translated(store, tmp_path, columns, "Name,C\nAMIA,AMIA\n")
    (problem,) = problems_of(batch, tmp_path)
    assert problem.startswith(
        "list.csv:2:6 (C): 'AMIA' is a IndustryAssociation (Asociación Automotriz); "
        "a Country is needed here — or say what it means: "
    )


def test_a_name_of_several_is_that_of_the_kind_that_the_column_takes(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    columns = '"C" = { entity = ["State"], by = "name" }'
    batch = translated(store, tmp_path, columns, "Name,C\nJalisco,Jalisco\n")
    assert not batch.problems
    assert (cells(batch, "id"), cells(batch, "C")) == (["it-cluster"], ["jalisco"])


def test_a_subject_that_is_not_known_is_no_entity_in_another_column(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    """What was looked up for one purpose is not taken for another."""
    head = HEAD.replace('"Cluster", "IndustryAssociation"', '"Cluster"')
    path = tmp_path / "m.toml"
    path.write_text(
        f'{head}{NEW}[columns]\n"C" = {{ entity = ["Cluster"], by = "name" }}\n', "utf-8"
    )
    (batch,) = batches(store, read_mapping(path), tmp_path, "Name,C\nNuevo,\nOtro,Nuevo\n")
    assert cells(batch, "id") == ["nuevo"]
    (problem,) = problems_of(batch, tmp_path)
    assert problem.startswith("list.csv:3:6 (C): 'Nuevo' is not the name of a Cluster")


def test_short_and_long_rows_are_problems(store: EmbeddedStore, tmp_path: Path) -> None:
    text = "Name,C\nAMIA\nAMIA,x,y\nAMIA,x,\nAMIA,z\n,,\n"
    batch = translated(store, tmp_path, '"C" = { type = "text" }', text)
    assert cells(batch, "C") == ["z"]
    short, *long = problems_of(batch, tmp_path)
    assert short.startswith("list.csv:2:1: 1 cells, but the header has 2; a comma inside")
    assert 'short_rows = "allow" under [file]' in short
    assert [problem.split(" cells")[0] for problem in long] == [
        "list.csv:3:8: 3",
        "list.csv:4:8: 3",
    ]


def test_short_and_long_rows_may_be_allowed(store: EmbeddedStore, tmp_path: Path) -> None:
    text = "Name,C\nAMIA\nAMIA,x,y\nAMIA,z,\n"
    more = '[file]\nshort_rows = "allow"\nlong_rows = "allow"\n'
    batch = translated(store, tmp_path, '"C" = { type = "text" }', text, more=more)
    assert cells(batch, "C") == ["", "z"]
    (problem,) = problems_of(batch, tmp_path)
    assert problem.startswith("list.csv:3:8: 3 cells"), "what would be lost is told all the same"


def test_a_locator_has_cells_and_the_certainty_is_the_declared(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    more = '[evidence]\nlocator = "{Sheet}, {row}"\ncertainty = "inferred"\n'
    text = "Sheet,Name\nA,AMIA\n"
    batch = translated(store, tmp_path, '"Name" = { type = "text" }', text, more=more)
    assert (cells(batch, "locator"), cells(batch, "certainty")) == (["A, 2"], ["inferred"])


def test_missing_columns_are_named_with_those_that_are_there(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    mapping = read(tmp_path, '"B" = { type = "text" }\n"C" = { type = "text" }')
    with pytest.raises(InputError) as error:
        batches(store, mapping, tmp_path, "Name,,D\n")
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in error.value.problems] == [
        f"list.csv:1: the mapping names the column '{name}', which is not in the header: Name, D"
        for name in ("B", "C")
    ]


def test_a_file_that_ends_before_its_header_is_refused(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    mapping = read(tmp_path, '"Name" = { type = "text" }', more="[file]\nheader = 5\n")
    with pytest.raises(InputError, match=r"list\.csv: there is no header line"):
        batches(store, mapping, tmp_path, "Name\nAMIA\n")


def test_rows_come_in_batches_with_their_progress(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 2)
    mapping = read(tmp_path, '"Name" = { type = "text" }')
    file = tmp_path / "list.csv"
    file.write_text("Name\n" + "AMIA\n" * 5, "utf-8")
    steps: list[tuple[str, int, int]] = []
    batches = list(translate(store, file, mapping, lambda *step: steps.append(step)))
    assert [batch.rows for batch in batches] == [2, 2, 1]
    size = file.stat().st_size
    assert steps == [("reading list.csv", size, size)] * 3


def test_names_are_forgotten_when_there_are_too_many(
    store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(named, "_MOST", 1)
    text = "Name\nAMIA\nclaut-nuevo-leon\nAMIA\namia\n"
    batch = translated(store, tmp_path, '"Name" = { type = "text" }', text)
    assert cells(batch, "id") == ["amia", "claut-nuevo-leon", "amia", "amia"]


def test_a_name_that_several_have_is_a_problem(store: EmbeddedStore, tmp_path: Path) -> None:
    columns = '"C" = { entity = ["State", "Cluster", "Country"], by = "name" }'
    batch = translated(store, tmp_path, columns, "Name,C\nCLAUT,\nclaut-nuevo-leon,CLAUT\n")
    subject, other = problems_of(batch, tmp_path)
    ambiguous = "'CLAUT' names 2 entities; use one of these ids:"
    assert subject.startswith(f"list.csv:2:1 (Name): {ambiguous}")
    assert other.startswith(f"list.csv:3:18 (C): {ambiguous}")
    assert "claut-estado-de-mexico" in subject
    assert "claut-nuevo-leon" in subject
    assert batch.rows == 0


def test_a_subject_of_several_names_says_the_words_that_decide(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    columns = '"X" = { type = "text" }'
    batch = translated(store, tmp_path, columns, "Name,X\nCLAUT,\n")
    (problem,) = batch.problems
    assert 'say which in [subject]: values = { "CLAUT" = "?" }' in problem.message
    assert "claut-nuevo-leon" in problem.message
    assert "claut-estado-de-mexico" in problem.message
    assert (problem.value, problem.near) == ("CLAUT", ()), "none of them is proposed"
    decided = 'values = { "claut" = "claut-nuevo-leon" }\n'
    batch = translated(store, tmp_path, columns, "Name,X\nCLAUT,\n", new=NEW + decided)
    assert not batch.problems
    assert cells(batch, "id") == ["claut-nuevo-leon"]


def test_of_several_that_a_name_is_nearly_none_is_proposed(store: EmbeddedStore) -> None:
    names, kinds = Names(store), ("Cluster",)
    names.add("Moda de Lerma, Clúster", "one", kinds)
    with pytest.raises(Wrong, match='"Cluster de Moda de Lerma" = "one"'):
        names.require_no_look_alike("Cluster de Moda de Lerma", "new", kinds)
    names.add("Lerma: Clúster de Moda", "two", kinds)
    with pytest.raises(Wrong) as error:
        names.require_no_look_alike("Cluster de Moda de Lerma", "new", kinds)
    assert '"Cluster de Moda de Lerma" = "?"' in str(error.value)
    assert "(id,decision,other,reason): ?,same," in str(error.value)
    assert "one «Moda de Lerma, Clúster»; two «Lerma: Clúster de Moda»" in str(error.value)


def test_two_names_of_one_id_are_a_problem_that_names_both(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    columns = '"X" = { type = "text" }'
    text = "Name,X\nClúster A+B,\nClúster A-B,\nCLAUT Nuevo León,\n"
    batch = translated(store, tmp_path, columns, text)
    first, second = problems_of(batch, tmp_path)
    assert "'Clúster A-B' would get the id 'cluster-a-b', which is that of 'Clúster A+B'" in first
    assert "'claut-nuevo-leon', which is that of 'Clúster Automotriz de Nuevo León'" in second
    decided = 'values = { "Clúster A-B" = "cluster-a-minus-b", "CLAUT Nuevo León" = "amia" }\n'
    batch = translated(store, tmp_path, columns, text, new=NEW + decided)
    assert not batch.problems
    assert cells(batch, "id") == ["cluster-a-b", "cluster-a-minus-b", "amia"]
    assert [row.cells["id"] for row in batch.tables["registry"].rows] == [
        "cluster-a-b",
        "cluster-a-minus-b",
    ]


def test_a_row_may_have_several_subjects(store: EmbeddedStore, tmp_path: Path) -> None:
    more = (
        '[subjects.firm]\nfrom = "Firm"\nkinds = ["Company"]\n'
        'new = { kind = "Company", name_es = "Firm" }\n'
    )
    columns = (
        '"Firm" = { entity = ["Company"], by = "name" }\n'
        '"Code" = { type = "text", of = "firm" }\n'
        '"Place" = { entity = ["State"], constant = "jalisco", of = "firm" }'
    )
    text = "Name,Firm,Code\nAMIA,Acero,A1\nAMIA,,\nAMIA,,B2\n"
    batch = translated(store, tmp_path, columns, text, more=more)
    (problem,) = problems_of(batch, tmp_path)
    assert problem.startswith("list.csv:4:6 (Firm): the cell is empty; it names what the row")
    assert (cells(batch, "id"), cells(batch, "Firm")) == (["amia", "amia"], ["acero", ""])
    (firm,) = batch.tables["custom list firm"].rows
    assert (firm.cells["id"], firm.cells["Code"], firm.cells["Place"]) == ("acero", "A1", "jalisco")
    assert firm.at("Code").column == 12


def test_a_cell_may_name_several_subjects(store: EmbeddedStore, tmp_path: Path) -> None:
    text = "Name;X\nAMIA / claut-nuevo-leon / amia;x\n"
    batch = translated(
        store, tmp_path, '"X" = { type = "text" }', text, new=NEW + 'separator = "/"\n'
    )
    assert cells(batch, "id") == ["amia", "claut-nuevo-leon"]
    assert cells(batch, "X") == ["x", "x"]


def test_a_code_list_that_is_none_is_told_at_once(store: EmbeddedStore, tmp_path: Path) -> None:
    mapping = read(tmp_path, '"C" = { scheme = "sectr", by = "name" }')
    with pytest.raises(InputError, match=r"'sectr', which is none; did you mean 'sector'\?"):
        batches(store, mapping, tmp_path, "Name,C\nAMIA,x\n")


def test_what_is_guessed_is_noted_and_refused_by_a_strict_mapping(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    mapping = read(tmp_path, '"Name" = { type = "text" }')
    file = tmp_path / "list.csv"
    file.write_bytes("Name\nClúster de León\n".encode("cp1252"))
    (batch,) = translate(store, file, mapping)
    assert [note.message.split(",")[0] for note in batch.notes] == ["read as cp1252"]
    strict = read_mapping(tmp_path / "m.toml", strict=True)
    with pytest.raises(InputError, match="read as cp1252, which is guessed; declare it"):
        list(translate(store, file, strict))


def test_a_name_that_is_nearly_one_of_an_entity_waits_for_a_decision(
    store: EmbeddedStore, tmp_path: Path
) -> None:
    """It is asked for once for both, and honoured: same, distinct, unsure; for its document."""
    names = (
        "Cluster automotris de Nuevo León A.C.",
        "Nuevo León Clúster Automotriz",
        "Clúster del Vestido",
        "Cluster del Bestido",
    )
    columns, text = '"Name" = { type = "text" }', "Name\n" + "\n".join(names)
    first, second, third = problems_of(translated(store, tmp_path, columns, text), tmp_path)
    assert first.startswith(
        "list.csv:2:1 (Name): 'Cluster automotris de Nuevo León A.C.' is nearly"
    )
    assert "claut-nuevo-leon «Clúster Automotriz de Nuevo León»" in first
    assert "): claut-nuevo-leon,same,Cluster automotris de Nuevo León A.C.," in first
    assert f'values = {{ "{names[0]}" = "claut-nuevo-leon" }}' in first, "it is the only one"
    assert "claut-nuevo-leon" in second
    assert "cluster-del-vestido «Clúster del Vestido»" in third
    words = 'values = { "cluster del bestido" = "cluster-of-clothes" }\n'
    batch = translated(store, tmp_path, columns, text, new=NEW + words)
    assert len(batch.problems) == 2, "what the mapping decides is not asked"
    decided = store.copy()
    decisions = [
        ("claut-nuevo-leon", "same", names[0], ""),
        ("claut-nuevo-leon", "unsure", names[1], ""),
        ("cluster-del-vestido", "distinct", "cluster-del-bestido", "dir"),
        ("cluster-del-vestido", "same", names[3], "001"),
    ]
    identities = [
        row(id=identifier, decision=decision, other=other, source=source, reason="looked")
        for identifier, decision, other, source in decisions
    ]
    statements, _ = catalogue.describe([], [], [], [], identities)
    decided.commit(add=[statement.quad for statement in statements])
    batch = translated(decided, tmp_path, columns, text)
    assert problems_of(batch, tmp_path) == []
    assert cells(batch, "id") == [
        "claut-nuevo-leon",
        "nuevo-leon-cluster-automotriz",
        "cluster-del-vestido",
        "cluster-del-bestido",
    ]
