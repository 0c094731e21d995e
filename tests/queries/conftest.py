"""What the tests of the query library share."""

from __future__ import annotations

import pytest

from kg.store.embedded import EmbeddedStore
from tests.queries import golden


@pytest.fixture(scope="session")
def fixture_store() -> EmbeddedStore:
    """The small graph of fixture.trig; tests only read it."""
    return golden.store()
