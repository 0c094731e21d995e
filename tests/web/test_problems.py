"""What an error is to a client."""

from __future__ import annotations

import pytest

from kg.errors import (
    AmbiguousName,
    ContentError,
    DamagedStore,
    EndpointError,
    KgError,
    QueryError,
    StoreError,
    UnknownName,
    UsageError,
)
from kg.runtime.walled import Ended
from kg.web.problems import of_error


def stopped() -> QueryError:
    """Return the error of a query whose process was stopped."""
    error = QueryError("stopped after 5 s")
    error.__cause__ = Ended("stopped after 5 s")
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryError("the query does not parse"), 400),
        (UsageError("there is no such parameter"), 400),
        (UnknownName("x", "nothing is called x"), 404),
        (AmbiguousName("x", []), 409),
        (KgError("a fault of ours"), 500),
        (EndpointError("the endpoint does not answer"), 502),
        (StoreError("the store is busy"), 503),
        (DamagedStore("the store is damaged"), 503),
        (ContentError("a file is missing"), 503),
        (stopped(), 503),
    ],
)
def test_each_error_has_its_status(error: KgError, status: int) -> None:
    problem = of_error(error)
    assert problem.status == status
    assert problem.detail == str(error)
