"""The canonical form: columns and rows in their order, quotes only where needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.mapping.canonical import Formatted, canonical, format_folder
from kg.mapping.declaration import declared
from kg.tables import code_lists
from kg.tables.curated import read_table

DECLARATIONS = {
    "things": declared(
        "things",
        {
            "key": ["name"],
            "subject": {"column": "id", "kinds": ["Cluster"]},
            "columns": {"name": {"lang": "es"}},
        },
    ),
    "registry": declared(
        "registry", {"key": ["id"], "claims": False, "columns": {"id": {}, "kind": {}}}
    ),
}
HEADER = "id,name,source,locator,certainty,basis,listing\n"


def formatted(folder: Path, name: str, text: str) -> Formatted:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    (outcome,) = format_folder(folder, DECLARATIONS)
    assert outcome.path == path
    assert path.read_bytes() == text.encode(), "nothing is written"
    return outcome


def test_rows_are_sorted_by_key_evidence_and_then_all_cells(tmp_path: Path) -> None:
    rows = [
        "a,a,001,§1,x,,",
        "b,a,001,§1,x,,",
        "a,a,001,§1,y,,",
        "a,a,001,§2,x,,",
        "a,a,002,§1,x,,",
    ]
    rows.append("a,b,001,§1,x,,")
    table = formatted(tmp_path, "things.csv", HEADER + "\n".join(reversed(rows)) + "\n")
    assert table.text == HEADER + "\n".join(rows) + "\n"
    assert not table.unchanged
    assert formatted(tmp_path, "things.csv", table.text).unchanged


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffid,kind\na,b\n",
        "id,kind\r\na,b\r\n",
        "kind,id\nb,a\n",
        'id,"kind"\n"a",b\n',
        "id,kind\na,b",
        "id,kind\n\na, b \n",
    ],
)
def test_one_table_has_one_form(tmp_path: Path, text: str) -> None:
    table = formatted(tmp_path, "registry.csv", text)
    assert (table.text, table.unchanged) == ("id,kind\na,b\n", False)


def test_quotes_stay_where_they_are_needed(tmp_path: Path) -> None:
    text = 'id,kind\na,"b, ""c"""\n'
    assert formatted(tmp_path, "registry.csv", text).unchanged


def test_code_lists_and_their_titles_are_sorted_by_code(tmp_path: Path) -> None:
    header, empty = ",".join(code_lists.COLUMNS), "," * (len(code_lists.COLUMNS) - 5)
    codes = f"{header}\nb,,B,B,B{empty}\na,,A,A,A{empty}\n"
    table = formatted(tmp_path, "vocabularies/axis.csv", codes)
    assert table.text == f"{header}\na,,A,A,A{empty}\nb,,B,B,B{empty}\n"
    table.path.unlink()
    titles, empty = ",".join(code_lists.TITLES), "," * (len(code_lists.TITLES) - 4)
    table = formatted(tmp_path, "schemes.csv", f"{titles}\nb,B,B,B{empty}\na,A,A,A{empty}\n")
    assert table.text == f"{titles}\na,A,A,A{empty}\nb,B,B,B{empty}\n"


def test_columns_that_a_code_list_may_have_are_added(tmp_path: Path) -> None:
    codes = ",".join(code_lists.REQUIRED) + "\na,,A,B,C,1,2,3\n"
    table = formatted(tmp_path, "vocabularies/axis.csv", codes)
    assert not table.unchanged
    assert table.text == (
        ",".join(code_lists.COLUMNS) + "\na,,A,B,C" + "," * len(code_lists.OPTIONAL) + ",1,2,3\n"
    )


def test_a_table_that_nothing_declares_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("x\n2\n1\n", "utf-8")
    assert list(format_folder(tmp_path, DECLARATIONS)) == []


def test_faults_of_all_tables_come_together_after_the_good_ones(tmp_path: Path) -> None:
    (tmp_path / "registry.csv").write_text("ident\na\n", "utf-8")
    (tmp_path / "things.csv").write_text(HEADER, "utf-8")
    (tmp_path / "schemes.csv").write_text("code,en\n", "utf-8")
    tables = format_folder(tmp_path, DECLARATIONS)
    assert next(tables).path.name == "things.csv"
    with pytest.raises(InputError) as error:
        list(tables)
    assert [Path(problem.position.file).name for problem in error.value.problems] == [
        "registry.csv",
        "registry.csv",
        "schemes.csv",
        "schemes.csv",
    ]


def test_the_key_decides_before_the_other_cells(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n2,1\n", "utf-8")
    table = read_table(tmp_path / "t.csv", "t.csv", ("a", "b"))
    assert canonical(table, ("a", "b"), ("b",)) == "a,b\n2,1\n1,2\n"
    assert canonical(table, ("b", "a"), ("a",)) == "b,a\n2,1\n1,2\n"
