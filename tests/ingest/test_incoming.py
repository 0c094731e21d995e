"""Files of a change become batches: all but custom tables first, then these."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.ingest.incoming import batches, read
from kg.mapping.custom import read_mapping
from kg.model import Iri
from kg.rdf.namespaces import EVIDENCE, HX, ID, PREF_LABEL, REGISTRY_GRAPH
from kg.store import EmbeddedStore
from tests.conftest import ROOT, SMALL
from tests.ingest.conftest import Write

LABELS = "awardee,scheme,round,level,valid_from,expires,assessor,source,locator,certainty,listing\n"
LABEL = 'claut-nuevo-leon,ecei-label,2,gold,,2021-06-23,,001,"§9",explicit,\n'
REGISTRY = (SMALL / "registry.csv").read_text("utf-8").splitlines()[0] + "\n"
CUSTOM = (
    "Directorio;;;;;\n;;;;;\n"
    "Nombre del clúster;Siglas;Entidad;Sectores;Fecha de fundación;Sitio web\n"
    "Clúster del Vino;CV;Nuevo León;;;\n"
)


def problems(store: EmbeddedStore, *files: Path) -> list[str]:
    with pytest.raises(InputError) as raised:
        read(store, files)
    return [str(problem) for problem in raised.value.problems]


def test_a_table_is_known_by_its_name(memory: EmbeddedStore, write: Write) -> None:
    located = read(memory, [write("labels.csv", LABELS + LABEL)])
    graph = Iri(EVIDENCE + "001/s9")
    claims = {quad.triple for quad, _ in located if quad.graph == graph}
    facts = {quad.triple for quad, _ in located if quad.graph is None}
    assert claims
    assert claims <= facts


def test_a_table_is_known_by_its_header(memory: EmbeddedStore, write: Write) -> None:
    by_name = [quad for quad, _ in read(memory, [write("labels.csv", LABELS + LABEL)])]
    other = write("etiquetas-2021.csv", LABELS + LABEL)
    assert [quad for quad, _ in read(memory, [other])] == by_name


def test_a_header_that_fits_no_table_is_compared_with_the_nearest(
    memory: EmbeddedStore, write: Write
) -> None:
    path = write("etiquetas.csv", LABELS.replace("level", "levle") + LABEL)
    messages = problems(memory, path)
    assert f"{path}:1:22: unknown column 'levle'; did you mean 'level'" in messages[0]


def test_facts_have_the_positions_of_their_claims(memory: EmbeddedStore, write: Write) -> None:
    path = write("labels.csv", LABELS + LABEL)
    located = read(memory, [path])
    where = {(quad.triple, position) for quad, position in located if quad.graph is not None}
    for quad, position in located:
        assert position.file == str(path)
        if quad.graph is None:
            assert (quad.triple, position) in where


def test_new_entities_are_registered_and_facts(memory: EmbeddedStore, write: Write) -> None:
    path = write("registry.csv", REGISTRY + "vino,Cluster,Clúster del Vino,,,,,,,,,\n")
    named = [
        quad.graph and quad.graph.value
        for quad, _ in read(memory, [path])
        if (quad.subject, quad.predicate) == (Iri(ID + "vino"), Iri(PREF_LABEL))
    ]
    assert named == [REGISTRY_GRAPH, None]


def test_a_table_may_refer_to_new_entities_of_another(memory: EmbeddedStore, write: Write) -> None:
    label = write("labels.csv", LABELS + LABEL.replace("claut-nuevo-leon", "vino"))
    assert "the registry has no entity 'vino'" in problems(memory, label)[0]
    registry = write("registry.csv", REGISTRY + "vino,Cluster,Clúster del Vino,,,,,,,,,\n")
    assert read(memory, [label, registry])


def test_rows_of_two_files_of_one_table_belong_together(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    for name, rows in (("a", LABEL), ("b", "\n" + LABEL)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "labels.csv").write_text(LABELS + rows, "utf-8")
    first, second = tmp_path / "a" / "labels.csv", tmp_path / "b" / "labels.csv"
    assert any(
        f"{second}:3:1: the same key as line 2" in p for p in problems(memory, first, second)
    )


def test_every_problem_of_every_file_comes_at_once(memory: EmbeddedStore, write: Write) -> None:
    messages = problems(
        memory,
        write("new.docx", "x"),
        write("labels.csv", LABELS + LABEL.replace("gold", "golden")),
        write("broken.ttl", "<http://e/s> <oops"),
        write("none.ttl", "").with_name("missing.ttl"),
    )
    assert [Path(p.split(":")[0]).name for p in messages] == [
        "new.docx",
        "broken.ttl",
        "missing.ttl",
        "labels.csv",
    ]
    assert "'.docx' is no kind of file that is read; name a table (.csv), RDF (.ttl" in messages[0]
    assert "or another table with --mapping" in messages[0]


def test_a_folder_is_no_file(memory: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "this is a directory" in problems(memory, tmp_path / "folder")[0]


def test_custom_tables_come_last(memory: EmbeddedStore, write: Write) -> None:
    mapping = read_mapping(ROOT / "docs" / "examples" / "directorio.toml")
    custom = write("directorio.csv", CUSTOM)
    rdf = write("a.ttl", "id:claut-nuevo-leon hx:strategicPartner id:amia .")
    first, second = batches(memory, [custom, rdf], mapping)
    assert (first.rows, first.entities, first.problems) == (0, 0, ())
    assert any(quad.predicate == Iri(HX + "strategicPartner") for quad, _ in first.located)
    assert (second.rows, second.entities) == (1, 1)
    assert any(quad.subject == Iri(ID + "cluster-del-vino") for quad, _ in second.located)


def test_without_a_mapping_a_custom_table_is_compared_with_the_curated_ones(
    memory: EmbeddedStore, write: Write
) -> None:
    assert "unknown column" in problems(memory, write("directorio.csv", CUSTOM))[0]


def test_a_custom_table_that_cannot_be_read_is_a_problem(
    memory: EmbeddedStore, write: Write
) -> None:
    mapping = read_mapping(ROOT / "docs" / "examples" / "directorio.toml")
    (batch,) = batches(memory, [write("directorio.csv", "a;b\n1;2\n")], mapping)
    assert batch.located == []
    assert batch.problems


def test_nothing_to_read_gives_no_batch(memory: EmbeddedStore) -> None:
    assert list(batches(memory, [])) == []
    assert read(memory, []) == []
