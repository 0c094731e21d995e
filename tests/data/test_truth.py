"""What an audit of the tables against the documents found, so that it cannot come back."""

from __future__ import annotations

from collections import Counter, defaultdict

from kg.rdf.iris import fold
from tests.data import wording
from tests.data.test_tables import REGISTRY, table


def test_forms_of_the_competitiveness_clusters_are_those_that_their_names_say() -> None:
    """Document 003 states 21 clusters, 8 initiatives and 6 parks, and gives no list of them."""
    rows = [row for row in table("clusters") if row["source"] == "003" and row["form"]]
    forms = defaultdict(set)
    for row in rows:
        forms[row["form"]].add(row["id"])
    named = {row["id"] for row in table("clusters") if row["locator"].startswith("§1.2.1 table")}
    without_a_word_for_it = {"itbaja"}
    assert (
        forms.pop("competitiveness-cluster") == named
    )  # "lists the names of the competitiveness clusters"
    assert {form: len(ids) for form, ids in forms.items()} == {
        "industry-cluster": 20 - len(without_a_word_for_it),
        "initiative": 8,
        "park": 7,
    }
    assert set().union(*forms.values()) == named - without_a_word_for_it
    assert sum(map(len, forms.values())) + len(without_a_word_for_it) == 35


def test_a_form_is_explicit_only_where_the_text_calls_the_thing_so() -> None:
    explicit = {r["id"] for r in table("clusters") if r["form"] and r["certainty"] == "explicit"}
    assert explicit == {"piit", "pit2"}  # "this park", "its current park status"


def test_each_award_has_the_level_and_the_date_of_its_row() -> None:
    read = {row["awardee"]: row for row in table("labels") if row["level"]}
    assert {row["certainty"] for row in read.values()} == {"layout-ambiguous"}
    assert {awardee: row["expires"] for awardee, row in read.items()} == {
        "claut-nuevo-leon": "2019-06-23",
        "csoftmty": "2021-02-15",
        "ijalti": "2021-05-06",
        "itbaja": "2020-05-04",
        "claugto": "2019-05-03",
        "ciat": "2019-05-29",
        "monterrey-aerocluster": "2019-12-31",
        "polos-innovacion-inteligencia-talento": "2019-06-17",
    }


def test_a_date_of_the_document_is_one_that_the_document_prints() -> None:
    printed = {row["id"] for row in table("sources") if row["issued"]}
    figures = [r for r in table("observations") if r["period_basis"] == "document-date"]
    assert {row["source"] for row in figures} <= printed


def test_a_date_of_the_byline_stands_at_the_byline() -> None:
    issued = {row["id"]: row["issued"] for row in table("sources")}
    for row in table("facts"):
        if row["property"] == "status_as_of" and row["value"] == issued[row["source"]]:
            assert row["locator"] == "byline", row
    assert not [
        row["id"]
        for name in ("instruments", "agreements")
        for row in table(name)
        if row["status_as_of"] and row["status_as_of"] == issued[row["source"]]
    ]


