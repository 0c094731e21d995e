"""The curated tables: canonical, complete against the documents' own counts, no look-alikes."""

from __future__ import annotations

import csv
import difflib
import itertools
import re
from collections import Counter
from pathlib import Path

import pycountry
import pytest

from kg import mapping
from kg.mapping import canonical
from kg.rdf.iris import fold

DATA = Path(__file__).parents[2] / "data"


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGISTRY = table("registry")
KINDS = Counter(row["kind"] for row in REGISTRY if not row["replaced_by"])


def test_the_tables_are_in_canonical_form() -> None:
    declarations = mapping.declarations(DATA / "mapping")
    assert not [str(f.path) for f in canonical.format_folder(DATA, declarations) if not f.unchanged]


def test_titles_of_listings_and_notes_are_in_both_languages() -> None:
    for name, column in (("listings", "title"), ("registry", "note"), ("conflicts", "note")):
        rows = [row for row in table(name) if row[column] or row[f"{column}_es"]]
        assert rows
        assert [row["id"] for row in rows if not (row[column] and row[f"{column}_es"])] == []
        same = [row["id"] for row in rows if row[column] == row[f"{column}_es"]]
        assert same == [], f"{name}: not translated"


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("Cluster", 110, 125),
        ("State", 32, 32),
        ("ThematicNetwork", 3, 6),
        ("Country", 19, 60),
        ("Dialogue", 3, 12),
        ("WorkingBody", 35, 70),
        ("Phase", 4, 12),
        ("Agreement", 7, 40),
    ],
)
def test_there_are_as_many_as_the_documents_have(kind: str, least: int, most: int) -> None:
    assert least <= KINDS[kind] <= most


# Counted by hand in the annex of document 001: rows of Table 6 under each state.
TABLE_6 = {
    "Aguascalientes": 7,
    "Baja California": 10,
    "Campeche": 2,
    "Chiapas": 1,
    "Chihuahua": 2,
    "Ciudad de México": 6,
    "Coahuila": 3,
    "Colima": 1,
    "Guanajuato": 4,
    "Jalisco": 6,
    "México State": 1,
    "Michoacán": 2,
    "Nuevo León": 12,
    "Oaxaca": 4,
    "Puebla": 7,
    "Querétaro": 5,
    "San Luis Potosí": 3,
    "Sonora": 3,
    "Tabasco": 1,
    "Tamaulipas": 3,
    "Tlaxcala": 1,
    "Veracruz": 1,
    "Yucatán": 2,
    "Zacatecas": 1,
}


def test_every_row_of_table_6_is_there_state_by_state() -> None:
    listed: dict[str, set[str]] = {}
    for row in table("clusters"):
        if row["source"] == "001" and row["locator"].startswith("Annex Table 6, "):
            state = row["locator"].removeprefix("Annex Table 6, ").partition(",")[0]
            listed.setdefault(fold(state), set()).add(row["id"])
    aliases = {"ciudad de mexico": "mexico city", "mexico state": "estado de mexico"}
    for state, count in TABLE_6.items():
        clusters = listed.get(fold(state)) or listed.get(aliases.get(fold(state), ""), set())
        assert len(clusters) == count, state
    assert sum(TABLE_6.values()) == 88
    assert sum(len(clusters) for clusters in listed.values()) == 88


# Counted by hand in section 1.2.1 of document 003.
TABLE_003 = {
    "Aguascalientes": 2,
    "Baja California": 3,
    "Chihuahua": 4,
    "Coahuila": 1,
    "Mexico City": 1,
    "Estado de México": 1,
    "Guanajuato": 1,
    "Hidalgo": 1,
    "Jalisco": 3,
    "Michoacán": 1,
    "Nuevo León": 6,
    "Puebla": 3,
    "Querétaro": 5,
    "San Luis Potosí": 1,
    "Sonora": 1,
    "Tamaulipas": 1,
}


def test_the_35_competitiveness_clusters_are_there_in_16_states() -> None:
    rows = [
        r
        for r in table("clusters")
        if r["source"] == "003" and r["locator"].startswith("§1.2.1 table")
    ]
    assert len({row["id"] for row in rows}) == 35 == sum(TABLE_003.values())
    counts = Counter(
        place
        for place, _ in {
            (row["locator"].removeprefix("§1.2.1 table, ").partition(",")[0], row["id"])
            for row in rows
            if row["certainty"] == "explicit"
        }
    )
    assert sorted(counts.values()) == sorted(TABLE_003.values())


def test_no_axis_is_invented() -> None:
    """The axis marks of document 003 are lost; its text gives PIIT's and the networks' alone.

    One name is left of the lists beside the maps, that of a centre, on the map of energy.
    """
    assert not [r["id"] for r in table("clusters") if r["axis_primary"] or r["axis_secondary"]]
    stated = {r["subject"] for r in table("facts") if r["property"] in ("axis", "primary_axis")}
    networks = {row["id"] for row in REGISTRY if row["kind"] == "ThematicNetwork"}
    left_on_a_map = {
        (row["subject"], row["value"])
        for row in table("facts")
        if row["property"] == "axis" and row["certainty"] == "layout-ambiguous"
    }
    assert left_on_a_map == {("centro-innovacion-creatividad-4-0-queretaro", "energy")}
    assert stated == {"piit"} | networks | {subject for subject, _ in left_on_a_map}


def test_eight_labelled_clusters() -> None:
    assert len({row["awardee"] for row in table("labels")}) == 8


