"""Declarations of tables: what each word means, and what is said of one that means nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ContentError
from kg.mapping.column import KINDS, Column, kind_class
from kg.mapping.declaration import Declaration, Node, declarations, declared, readable
from kg.rdf.namespaces import FOAF, HX, SCHEMA
from tests.conftest import ROOT

TABLE = """
key = ["id"]
[subject]
column = "id"
kinds = ["Cluster"]
[columns]
name = { property = "skos:altLabel", lang = "es" }
"""


def table(columns: dict[str, Any], **more: Any) -> Declaration:
    return declared("t", {"key": ["id"], "columns": columns, **more})


def test_every_table_of_the_project_is_declared() -> None:
    tables = declarations(ROOT / "data" / "mapping")
    assert {"clusters", "facts", "observations", "participations", "registry"} <= set(tables)
    assert list(tables) == sorted(tables)
    assert not tables["registry"].claims
    assert tables["facts"].claims
    assert tables["participations"].variants["membership"].cls == "org:Membership"


def test_a_declaration_has_all_its_words() -> None:
    columns = {
        "a": {
            "property": "hx:locatedIn",
            "entity": ["State"],
            "list": True,
            "required": True,
            "inverse": True,
            "concept": True,
        },
        "b": {"lang": "es"},
        "c": {"lang": True},
        "d": {"scheme": "status"},
        "e": {"type": "date"},
    }
    declared = table(columns, subject={"column": "id", "kinds": ["Cluster"]})
    assert declared.columns == {
        "a": Column("a", "hx:locatedIn", "", ("State",), "", "", False, True, True, True, True),
        "b": Column("b", lang="es"),
        "c": Column("c", lang_column=True),
        "d": Column("d", scheme="status"),
        "e": Column("e", type="date"),
    }
    assert (declared.key, declared.claims) == (("id",), True)
    assert (declared.subject, declared.kinds, declared.node, declared.variants) == (
        "id",
        ("Cluster",),
        None,
        {},
    )


def test_what_is_left_out_has_its_default() -> None:
    declared = table({"a": {}}, claims=False)
    assert declared.columns == {"a": Column("a")}
    assert (declared.claims, declared.subject, declared.kinds, declared.properties) == (
        False,
        "",
        (),
        {},
    )


def test_a_node_is_one_or_one_for_each_variant() -> None:
    node = {"path": "award", "from": ["a", "b"], "class": "hx:Award"}
    assert table({}, node=node).node == Node("award", ("a", "b"), "hx:Award", False)
    assert table({}, node=node | {"dataset": True}).node == Node(
        "award", ("a", "b"), "hx:Award", True
    )
    variants = table({}, node={"x": node}, variants="v")
    assert variants.node is None
    assert variants.variants == {"x": Node("award", ("a", "b"), "hx:Award")}


def test_a_column_may_differ_by_kind_and_by_variant() -> None:
    column = table(
        {
            "a": {
                "property": "hx:locatedIn",
                "for_kind": {"Phase": {"property": "hx:produced", "inverse": True}},
                "for_variant": {"v": {"property": "hx:complements"}},
            }
        }
    ).columns["a"]
    assert column.when("Cluster", "") is column
    assert (column.when("Phase", "").property, column.when("Phase", "").inverse) == (
        "hx:produced",
        True,
    )
    assert (column.when("", "v").property, column.when("", "v").inverse) == (
        "hx:complements",
        False,
    )
    assert column.when("Phase", "v").property == "hx:complements"


def test_what_says_something_of_the_subject_is_neither_its_name_nor_a_choice() -> None:
    columns = {
        "subject": {},
        "id": {},
        "v": {"type": "variant"},
        "p": {"type": "property"},
        "a": {"for_kind": {"Phase": {"property": "hx:produced"}}},
    }
    declared = table(columns, subject={"column": "id"})
    assert [column.name for column in declared.stating("", "")] == ["subject", "a"]
    assert [column.name for column in table(columns).stating("", "")] == ["id", "a"]
    assert declared.stating("Phase", "")[1].property == "hx:produced"
    assert declared.stating("", "")[1].property == ""


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"a": {"properti": "hx:locatedIn"}},
            "column a: 'properti' means nothing; did you mean 'property'?",
        ),
        ({"a": {"lang_column": True}}, "column a: 'lang_column' means nothing"),
        ({"a": {"name": "b"}}, "column a: 'name' means nothing"),
        (
            {"a": {"type": "datum"}},
            "column a: unknown type 'datum'; did you mean 'date'?",
        ),
        ({"a": {"property": "zz:a"}}, "column a: unknown prefix in 'zz:a'"),
        ({"a": "hx:locatedIn"}, "column a: write { property = …, type = … }, not 'hx:locatedIn'"),
        (
            {"a": {"for_kind": {"Phase": {"property": "zz:a"}}}},
            "column a: unknown prefix in 'zz:a'",
        ),
        ({"a": {"for_variant": {"v": {"typ": "date"}}}}, "column a: 'typ' means nothing"),
        ({"a": {"default": "x"}}, "column a: 'default' needs rows that make a node"),
    ],
)
def test_a_word_that_means_nothing_is_refused(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        table(columns)
    assert str(error.value).startswith(message)


def test_properties_are_checked_like_columns() -> None:
    declared = table(
        {}, properties={"founded": {"property": "schema:foundingDate", "type": "date"}}
    )
    assert declared.properties["founded"] == Column("founded", "schema:foundingDate", type="date")
    with pytest.raises(ValueError, match="column founded: unknown prefix"):
        table({}, properties={"founded": {"property": "zz:x"}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("key = [", "t.toml: "),
        ("[columns]\n", "t.toml: key is missing"),
        ('key = ["id"]\n', "t.toml: columns is missing"),
        (TABLE.replace("skos:", "zz:"), "t.toml:7: column name: unknown prefix in 'zz:altLabel'"),
    ],
)
def test_a_declaration_that_cannot_be_is_named_with_its_file(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "t.toml").write_text(text, "utf-8")
    with pytest.raises(ContentError) as error:
        declarations(tmp_path)
    assert message in str(error.value)


def test_a_folder_without_declarations_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(TABLE, "utf-8")
    with pytest.raises(ContentError, match=r"^no table declarations in "):
        declarations(tmp_path)
    (tmp_path / "t.toml").write_text(TABLE, "utf-8")
    assert list(declarations(tmp_path)) == ["t"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(ContentError, match=r"none\.toml: No such file"), readable(path):
        path.read_text()


@pytest.mark.parametrize(
    ("kind", "iri"),
    [("Cluster", HX + "Cluster"), ("Person", FOAF + "Person"), ("Event", SCHEMA + "Event")],
)
def test_a_kind_has_its_class(kind: str, iri: str) -> None:
    assert kind_class(kind) == iri


def test_no_two_kinds_share_a_class() -> None:
    assert len({kind_class(kind) for kind in KINDS}) == len(KINDS)
