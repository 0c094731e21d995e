"""Programs that read the description of the interface: one makes a client, one tries to break it.

Both need environments of their own, which these tests make where they are not installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers

pytestmark = pytest.mark.full
#: the programs, in versions that were tried
_PEERS = ("schemathesis==4.32.5", "openapi-python-client==0.29.1")
_MINUTES = 40
#: what the client that is made is asked, in a process of its own
_SESSION = """
import sys
from helix_kg_client import Client
from helix_kg_client.api.default import entities, search, why
from helix_kg_client.api.find import clusters_in_state

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
found = clusters_in_state.sync(client=client, state="nuevo-leon")
assert "Nuevo León Automotive Cluster" in [row.cluster.label for row in found.rows], found
page = entities.sync(client=client, size=2)
assert len(page.entities) == 2 and page.next_ and page.previous is None, page
assert search.sync(client=client, q="claut").hits[0].kinds == ["Cluster"]
stated = why.sync(client=client, subject="claut-nuevo-leon", property_="hx:locatedIn").statements
assert {place.document for each in stated for place in each.evidence} >= {"001"}, stated
wrong = clusters_in_state.sync(client=client, state="nowhere at all")
assert (wrong.status, wrong.title) == (404, "Not Found"), wrong
"""


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of others."""
    paths = shutil.which("schemathesis"), shutil.which("openapi-python-client")
    if all(paths):
        return Path(str(paths[0])).parent
    folder = tmp_path_factory.mktemp("peers")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "-q", *_PEERS)
    return programs


@pytest.fixture(scope="module")
def address(small_store_once: Path) -> Iterator[str]:
    """The address of a server for the small store."""
    with servers.pages(small_store_once) as started:
        yield started


def run(*command: str | Path, folder: Path | None = None, **variables: str) -> None:
    """Run a program of others, which has to succeed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60 * _MINUTES,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-20_000:]


def test_a_client_that_is_made_of_the_description_gets_answers(
    peers: Path, address: str, tmp_path: Path
) -> None:
    described = f"{address}/openapi.json"
    run(peers / "openapi-python-client", "generate", "--url", described, folder=tmp_path)
    (client,) = tmp_path.iterdir()
    python = peers / Path(sys.executable).name
    run(python, "-c", _SESSION, address, PYTHONPATH=str(client))


def test_no_request_that_the_description_allows_or_forbids_is_answered_otherwise(
    peers: Path, address: str, tmp_path: Path
) -> None:
    run(
        peers / "schemathesis",
        "run",
        f"{address}/openapi.json",
        "--phases=examples,coverage,fuzzing",
        "--max-examples=5",
        "--request-timeout=60",
        folder=tmp_path,
    )
