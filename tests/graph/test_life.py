"""The life of a handle: closed, refreshed, shared by threads, forked, awaited."""

from __future__ import annotations

import asyncio
import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rdflib

import kg
from tests.graph.test_knowledge_graph import NEW

CLUSTERS = "SELECT (COUNT(*) AS ?n) WHERE { ?c a hx:Cluster }"


def partner(path: Path) -> Path:
    path.write_text(NEW, "utf-8")
    return path


def test_a_closed_graph_says_so_and_lets_go(small_store: Path) -> None:
    with kg.open(small_store) as graph:
        assert graph.sparql(CLUSTERS)[0]["n"] > 0
        assert not graph.is_closed
    assert graph.is_closed
    assert "closed" in repr(graph) or "cerrado" in repr(graph)
    graph.close()  # a second time is none
    for call in (graph.stats, lambda: graph.sparql(CLUSTERS), graph.graph, graph.refresh):
        with pytest.raises(kg.StoreError, match=r"kg\.open"):
            call()


def test_an_error_inside_with_closes_too(small_store: Path) -> None:
    with pytest.raises(ZeroDivisionError), kg.open(small_store) as graph:
        _ = 1 / 0
    assert graph.is_closed


def test_a_closed_isolated_graph_has_no_processes_left(small_store: Path) -> None:
    before = children()
    graph = kg.open(small_store, timeout=20)
    assert graph.sparql(CLUSTERS)[0]["n"] > 0
    assert len(children()) > len(before)
    graph.close()
    assert children() <= before


def children() -> set[str]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(multiprocessing.current_process().pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return {pid for pid in listed.stdout.split() if Path(f"/proc/{pid}/cmdline").exists()} - {""}


def test_a_handle_sees_one_state_until_it_is_refreshed(small_store: Path, tmp_path: Path) -> None:
    reader, writer = kg.open(small_store), kg.open(small_store)
    question = "ASK { id:claut-nuevo-leon hx:strategicPartner id:promexico }"
    assert not reader.sparql(question)
    assert writer.load(partner(tmp_path / "new.ttl")).added.facts == 1
    assert writer.sparql(question), "who loads sees it"
    assert writer.is_current
    assert not reader.sparql(question), "the state of when it was opened"
    assert not reader.is_current
    assert reader.refresh() is reader
    assert reader.is_current
    assert reader.sparql(question)
    assert len(reader.log()) == 1


def test_what_is_being_read_stays_readable_after_a_load(small_store: Path, tmp_path: Path) -> None:
    reader = kg.open(small_store)
    stream = reader.sparql("SELECT ?s ?p ?o { ?s ?p ?o }", stream=True)
    first = next(stream)
    kg.open(small_store).load(partner(tmp_path / "new.ttl"))
    reader.refresh()
    assert first
    assert len(list(stream)) > 100


def test_a_stream_is_read_once_and_says_so(small_store: Path) -> None:
    graph = kg.open(small_store)
    stream = graph.sparql("SELECT ?s { ?s a hx:Cluster }", stream=True)
    assert "read once" in repr(stream)
    assert sum(len(batch) for batch in stream.batches(2)) > 0
    with pytest.raises(kg.UsageError, match=r"stream|flujo"):
        list(stream)
    answer = graph.sparql("SELECT ?s { ?s a hx:Cluster }")
    assert list(answer) == list(answer)


def test_threads_share_a_handle(small_store: Path) -> None:
    graph = kg.open(small_store)
    with ThreadPoolExecutor(8) as pool:
        counts = set(pool.map(lambda _: graph.sparql(CLUSTERS)[0]["n"], range(40)))
        networks = set(pool.map(lambda _: len(graph.network()), range(4)))
    assert len(counts) == len(networks) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
@pytest.mark.parametrize("timeout", [None, 20.0])
def test_a_forked_process_opens_the_same_state_anew(
    small_store: Path, timeout: float | None
) -> None:
    graph = kg.open(small_store, timeout=timeout)
    here = graph.sparql(CLUSTERS)[0]["n"]
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[int] = context.Queue()
    process = context.Process(target=lambda: answers.put(graph.sparql(CLUSTERS)[0]["n"]))
    process.start()
    assert answers.get(timeout=60) == here
    process.join(30)
    assert process.exitcode == 0
    assert graph.sparql(CLUSTERS)[0]["n"] == here, "the parent goes on"


def test_a_handle_is_awaited_in_a_thread(small_store: Path) -> None:
    graph = kg.open(small_store)

    async def both() -> list[int]:
        answers = await asyncio.gather(
            *(asyncio.to_thread(graph.sparql, CLUSTERS) for _ in range(2))
        )
        return [answer[0]["n"] for answer in answers]

    # a thread of its own: a browser of other tests may run a loop in this one
    with ThreadPoolExecutor(1) as pool:
        assert len(set(pool.submit(lambda: asyncio.run(both())).result())) == 1


def test_the_dataset_refuses_every_change(small_store: Path) -> None:
    graph = kg.open(small_store)
    dataset = graph.graph()
    before = len(dataset)
    triple = (rdflib.URIRef("https://x.org/a"), rdflib.RDFS.label, rdflib.Literal("a"))
    named = dataset.graph(rdflib.URIRef("https://x.org/g"))
    for change in (
        lambda: dataset.add(triple),
        lambda: dataset.remove(triple),
        lambda: dataset.addN([(*triple, named)]),
        lambda: named.add(triple),
        lambda: dataset.default_graph.add(triple),
        lambda: dataset.update("INSERT DATA { <https://x.org/a> <https://x.org/b> 1 }"),
        lambda: dataset.parse(data="<https://x.org/a> a <https://x.org/b> .", format="turtle"),
        lambda: dataset.remove_graph(named),
        lambda: dataset.commit(),
    ):
        with pytest.raises(kg.StoreError, match=r"g\.load"):
            change()
    assert len(dataset) == before
    prefixes = dict(dataset.namespaces())
    assert str(prefixes["hx"]) == "https://w3id.org/helixkg/def#"
    rows = list(dataset.query("SELECT ?c WHERE { ?c a hx:Cluster }"))
    assert len(rows) == graph.sparql(CLUSTERS)[0]["n"]
    assert "hx:" in dataset.default_graph.serialize(format="turtle")


def test_a_damaged_store_is_restored_without_being_opened(
    small_store: Path, tmp_path: Path
) -> None:
    backup = kg.open(small_store).backup(tmp_path / "backup")
    (small_store / "CURRENT").write_text("nonsense", "utf-8")
    with pytest.raises(kg.StoreError, match=r"kg\.restore\("):
        kg.open(small_store)
    kg.restore(small_store, backup)
    assert kg.check(small_store).intact
    graph = kg.open(small_store)
    with pytest.raises(kg.UsageError, match="previous=True"):
        graph.restore()
    graph.load(partner(tmp_path / "new.ttl"))
    graph.restore(backup)
    assert not graph.log()
    assert graph.is_current