def test_the_six_subcommittees_of_museic() -> None:
    inside = {r["id"] for r in table("bodies") if r["parent"] == "museic" and r["source"] == "004"}
    assert len({r["id"] for r in REGISTRY if r["id"] in inside and r["kind"] == "WorkingBody"}) == 6


def test_codes_of_countries_and_states_are_those_of_iso() -> None:
    for row in REGISTRY:
        if row["kind"] == "Country":
            codes = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
            assert row["iso"] in codes, row["id"]
            assert row["eu_country"] == codes[row["iso"]], row["id"]  # the EU takes those of ISO
        if row["kind"] == "State":
            assert row["iso"] in {s.code for s in pycountry.subdivisions}, row["id"]
            if row["iso"].startswith("MX-"):
                assert row["parent"] == "mexico"
    mexican = {s.code for s in pycountry.subdivisions if s.country_code == "MX"}
    assert {row["iso"] for row in REGISTRY if row["iso"].startswith("MX-")} == mexican


def test_every_entity_is_spoken_of() -> None:
    """What no source speaks of is no knowledge; states and countries are the frame."""
    spoken: set[str] = set()
    for path in DATA.glob("*.csv"):
        if path.stem in ("registry", "sources", "schemes"):
            continue
        for row in table(path.stem):
            for cell in row.values():
                spoken.update(part.strip() for part in cell.split(";"))
    parents = {row["parent"] for row in REGISTRY}
    silent = [
        row["id"]
        for row in REGISTRY
        if row["kind"] not in ("State", "Country")
        and not row["replaced_by"]
        and row["id"] not in spoken | parents
    ]
    assert not silent


def test_dates_lie_between_1800_and_2060() -> None:
    for name, columns in {
        "clusters": ("founded",),
        "organisations": ("founded", "dissolved"),
        "bodies": ("founded",),
        "agreements": ("signed", "in_force_from", "in_force_until"),
        "events": ("start", "end"),
        "instruments": ("start", "end"),
    }.items():
        for row in table(name):
            for column in columns:
                assert not row[column] or 1800 <= int(row[column][:4]) <= 2060, row


def test_no_two_entities_look_alike_unless_a_reviewer_said_they_differ() -> None:
    distinct = {
        frozenset((row["id"], row["other"]))
        for row in table("identities")
        if row["decision"] in ("distinct", "unsure")
    }
    names: list[tuple[str, str, str]] = []
    for row in REGISTRY:
        if not row["replaced_by"]:
            for column in ("name_es", "name_en", "name_mul"):
                if row[column]:
                    names.append((fold(row[column]), row["id"], row["kind"]))
    same = sorted(
        (a[1], b[1])
        for a, b in itertools.combinations(sorted(set(names)), 2)
        if a[0] == b[0]
        and a[1] != b[1]
        and a[2] == b[2]
        and frozenset((a[1], b[1])) not in distinct
    )
    assert not same
    near = sorted(
        {
            tuple(sorted((first[1], second[1])))
            for first, second in itertools.combinations(names, 2)
            if first[1] != second[1]
            and first[2] == second[2]
            and _look_alike(first[0], second[0])
            and frozenset((first[1], second[1])) not in distinct
            and not _differ_by_place(first[0], second[0])
        }
    )
    assert not near


def _look_alike(first: str, second: str) -> bool:
    """Return whether two names differ by a few letters; numbered things differ by their number."""
    if abs(len(first) - len(second)) > 3 or re.sub(r"\d", "", first) == re.sub(r"\d", "", second):
        return False
    pair = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return pair.real_quick_ratio() > 0.9 and pair.quick_ratio() > 0.9 and pair.ratio() > 0.9


def _differ_by_place(first: str, second: str) -> bool:
    places = {
        fold(row[c])
        for row in REGISTRY
        if row["kind"] in ("State", "Area")
        for c in ("name_es", "name_en", "name_mul")
        if row[c]
    }
    return any((place in first) != (place in second) for place in places)


#: rows that the five documents gave; far fewer or more is a table lost or entered twice
ROWS = {
    "agreements": 29,
    "applications": 94,
    "bodies": 67,
    "clusters": 334,
    "conflicts": 137,
    "events": 35,
    "facts": 2893,
    "identities": 135,
    "instruments": 300,
    "labels": 9,
    "names": 160,
    "listings": 84,
    "objectives": 538,
    "observations": 448,
    "organisations": 351,
    "participations": 315,
    "providers": 141,
    "registry": 693,
    "sources": 258,
}


@pytest.mark.parametrize("name", ROWS)
def test_no_table_was_lost_or_doubled(name: str) -> None:
    assert 0.85 * ROWS[name] <= len(table(name)) <= 1.4 * ROWS[name] + 5


def test_every_table_has_its_bounds() -> None:
    assert set(ROWS) == {path.stem for path in DATA.glob("*.csv")} - {"schemes"}


def test_conflicts_have_at_least_one_member_and_one_type_each() -> None:
    types: dict[str, set[str]] = {}
    for row in table("conflicts"):
        types.setdefault(row["id"], set()).add(row["type"])
    assert all(len(types_of_one) == 1 for types_of_one in types.values())
    assert len(types) >= 20


def test_no_sentence_of_a_document_is_in_the_tables() -> None:
    """Facts carry over; labels stay short."""
    for row in table("objectives"):
        assert max(len(row["text_es"]), len(row["text_en"])) <= 120, row
    for row in table("facts"):
        assert len(row["value"]) <= 200, row
