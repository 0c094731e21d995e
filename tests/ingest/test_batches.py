"""A table that is read some rows at a time loads as one that is read at once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kg import ingest
from kg.errors import InputError
from kg.mapping import translate
from kg.mapping.custom import read_mapping
from kg.store import EmbeddedStore
from tests.conftest import ROOT

MAPPING = ROOT / "docs" / "examples" / "directorio.toml"
HEADER = (
    "Directorio;;;;;\n;;;;;\n"
    "Nombre del clúster;Siglas;Entidad;Sectores;Fecha de fundación;Sitio web\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A directory of 60 rows, in which clusters come back in other letters."""
    generator = random.Random(5)
    rows = []
    for number in range(60):
        which = generator.randrange(40)
        name = f"Clúster del Ñandú {which}"
        rows.append(
            f"{name.upper() if number % 3 == 0 else name};CÑ{which};Jalisco;Autos/energy;"
            f"{1 + which % 28:02d}/03/2010;https://example.mx/{which}\n"
        )
    file = tmp_path / "directorio.csv"
    file.write_text(HEADER + "".join(rows), "utf-8")
    return file


@pytest.fixture
def store(project_store: Path) -> EmbeddedStore:
    """The project's data in memory."""
    return EmbeddedStore.open(project_store).copy()


def content(store: EmbeddedStore) -> set[str]:
    return {
        str(quad)
        for quad in store.quads(every_graph=True)
        if not str(quad.subject).startswith("https://w3id.org/helixkg/load/")
    }


def test_in_batches_the_same_is_loaded(
    store: EmbeddedStore, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = read_mapping(MAPPING)
    before, at_once = content(store), store.copy()
    monkeypatch.setattr(translate, "ROWS", 10_000)
    single = ingest.load(at_once, [table], custom=mapping)
    monkeypatch.setattr(translate, "ROWS", 7)
    reports: list[tuple[int, int]] = []
    proposed = ingest.propose(
        store,
        [table],
        custom=mapping,
        progress=lambda step, done, total: reports.append((done, total)),
    )
    assert content(store) == before, "a dry run leaves nothing behind"
    batched = ingest.load(store, [table], custom=mapping)
    assert reports[-1] == (table.stat().st_size, table.stat().st_size)
    assert len(reports) == 9
    assert (proposed.added, proposed.entity_count) == (batched.added, batched.entity_count)
    assert (batched.added, batched.entity_count) == (single.added, single.entity_count)
    assert batched.entities == single.entities
    assert content(store) == content(at_once) > before
    assert {(r.code, str(r.focus), r.positions) for r in batched.report.results} == {
        (r.code, str(r.focus), r.positions) for r in single.report.results
    }
    assert not ingest.load(store, [table], custom=mapping), "loaded again, it changes nothing"


def test_all_mistakes_of_all_batches_are_reported(
    store: EmbeddedStore, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "ROWS", 7)
    lines = table.read_text("utf-8").splitlines()
    for number in (5, 30, 58):
        lines[number] = lines[number].replace("Jalisco", "Jaliscu")
    table.write_text("\n".join(lines), "utf-8")
    before = content(store)
    with pytest.raises(InputError) as error:
        ingest.load(store, [table], custom=read_mapping(MAPPING))
    assert [problem.position.line for problem in error.value.problems] == [6, 31, 59]
    assert content(store) == before


def test_what_a_later_batch_adds_is_no_longer_missing(
    store: EmbeddedStore, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "ROWS", 1)

    def codes(*rows: str) -> list[str]:
        table.write_text(HEADER + "\n".join(rows), "utf-8")
        change = ingest.propose(store, [table], custom=read_mapping(MAPPING))
        assert change.report.checked >= len(rows)
        return sorted(result.code for result in change.report.results)

    without_place = "Clúster Nuevo;;;;;"
    assert codes(without_place) == ["C25", "C27", "C28"]
    assert codes(without_place, "Clúster Nuevo;;Jalisco;;;") == ["C27", "C28"]
    assert codes(without_place, "Clúster Otro;;Jalisco;;;").count("C25") == 1
