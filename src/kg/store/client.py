"""Speak to an endpoint: queries through SPARQLWrapper, changes through updates and graph store.

What is safe to repeat is repeated, with a growing pause; nothing else is. An answer is read as a
stream, and an answer that breaks off is an error, never a short answer.
"""

from __future__ import annotations

import ast
import netrc
import os
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from functools import cached_property
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote, urlsplit

from kg.errors import EndpointError, QueryError, StoreError
from kg.sparql import policy
from kg.store.engines import ENGINES, Endpoint, Engine, recognise

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

_Answer = TypeVar("_Answer")

_TRIES: Final = 4  # of what is safe to repeat
_PAUSE: Final = 0.2  # seconds before the second try; doubled before each further one
_LONGEST_PAUSE: Final = 30.0  # seconds, of what a server asks for in Retry-After
_BUSY: Final = frozenset({429, 502, 503, 504})  # a server that may answer later
_MESSAGE_LENGTH: Final = 300  # characters of an endpoint's own message
_LOGIN_HINT: Final = " (put the login into ~/.netrc, or into KG_USER and KG_PASSWORD)"
_HINTS: Final = {
    401: _LOGIN_HINT,
    403: _LOGIN_HINT,
    404: " (is the address right?)",
    413: " (too large for this server)",
}
#: SPARQLWrapper's errors that stand for a status, which they hide
_STATUS_BY_ERROR: Final = {
    "Unauthorized": 401,
    "EndPointNotFound": 404,
    "EndPointInternalError": 500,
    "URITooLong": 414,
}


