"""What the profile says of columns: everything that no declaration has to repeat."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ContentError
from kg.mapping.column import KINDS, Column
from kg.mapping.custom import read_mapping
from kg.mapping.declaration import Declaration, declarations, declared
from kg.mapping.profiled import classes_of, short_name, short_names
from kg.ontology import profile
from kg.rdf import iris
from kg.rdf.namespaces import HX
from tests.conftest import ROOT

#: what facts.toml said of each property when it repeated the profile; "*" is any entity
FORMER: dict[str, tuple[str, dict[str, Any]]] = {
    "alt_name": ("skos:altLabel", {"lang": True}),
    "former_name": ("hx:formerName", {"lang": True}),
    "legal_name": ("hx:legalName", {"lang": True}),
    "damaged_name": ("hx:ocrVariant", {"type": "text"}),
    "acronym": ("hx:acronym", {"type": "text"}),
    "website": ("schema:url", {"type": "uri"}),
    "located_in": ("hx:locatedIn", {"entity": ["Area", "State", "Country"]}),
    "city": ("hx:locatedIn", {"entity": ["Area"]}),
    "part_of_area": ("hx:partOfArea", {"entity": ["Area", "State", "Country"]}),
    "sector": ("hx:sector", {"scheme": "sector"}),
    "technology": ("hx:technology", {"scheme": "technology"}),
    "service": ("hx:service", {"scheme": "service"}),
    "axis": ("hx:axis", {"scheme": "axis"}),
    "primary_axis": ("hx:primaryAxis", {"scheme": "axis"}),
    "helix_covered": ("hx:coversHelix", {"scheme": "helix"}),
    "governance": ("hx:governanceModel", {"scheme": "governance-model"}),
    "form": ("hx:clusterForm", {"scheme": "cluster-form"}),
    "status": ("hx:status", {"scheme": "status"}),
    "realisation": ("hx:realisation", {"scheme": "realisation"}),
    "status_as_of": ("hx:statusAsOf", {"type": "date"}),
    "founded": ("schema:foundingDate", {"type": "date"}),
    "dissolved": ("schema:dissolutionDate", {"type": "date"}),
    "start": ("schema:startDate", {"type": "date"}),
    "end": ("schema:endDate", {"type": "date"}),
    "partner": ("hx:strategicPartner", {"entity": ["*"]}),
    "linked_to": ("org:linkedTo", {"entity": ["*"]}),
    "related_to": ("hx:relatedTo", {"entity": ["*"]}),
    "complements": ("hx:complements", {"entity": ["*"]}),
    "managed_by": ("hx:managedBy", {"entity": ["*"]}),
    "parent": ("org:subOrganizationOf", {"entity": ["*"]}),
    "responsible": ("hx:responsibleBody", {"entity": ["*"]}),
    "funded_by": ("hx:fundedBy", {"entity": ["*"]}),
    "established_by": ("hx:establishedBy", {"entity": ["*"]}),
    "under": ("hx:underFramework", {"entity": ["*"]}),
    "part_of": ("dct:isPartOf", {"entity": ["*"]}),
    "produced": ("hx:produced", {"entity": ["*"]}),
    "replaces": ("dct:replaces", {"entity": ["*"]}),
    "org_type": ("org:classification", {"scheme": "org-type"}),
    "legal_form": ("hx:legalForm", {"scheme": "legal-form"}),
    "company_scale": ("hx:companyScale", {"scheme": "company-scale"}),
    "supply_chain_tier": ("hx:supplyChainTier", {"scheme": "supply-chain-tier"}),
    "instrument_type": ("hx:instrumentType", {"scheme": "instrument-type"}),
    "about": ("schema:about", {"entity": ["*"], "concept": True}),
    "home_country": ("hx:homeCountry", {"entity": ["Country"]}),
    "speciality": ("hx:speciality", {"lang": True}),
    "leading_country": ("hx:leadingCountry", {"entity": ["Country"]}),
    "industry_group": ("hx:industryGroup", {"scheme": "industry-group"}),
    "industry_maturity": ("hx:industryMaturity", {"scheme": "industry-maturity"}),
}
#: words of a column that the profile may say
REPEATING = ("scheme", "entity", "type", "list", "concept", "required")
#: what an organisation is; the profile knows it where "*" stood
ORGANISATIONS = {
    kind
    for kind in KINDS
    if kind in ("AcademicInstitution", "Cluster", "ClusterPartnership", "Company", "Dialogue")
    or kind in ("IndustryAssociation", "InternationalOrganisation", "Organization")
    or kind in ("PublicOrganisation", "ResearchCentre", "ThematicNetwork", "WorkingBody")
}
#: properties that no longer take any entity → what they take
NARROWER = {
    "partner": ORGANISATIONS,
    "linked_to": ORGANISATIONS,
    "complements": {"Cluster"},
    "managed_by": ORGANISATIONS,
    "parent": ORGANISATIONS,
    "responsible": ORGANISATIONS,
    "funded_by": ORGANISATIONS | {"Area", "State", "Country"},
}


@pytest.fixture(scope="module")
def project() -> dict[str, Declaration]:
    return declarations(ROOT / "data" / "mapping")


@pytest.mark.parametrize("name", FORMER)
def test_a_property_of_facts_means_what_its_line_said(
    project: dict[str, Declaration], name: str
) -> None:
    prop, words = FORMER[name]
    column = project["facts"].properties[name]
    assert column.property == prop
    assert column.scheme == words.get("scheme", "")
    assert set(column.entity) == NARROWER.get(name, set(words.get("entity", ())))
    assert (column.type, column.lang_column) == (words.get("type", ""), words.get("lang", False))
    assert (column.concept, column.list) == (words.get("concept", False), False)


def test_each_property_of_an_entity_that_a_cell_can_say_has_a_name_of_its_own(
    project: dict[str, Declaration],
) -> None:
    names = project["facts"].properties
    assert names["cluster_form"].scheme == names["form"].scheme == "cluster-form"
    assert names["signed_on"].type == "date"
    assert names["secondary_axis"].property == "hx:secondaryAxis"
    unsaid = {
        short_name(use.property)
        for use in profile.project()
        if {*profile.ENTITY, f"{HX}Cluster", f"{HX}Agreement"} & set(use.classes)
    } - set(names)
    assert unsaid == {"classification", "has_objective", "same_as"}


def test_what_no_row_can_be_about_has_no_name(project: dict[str, Declaration]) -> None:
    of_others = {"certainty", "participant", "obs_value", "conflict_type", "decision"}
    assert of_others.isdisjoint(project["facts"].properties)


def test_no_line_of_facts_repeats_the_profile(project: dict[str, Declaration]) -> None:
    derived = short_names(classes_of(["*"], with_concepts=True), {})
    toml = tomllib.loads((ROOT / "data" / "mapping" / "facts.toml").read_text("utf-8"))
    assert toml["properties"]
    assert not set(toml["properties"]) & set(derived)


def column(subject: str = "Cluster", **words: Any) -> Column:
    """Return a column of a table about a kind as it is after the profile."""
    data = {"key": ["a"], "subject": {"column": "id", "kinds": [subject]}, "columns": {"a": words}}
    return declared("t", data).columns["a"]


def test_a_column_that_names_its_property_alone_takes_its_values_from_the_profile() -> None:
    assert column(property="hx:clusterForm").scheme == "cluster-form"
    assert column(property="schema:foundingDate").type == "date"
    located = column(property="hx:locatedIn")
    assert (set(located.entity), located.list) == ({"Area", "State", "Country"}, True)
    linked = column(property="hx:relatedTo")
    assert (linked.entity, linked.concept, linked.list) == (("*",), False, True)
    assert column("Programme", property="schema:about").concept


def test_the_kind_of_the_subject_decides_between_two_lists() -> None:
    assert column("Cluster", property="org:classification").scheme == "org-type"
    assert column("Dialogue", property="org:classification").scheme == "dialogue-type"


def test_what_a_column_says_itself_stays() -> None:
    assert column(property="hx:locatedIn", entity=["State"]).entity == ("State",)
    assert column(property="hx:relatedTo", entity=["*"]).entity == ("*",)
    assert column(property="schema:foundingDate", type="period").type == "period"
    assert column(property="http://example.org/colour").type == ""
    assert column("Phase", property="hx:hasPhase", inverse=True, entity=["*"]).entity == ("*",)


AGAINST = [
    ({"property": "hx:clusterForm", "scheme": "helix"},
     'are not scheme = "helix"; write scheme = "cluster-form", or only the property'),
    ({"property": "hx:clusterForm", "type": "date"}, 'are not type = "date"; write scheme'),
    ({"property": "hx:clusterForm", "entity": ["*"]}, 'are not entity = ["*"]; write scheme'),
    ({"property": "hx:legalName", "type": "text"}, 'are not type = "text"; write lang = "es"'),
    ({"property": "hx:locatedIn", "entity": ["State", "Company"]},
     'are not entity = ["State", "Company"]; write entity = ["Area", "Country", "State"]'),
    ({"property": "schema:foundingDate", "lang": "es"}, 'not lang = "es"; write type = "date"'),
    ({"property": "hx:relatedTo", "type": "source"}, 'write entity = ["*"]'),
    ({"property": "hx:legalName"}, 'hx:legalName alone does not say what a cell holds; write lang'),
    ({"property": "hx:signedOn"}, "hx:signedOn stands at hx:Agreement, and no row is about such a"),
    ({"property": "hx:awardee"}, "hx:awardee stands at hx:LabelAward, and no row is about such a"),
    ({"property": "schema:sameAs"}, "cannot stand in a cell; load them as RDF"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), AGAINST)
def test_a_column_against_the_profile_is_refused(words: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r"^column a: ") as error:
        column(**words)
    assert message in str(error.value)


def test_a_misspelt_property_is_told_the_right_one() -> None:
    with pytest.raises(ValueError, match=r"hx:clusterFrom is not declared .* hx:clusterForm\?"):
        column(property="hx:clusterFrom")


def test_every_way_to_begin_a_column_is_found_at_its_line(tmp_path: Path) -> None:
    head = '[source]\nid = "s"\ntitle = "S"\n[subject]\nfrom = "N"\nkinds = ["Cluster"]\n'
    for number, (line, at_line) in enumerate(
        [
            ('[columns]\n"Forma (1)" = { property = "hx:clusterForm", type = "date" }', 8),
            ('[columns]\n\n  Forma = { property = "hx:clusterForm", type = "date" }', 9),
            ('[columns."Forma"]\nproperty = "hx:clusterForm"\ntype = "date"', 7),
            ('[columns]\nid.property = "hx:clusterForm"\nid.type = "date"', 8),
        ]
    ):
        path = tmp_path / f"{number}.toml"
        path.write_text(head + line + "\n", "utf-8")
        with pytest.raises(ContentError) as error:
            read_mapping(path)
        assert str(error.value).startswith(f"{path}:{at_line}: column ")


def test_a_custom_table_needs_no_more_than_the_property(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        '[source]\nid = "s"\ntitle = "S"\n[subject]\nfrom = "N"\nkinds = ["Cluster"]\n[columns]\n'
        '"Forma jurídica" = { property = "hx:legalForm", by = "name" }\n'
        '"Fundado" = { property = "schema:foundingDate", formats = ["%d/%m/%Y"] }\n',
        "utf-8",
    )
    (part,) = read_mapping(path).parts
    assert part.declaration.columns["Forma jurídica"].scheme == "legal-form"
    assert part.declaration.columns["Fundado"].type == "date"


def test_concepts_are_named_with_their_list() -> None:
    names = short_names(classes_of([], with_concepts=True), {})
    assert (names["broader"].entity, names["broader"].concept) == ((), True)
    assert iris.expand(names["broader"].property) == "http://www.w3.org/2004/02/skos/core#broader"


def test_no_column_of_a_table_repeats_the_profile(project: dict[str, Declaration]) -> None:
    repeated = []
    for table, now in project.items():
        data = tomllib.loads((ROOT / "data" / "mapping" / f"{table}.toml").read_text("utf-8"))
        for name, spec in data["columns"].items():
            words = {word: spec[word] for word in spec if word not in REPEATING}
            if words == spec or "property" not in words or words.get("inverse"):
                continue
            columns = {**data["columns"], name: words}
            try:
                without = declared(table, {**data, "columns": columns}).columns[name]
            except ValueError:  # the profile leaves it open
                continue
            if _sorted(without) == _sorted(now.columns[name]):
                repeated.append(f"{table}.{name}")
    assert repeated == []


def _sorted(column: Column) -> Column:
    return replace(column, entity=tuple(sorted(column.entity)))


def test_a_column_is_required_where_the_node_of_its_row_would_lack_what_is_mandatory() -> None:
    def required(cls: str, **columns: dict[str, Any]) -> list[str]:
        node = {"path": "x", "from": ["a"], "class": cls}
        by_name = declared("t", {"key": ["a"], "node": node, "columns": columns}).columns
        return [name for name, column in by_name.items() if column.required]

    a = {"property": "hx:awardee"}
    assert required("hx:LabelAward", a=a, b={"property": "schema:expires"}) == ["a"]
    product = {"property": "hx:product", "default": "_T"}
    assert required("qb:Observation", a=product, b={"property": "sdmxm:obsValue"}) == ["b"]
    es, en = ({"property": "skos:prefLabel", "lang": language} for language in ("es", "en"))
    assert required("hx:Objective", a=es) == ["a"]
    assert required("hx:Objective", a=es, b=en) == []
    assert not column(property="skos:prefLabel", lang="es").required
