"""What a researcher writes in a notebook, line by line; run by test_notebook.py in a new folder.

There: kg-store, new.ttl and wrong.ttl, directorio.toml and directorio.csv.
"""

from __future__ import annotations

from datetime import date

import networkx as nx
import pandas as pd
import rdflib

import kg

# what there is
assert {"open", "build", "KnowledgeGraph", "NonConforming"} <= set(dir(kg))
assert not {"Any", "TYPE_CHECKING", "annotations", "__getattr__"} & set(dir(kg))

with kg.open("kg-store") as g:
    assert " 5 documents>" in repr(g)

    # questions of the library
    card = g.library["clusters-in-state"]
    assert "state: entity:State (needed)" in repr(card)
    assert "nuevo-leon" in card.values("state")
    frame = g.query("clusters-in-state", state="nuevo leon").to_pandas()
    assert list(frame.columns) == ["cluster", "name", "form", "sectors", "website"]
    answer = g.query(
        "clusters-in-sectors-and-states", sectors=["aerospace"], states=["sonora", "queretaro"]
    )
    assert len(answer) == len(list(answer)) == len(list(answer)) > 1
    assert answer.to_polars().height == answer.to_arrow().num_rows == len(answer)
    assert answer.notes[0].endswith("no se indica el sector")
    g.query("clusters-with-label", date=2018)
    g.query("clusters-with-label", date=date(2018, 5, 3))
    g.query("meetings-in-period", from_=2012, to=2014)

    # SPARQL, all forms
    assert g.sparql("SELECT (COUNT(*) AS ?n) WHERE {?c a hx:Cluster}")[0]["n"] > 100
    assert g.sparql("ASK {?c a hx:Cluster}") is True
    some = g.sparql("CONSTRUCT {?c a hx:Cluster} WHERE {?c a hx:Cluster} LIMIT 3")
    assert "id:" in some.serialize(format="turtle")
    claut = rdflib.URIRef("https://w3id.org/helixkg/id/claut-nuevo-leon")
    assert g.sparql("SELECT ?p {?c ?p ?o}", c="claut-nuevo-leon") == g.sparql(
        "SELECT ?p {?c ?p ?o}", {"c": claut}
    )
    assert g.sparql("SELECT ?c ?n { ?c skos:prefLabel ?l } LIMIT 1")[0]["n"] is None
    assert len(list(g.sparql("SELECT ?s {?s a hx:Cluster}", stream=True))) > 100

    # names and entities
    assert g.search("cluster automotris nuevo leon", limit=3)[0].id == "claut-nuevo-leon"
    entity = g["claut-nuevo-leon"]
    assert entity.kinds == ("Cluster",)
    assert "<table>" in entity._repr_html_()
    assert [fact.accepted for fact in g.why("eccp-promexico-mou", "signedOn")] == [True, False]
    assert g.why("claut-nuevo-leon", "ubicado en", "nuevo leon")[0].evidence[0].source == "001"

    # rdflib
    graph = g.graph()
    assert dict(graph.namespaces())["hx"] == rdflib.URIRef("https://w3id.org/helixkg/def#")
    try:
        graph.add((claut, rdflib.RDFS.label, rdflib.Literal("CLAUT")))
        raise AssertionError
    except kg.StoreError as error:
        assert "g.load(graph)" in str(error)

    # validation: a report is true when it conforms
    report = g.validate("wrong.ttl")
    if not report:
        table = report.to_pandas()[["code", "focus", "message", "file", "line"]]
        assert table.loc[0, "file"] == "wrong.ttl"
    assert report.conforms is False
    new = rdflib.Graph().parse("new.ttl")
    assert g.validate(new).conforms
    directory = pd.read_csv("directorio.csv", sep=";", header=2, encoding="cp1252")
    assert g.validate(directory, mapping="directorio.toml")

    # loading
    assert g.load("new.ttl", dry_run=True).added.facts == 1
    assert g.load(new).added.facts == 1
    assert g.log()[0].files[0][0] == "graph.nt"
    assert g.load(remove=new).removed.facts == 1
    steps: list[str] = []
    change = g.load(
        directory, mapping="directorio.toml", progress=lambda step, done, total: steps.append(step)
    )
    assert [names["es"] for names in change.entities.values()] == ["Clúster del Vino de Querétaro"]

    # networks
    network = g.network(measures=["betweenness", "community"])
    multigraph: nx.MultiDiGraph[str] = network
    assert "betweenness" in multigraph.nodes["conacyt"]
    simple: nx.Graph[str] = g.network(one_mode="Cluster:sector", weight="newman")
    assert not simple.is_directed()
    assert g.measure("betweenness", helix="intermediary", limit=3).to_pandas().shape == (3, 4)
    for path in g.paths("CONACYT", "claut-nuevo-leon", k=3):
        assert path.evidence
    assert g.export("clusters.gexf", ego="claut-nuevo-leon", measures=["degree"])[0].path.exists()

    # the record
    assert all(conflict.is_open for conflict in g.conflicts(open=True))
    backup = g.backup("a-backup")
    kg.restore("again", backup)
    assert not g.diff("again")
    assert g.diff("kg-store").to_pandas().empty
    assert g.is_current
    g.refresh()
    assert g.check().findings == ()

try:
    g.stats()
    raise AssertionError
except kg.StoreError as error:
    assert "kg.open" in str(error)