class Client:
    """The connection to one endpoint. Raises EndpointError where it fails or does not answer."""

    def __init__(
        self,
        address: str,
        timeout: float,
        *,
        endpoint: Endpoint | None = None,
        engine: str = "",
        login: tuple[str, str] | None = None,
    ) -> None:
        """Prepare a connection; nothing is sent yet.

        Args:
            address: Where queries go, or the server itself.
            timeout: Seconds for each request, and for reading each answer.
            endpoint: All addresses, where they cannot be worked out of one.
            engine: A key of ENGINES; "" finds it out with the first request.
            login: User and password, else those of KG_USER and KG_PASSWORD, else of ~/.netrc.
        """
        self.address = address
        self.timeout = timeout
        self._endpoint = endpoint or Endpoint.of(address)
        self._engine_key = engine
        self._login = login

    @cached_property
    def engine(self) -> Engine:
        """What the endpoint runs on; asked once."""
        if self._engine_key:
            return ENGINES[self._engine_key]
        answer = self._retry(lambda: self._post_query(self._endpoint.query, "ASK {}", {}))
        with answer:
            return recognise(answer.headers.get("Server", ""))

    @cached_property
    def endpoint(self) -> Endpoint:
        """The addresses as the engine lays them out."""
        return self._endpoint.of_engine(self.engine)

    def query(self, text: str, accept: str) -> Body:
        """Return the body of the answer to a query, as it comes in.

        Args:
            text: A query that may run.
            accept: Media type of the answer.

        Raises:
            QueryError: The endpoint does not understand the query, or it is an update.
            EndpointError: The endpoint fails, does not answer in time, or cuts the answer.
        """
        facts = self.engine.facts_graph
        parameters = {"default-graph-uri": facts} if facts else {}
        answer = self._retry(
            lambda: self._post_query(self.endpoint.query, text, parameters, accept)
        )
        state = answer.headers.get("X-SQL-State", "")
        if state:
            raise EndpointError(
                f"{self.address} stopped half-way ({state}); the answer is not "
                "whole. Ask for less, or raise the time limit of the server"
            )
        return Body(answer, self, time.monotonic() + self.timeout)

    def update(self, text: str) -> None:
        """Send an update, once.

        Raises:
            StoreError: No address takes updates.
            EndpointError: The endpoint refuses or fails; the update may have been made.
        """
        if not self.endpoint.update:
            raise self._no_address("updates")
        self._send("POST", self.endpoint.update, text.encode(), "application/sparql-update")

    def graph(
        self, method: str, graph: str, body: bytes, content_type: str, *, repeat: bool
    ) -> None:
        """Write into one graph through the graph store protocol.

        Args:
            method: POST adds, PUT replaces.
            graph: IRI of the graph.
            body: Its statements.
            content_type: Media type of the body.
            repeat: Whether it does no harm to send it again.
        """
        address = f"{self._data}?{self.engine.graph_parameter}={quote(graph, safe='')}"
        self._write(method, address, body, content_type, repeat=repeat)

    def dataset(self, method: str, body: bytes, *, repeat: bool) -> None:
        """Write N-Quads through the graph store protocol; see `graph` for the arguments."""
        self._write(method, self._data, body, "application/n-quads", repeat=repeat)

    def _write(
        self, method: str, url: str, body: bytes, content_type: str, *, repeat: bool
    ) -> None:
        if repeat:
            self._retry(lambda: self._send(method, url, body, content_type))
        else:
            self._send(method, url, body, content_type)

    @property
    def _data(self) -> str:
        if not self.endpoint.data:
            raise self._no_address("loading")
        return self.endpoint.data

    def _no_address(self, purpose: str) -> StoreError:
        return StoreError(
            f"{self.address}: no address is known for {purpose}; name the server "
            "itself, such as http://localhost:7878, or all addresses in kg.toml"
        )

    def _retry(self, request: Callable[[], _Answer]) -> _Answer:
        """Do what is safe to repeat, again where the connection broke or the server is busy."""
        for attempt in range(_TRIES - 1):
            try:
                return request()
            except EndpointError as error:
                pause = _pause_after(error, attempt)
                if pause is None:
                    raise
                time.sleep(pause)
        return request()

    def _post_query(
        self,
        url: str,
        query: str,
        parameters: Mapping[str, str],
        accept: str = "application/sparql-results+json",
    ) -> Any:
        from SPARQLWrapper import POST, URLENCODED
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        wrapper = self._wrapper(url, query)
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)  # Virtuoso hangs on a bare query in the body
        wrapper.setTimeout(max(1, int(self.timeout)))
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        for name, value in parameters.items():
            wrapper.addParameter(name, value)
        login = self._credentials(url)
        if login:
            wrapper.setCredentials(*login)
        try:
            return wrapper.query().response
        except QueryBadFormed as error:
            raise QueryError(f"{self.address}: {_response_in(error)}") from error
        except SPARQLWrapperException as error:
            status = _STATUS_BY_ERROR.get(type(error).__name__, 0)
            prefix = f"HTTP {status}{_HINTS.get(status, '')}: " if status else ""
            raise EndpointError(f"{self.address}: {prefix}{_response_in(error)}") from error
        except (OSError, HTTPException) as error:
            raise self.error_for(error) from error

    @staticmethod
    def _wrapper(url: str, query: str) -> SPARQLWrapper:
        from SPARQLWrapper import SPARQLWrapper

        wrapper = SPARQLWrapper(url, agent="HelixKG")
        form = policy.form(query)
        if form not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            raise QueryError("this changes the store; queries only read")
        wrapper.setQuery(query)
        wrapper.queryType = form  # its own guess takes "?address" for ADD
        return wrapper

    def _send(self, method: str, url: str, body: bytes, content_type: str) -> None:
        """Send what changes the store, once."""
        request = urllib.request.Request(  # noqa: S310  the address is the user's
            url, body, {"Content-Type": content_type}, method=method
        )
        opener = urllib.request.build_opener()
        login = self._credentials(url)
        if login:
            passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            passwords.add_password(None, url, *login)
            opener.add_handler(urllib.request.HTTPBasicAuthHandler(passwords))
            opener.add_handler(urllib.request.HTTPDigestAuthHandler(passwords))
        try:
            with opener.open(request, timeout=self.timeout):
                pass
        except (OSError, HTTPException) as error:
            raise self.error_for(error) from error

    def _credentials(self, url: str) -> tuple[str, str] | None:
        """Return login and password: those of the config, the environment, ~/.netrc."""
        if self._login:
            return self._login
        user = os.environ.get("KG_USER")
        if user:
            return user, os.environ.get("KG_PASSWORD", "")
        try:
            entry = netrc.netrc().authenticators(urlsplit(url).hostname or "")
        except OSError:  # there is none that this user may read
            return None
        except netrc.NetrcParseError as error:
            raise StoreError(
                f"~/.netrc cannot be read: {error}; correct it, or set KG_USER and KG_PASSWORD"
            ) from error
        return (entry[0], entry[2] or "") if entry else None

    def error_for(self, error: Exception) -> EndpointError:
        """Return the error that says what the endpoint did, and what to do."""
        if isinstance(error, urllib.error.HTTPError):
            body = _first_line(error.read(_MESSAGE_LENGTH).decode("utf-8", "replace"))
            return EndpointError(
                f"{self.address}: HTTP {error.code} {error.reason}{_HINTS.get(error.code, '')}"
                + (f": {body}" if body else "")
            )
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError | socket.timeout):
            return EndpointError(
                f"{self.address} did not answer within {self.timeout:g} s; this is no empty "
                "answer. Ask for less, or wait longer with --timeout or KG_TIMEOUT"
            )
        return EndpointError(f"{self.address} cannot be reached: {reason}")