def test_a_listing_lists_things_of_one_kind() -> None:
    """What is said of the items of a list is no item: tasks of committees are no committees."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for row in table("bodies"):
        kinds[row["listing"]].add("bodies")
    for row in table("objectives"):
        kinds[row["listing"]].add("objectives")
    assert not [listing for listing, listed in kinds.items() if listing and len(listed) > 1]


def test_the_states_of_two_lists_of_heavy_vehicles_are_kept_apart() -> None:
    lists = Counter(
        (row["source"], row["listing"])
        for row in table("facts")
        if row["property"] == "sector" and row["value"] == "heavy-vehicles"
    )
    assert lists == {("001", "001-table-3"): 8, ("003", "003-heavy-vehicle-states"): 8}


#: cells (a heading and a state) of the tables of places of document 001, counted by hand
CELLS_001 = {
    "001-table-3": {"light-vehicles": 12, "heavy-vehicles": 8, "automotive-rd": 11},
    "001-table-4": {"bioenergy": 26, "geothermal": 6, "hydropower": 20, "solar": 28, "wind": 19},
}


def test_the_cells_of_tables_of_places_are_as_many_as_the_text_counts() -> None:
    for listing, counted in CELLS_001.items():
        rows = [r for r in table("facts") if r["listing"] == listing and r["property"] == "sector"]
        assert Counter(row["value"] for row in rows) == counted
    assert [sum(counted.values()) for counted in CELLS_001.values()] == [31, 99]


def test_what_a_document_says_in_words_stands_in_both_languages() -> None:
    texts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in table("facts"):
        if row["property"] == "speciality" and row["source"] == "001":
            texts[row["subject"], row["locator"]][row["lang"]] += 1
    assert not {place for place, counts in texts.items() if counts["es"] != counts["en"]}


def test_what_somebody_seeks_to_create_is_proposed_with_all_its_ties() -> None:
    """Document 001: four states aim to create an energy cluster."""
    proposed = "joint-energy-cluster-central-states"
    rows = [r for r in table("participations") if r["object"] == proposed]
    rows += [r for r in table("instruments") if r["id"] == proposed]
    assert len(rows) == 5
    assert {row["realisation"] for row in rows} == {"proposed"}


def test_private_and_military_centres_are_no_academia() -> None:
    helices = {row["id"]: row["helix"] for row in REGISTRY}
    private = {r["id"] for r in table("organisations") if r["org_type"] == "private-rd-centre"}
    assert {helices[entity] for entity in private} == {"industry"}
    assert helices["ciadtim"] == "government"


def test_a_technology_is_used_by_what_it_is_part_of_and_not_the_other_way_round() -> None:
    backwards = [
        row
        for row in table("facts")
        if row["property"] == "technology"
        and row["subject"].startswith("technology/")
        and row["value"] == "industry-4-0"
    ]
    assert not backwards


def test_a_platform_is_about_an_area_and_not_in_it() -> None:
    platforms = {row["id"] for row in REGISTRY if row["kind"] == "Platform"}
    assert not [
        row
        for row in table("facts")
        if row["subject"] in platforms and row["property"] == "located_in"
    ]


def test_authors_of_a_document_are_no_members_of_what_published_it() -> None:
    """Whose text it is stands at the source (decision 5); a membership says who belongs to what."""
    assert not [
        row
        for row in table("participations")
        if row["node"] == "membership" and row["role"] == "author"
    ]


#: documents read back row by row, in both directions
READ_BACK = {"000", "002", "003", "004"}


def test_what_somebody_is_good_at_stands_in_both_languages() -> None:
    languages: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in table("facts"):
        if row["property"] == "speciality" and row["source"] in READ_BACK:
            languages[row["source"], row["locator"], row["subject"]].append(row["lang"])
    assert not {
        key: tags for key, tags in languages.items() if tags.count("en") != tags.count("es")
    }


def test_a_name_of_an_instrument_that_a_document_prints_has_its_row() -> None:
    """A display name without a curator's mark is a document's: some row says whose and where."""
    kinds = {"Programme", "Initiative", "Platform", "LegalInstrument", "Agreement", "WorkingBody"}
    speaking: defaultdict[str, set[str]] = defaultdict(set)
    for name in ("instruments", "agreements", "bodies"):
        for row in table(name):
            speaking[row["id"]].add(row["source"])
    claimed = wording.claimed()
    unclaimed = {
        (row["id"], language)
        for row in REGISTRY
        if row["kind"] in kinds and speaking[row["id"]] and speaking[row["id"]] <= READ_BACK
        for column, language in wording.LANGUAGES.items()
        if row[column] and language in ("es", "en") and language not in row["curated"].split(";")
        if fold(row[column]) not in claimed.get(row["id"], ())
    }
    assert unclaimed == set()
