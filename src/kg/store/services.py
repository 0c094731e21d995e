"""Ask the hosts that SERVICE may name, and no other, for the engine on this machine.

The process of a query can open no socket. What a SERVICE asks is asked here, before: by GET, so
that a redirect can be followed within the hosts that are allowed; a query that is too long for
that goes by POST, without redirects. No login is sent.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from kg.errors import EndpointError, QueryError, in_language
from kg.rdf.oxigraph import from_ox
from kg.sparql import federation, policy
from kg.sparql.federation import Service
from kg.store import logins
from kg.store.client import REDIRECTS, Body, Client, first_line, redirect_target, without_login

if TYPE_CHECKING:
    from kg.store.transport import Answer

_SECONDS: Final = 60.0  # of a request, where the query has no bound
_SIZE: Final = 64 * 1024**2  # bytes of an answer: it becomes part of the query
_LONGEST_ADDRESS: Final = 2_000  # characters that every server takes
_MOST_REDIRECTS: Final = 5
_HEADERS: Final = {"Accept": "application/sparql-results+json"}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def with_solutions(query: str, hosts: frozenset[str], seconds: float | None) -> str:
    """Return a query with the solutions of each SERVICE in its place.

    Args:
        query: A query that may run, its parameters bound.
        hosts: Hosts that may be asked.
        seconds: How long all of them may take; None is a minute for each.

    Raises:
        QueryError: A host redirects to another that may not be asked.
        EndpointError: A host fails, does not answer in time, or answers too much.
    """
    end = time.monotonic() + seconds if seconds else None
    solved = []
    for number, service in enumerate(federation.services(query), 1):
        left = _SECONDS if end is None else max(end - time.monotonic(), 0.001)
        solved.append((service, _solutions(service, hosts, left, number)))
    return federation.with_solutions(query, solved)


def _solutions(service: Service, hosts: frozenset[str], seconds: float, number: int) -> str:
    """Return what stands in the place of one SERVICE."""
    try:
        return _asked(service, hosts, seconds, number)
    except EndpointError:
        if service.is_silent:
            return "{ }"  # one empty solution: SPARQL 1.1 Federated Query, section 2.3
        raise


def _asked(service: Service, hosts: frozenset[str], seconds: float, number: int) -> str:
    client = Client(service.address, seconds, engine="generic", max_answer=_SIZE)
    body = Body(_answer(service, hosts, client), client)
    try:
        answer = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        if not isinstance(answer, ox.QuerySolutions):
            raise ValueError("no solutions")
        columns = [variable.value for variable in answer.variables]
        rows = (
            [None if row[name] is None else from_ox(row[name]) for name in columns]
            for row in answer
        )
        return federation.values(columns, rows, number)
    except (SyntaxError, ValueError, TypeError, QueryError) as error:
        raise EndpointError(
            in_language(
                f"{service.address}: the answer is none of SPARQL ({error})",
                f"{service.address}: la respuesta no es de SPARQL ({error})",
            )
        ) from error
    finally:
        body.close()


def _answer(service: Service, hosts: frozenset[str], client: Client) -> Answer:
    """Return the answer of the host, after as many redirects as are allowed."""
    from kg.store import transport

    form = urlencode({"query": service.query})
    separator = "&" if urlsplit(service.address).query else "?"
    url, method, content = f"{service.address}{separator}{form}", "GET", b""
    headers = _HEADERS
    if len(url) > _LONGEST_ADDRESS:
        url, method, content, headers = service.address, "POST", form.encode(), _HEADERS | _FORM
    deadline = time.monotonic() + client.timeout
    for _ in range(_MOST_REDIRECTS + 1):
        host = logins.parts_of(url).hostname or ""
        proxy = "" if logins.is_local(host) else logins.proxy()
        try:
            request = transport.request(method, url, content, headers)
            answer = transport.send(request, deadline, _SIZE, proxy=proxy)
        except transport.FAILURES as error:
            raise client.error_for(error) from error
        if 200 <= answer.status < 300:
            return answer
        answer.close()
        if answer.status not in REDIRECTS:
            reason = first_line(answer.reason)
            raise EndpointError(f"{service.address}: HTTP {answer.status} {reason}".rstrip())
        url = _next(url, answer.location, hosts, method)
    raise EndpointError(
        in_language(
            f"{service.address} redirects more than {_MOST_REDIRECTS} times",
            f"{service.address} redirige más de {_MOST_REDIRECTS} veces",
        )
    )


def _next(url: str, location: str, hosts: frozenset[str], method: str) -> str:
    """Return where a redirect points to. Raises QueryError where it may not be followed."""
    target = redirect_target(url, location)
    shown = without_login(target)
    if not policy.is_allowed(target, hosts) or (
        url.startswith("https:") > target.startswith("https:")
    ):
        raise QueryError(
            in_language(
                f"SERVICE {without_login(url)} redirects to {shown}, which is not allowed; nothing "
                "was sent there",
                f"SERVICE {without_login(url)} redirige a {shown}, que no está permitido; no se "
                "envió nada allí",
            )
        )
    if method == "POST":
        raise EndpointError(
            in_language(
                f"SERVICE {url} redirects to {shown}, and this query is too long to be sent on; "
                "write that address into the query",
                f"SERVICE {url} redirige a {shown}, y esta consulta es demasiado larga para "
                "reenviarla; escriba esa dirección en la consulta",
            )
        )
    return target