def _pause_after(error: EndpointError, attempt: int) -> float | None:
    """Return how many seconds to wait before the next try, None where that would not help.

    A busy server may say in Retry-After how long; else the pause doubles with each attempt,
    which counts from 0.
    """
    cause = error.__cause__
    requested = ""
    if isinstance(cause, urllib.error.HTTPError):
        if cause.code not in _BUSY:
            return None
        requested = cause.headers.get("Retry-After", "")
    elif not isinstance(cause, ConnectionError):
        return None
    pause = float(requested) if requested.isdecimal() else _PAUSE * 2**attempt
    return min(pause, _LONGEST_PAUSE)


class Body:
    """The bytes of an answer, as they come in; each failure is an EndpointError."""

    def __init__(self, answer: Any, client: Client, deadline: float) -> None:
        """Take an open answer.

        Args:
            answer: The answer of the HTTP library.
            client: Who asked.
            deadline: On the clock of `time.monotonic`; nothing is read after it.
        """
        self._answer, self._client, self._deadline = answer, client, deadline
        self._rest = b""  # of a line that was longer than what was asked for

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        headers: Mapping[str, str] = self._answer.headers
        return headers

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size` where that is not negative; none at the end.

        Raises:
            EndpointError: The answer breaks off, or its time is over.
        """
        if time.monotonic() > self._deadline:
            raise self._client.error_for(TimeoutError())
        try:
            if not self._client.engine.nonstandard_results:
                data: bytes = self._answer.read(size)
                return data
            return self._read_standardised(size)
        except (OSError, HTTPException) as error:
            raise self._client.error_for(error) from error

    def _read_standardised(self, size: int) -> bytes:
        """Read line by line, so that no blank node is cut in two."""
        if size < 0:
            return b"".join(iter(lambda: self._read_standardised(65_536), b""))
        line = self._rest or _with_standard_blank_nodes(self._answer.readline())
        self._rest = line[size:]
        return line[:size]

    def close(self) -> None:
        """Close the answer."""
        self._answer.close()


def _with_standard_blank_nodes(line: bytes) -> bytes:
    """Return a line of Virtuoso's JSON with blank nodes named as SPARQL names them."""
    return line.replace(b'"type": "bnode", "value": "nodeID://', b'"type": "bnode", "value": "')


def _response_in(error: Exception) -> str:
    """Return the endpoint's message in an error of SPARQLWrapper, which holds it as b'…'."""
    text = str(error).partition("Response:")[2].strip() or str(error)
    if text.startswith(("b'", 'b"')):
        text = ast.literal_eval(text).decode("utf-8", "replace")
    return _first_line(text)


def _first_line(text: str) -> str:
    """Return the first line of a message, shortened, without HTML and superfluous white space."""
    plain = re.sub(r"<[^>]+>", " ", text).strip()
    return " ".join(plain.partition("\n")[0].split())[:_MESSAGE_LENGTH]
