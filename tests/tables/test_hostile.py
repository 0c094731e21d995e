"""Broken and hostile files: a clear error that names the file, or a clean reading; never more."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import mapping
from kg.errors import InputError
from kg.formats import GRAPH_INPUT, endings
from kg.model import Problem
from kg.rdf.reader import read_rdf
from kg.tables.curated import read_table
from kg.tables.spreadsheet import Dialect, Records
from tests.short_form import spread

ROOT = Path(__file__).parents[2]
DECLARED = mapping.declarations(ROOT / "data" / "mapping")
SEEDS = {
    ".ttl": '@prefix e: <http://e/> . e:a e:p "x"@es, 1, [ e:q ( 1 2 ) ] .\n',
    ".trig": "@prefix e: <http://e/> . e:g { e:a e:p 1 }\n",
    ".nt": '<http://e/a> <http://e/p> "x" .\n',
    ".nq": '<http://e/a> <http://e/p> "x" <http://e/g> .\n',
    ".jsonld": '{"@context":{"p":"http://e/p"},"@id":"http://e/a","p":["x",{"@id":"http://e/b"}]}',
    ".rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<e:A rdf:about="http://e/a"><e:p>x</e:p></e:A></rdf:RDF>',
    ".csv": 'id,kind,name_es\na,Cluster,"Clúster ""A"""\n',
}
# What spoils a file: a cut, a byte put in, a piece twice.
SPOILS = st.lists(
    st.tuples(
        st.sampled_from(["cut", "put", "twice"]),
        st.integers(0, 10_000),
        st.sampled_from(
            [
                b"\x00",
                b"\xff",
                b"\xed\xa0\x80",
                b"<",
                b'"',
                b"[",
                b"{",
                b"\\",
                b"..",
                b"\xef\xbb\xbf",
                b"\\uD800",
                b"\r",
                b"<http://[",
                b"<a b>",
                b"&x;",
                b"_:",
            ]
        ),
    ),
    min_size=1,
    max_size=4,
)


def spoiled(seed: str, spoils: list[tuple[str, int, bytes]]) -> bytes:
    data = seed.encode()
    for how, where, inserted in spoils:
        at = where % (len(data) + 1)
        data = {
            "cut": data[:at],
            "put": data[:at] + inserted + data[at:],
            "twice": data + data[at:],
        }[how]
    return data


@settings(max_examples=600, deadline=2_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SEEDS)), SPOILS)
def test_a_spoiled_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, ending: str, spoils: list[tuple[str, int, bytes]]
) -> None:
    file = tmp_path_factory.getbasetemp() / f"spoiled{ending}"
    file.write_bytes(spoiled(SEEDS[ending], spoils))
    problems: tuple[Problem, ...] = ()
    try:
        if ending == ".csv":
            read_table(file, file.name, mapping.columns_of(DECLARED["registry"]))
            list(Records(file, file.name, Dialect()))
        else:
            read_rdf(file, file.name)
    except InputError as error:
        problems = error.problems
    assert all(problem.position.file == file.name for problem in problems)
    assert all(problem.message for problem in problems)


@settings(max_examples=300, deadline=2_000)
@given(
    st.dictionaries(st.sampled_from(mapping.columns_of(DECLARED["clusters"])), st.text(max_size=30))
)
def test_any_text_in_a_cell_is_mapped_or_refused(cells: dict[str, str]) -> None:
    from kg.tables.curated import Row, Table

    columns = mapping.columns_of(DECLARED["clusters"])
    row = Row("clusters.csv", 2, dict.fromkeys(columns, "") | cells, {})
    context = mapping.Context()
    context.sources["001"] = mapping.Source("001", "One")
    table = Table("clusters.csv", columns, (row,), ())
    mapped = mapping.map_table(table, DECLARED["clusters"], context)
    assert mapped.claims or mapped.problems
    for claim in mapped.claims:
        assert claim.quad.subject


#: name of a file → its content, and a word of the message
HOSTILE = {
    "bomb.rdf": (
        '<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">'
        + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        + "]><x>&e9;</x>",
        "10 times as long",
    ),
    "outside.rdf": (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        "never read",
    ),
    "deep.rdf": (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        + "<e:A><e:p>" * 50_000,
        "nested",
    ),
    "remote.jsonld": ('{"@context": "http://127.0.0.1:9/c", "p": 1}', "not fetched"),
    "deep.jsonld": ('{"http://p":' * 100_000, "does not parse"),
    "relative.nt": ("<a> <b> <c> .", "does not parse"),
    "invalid.ttl": ("<http://e/a b> <http://e/p> 1 .", "does not parse"),
    "surrogate.ttl": ('<http://e/a> <http://e/p> "\\uD800" .', "does not parse"),
    "nul.ttl": ("<http://e/a> <http://e/p> \x00 .", "does not parse"),
    "star.ttl": ("<http://e/a> <http://e/p> <<( <http://e/a> <http://e/p> 1 )>> .", ""),
    "columns.csv": ("a," * 1_000_000, "1,000,001 columns"),
}


@pytest.mark.parametrize("name", spread(HOSTILE, 2))
def test_a_hostile_file_costs_little_and_changes_nothing(
    name: str, small_store: Path, tmp_path: Path
) -> None:
    content, word = HOSTILE[name]
    (tmp_path / name).write_text(content, "utf-8")

    def bounded() -> None:  # memory 2 GB, time 20 s
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    done = subprocess.run(
        [sys.executable, "-m", "kg", "load", name, "--store", small_store],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=bounded,
    )
    assert done.returncode == 2, done.stderr[-500:]
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert word in done.stderr


def test_every_kind_of_file_is_spoiled() -> None:
    assert set(SEEDS) >= {".csv", ".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf"}
    assert set(endings(GRAPH_INPUT)) - {".owl", ".xml"} <= set(SEEDS)
