"""Speak to an endpoint: queries through SPARQLWrapper, changes through the graph store.

What is safe to repeat is repeated, with a growing pause; nothing else is. An answer is read as a
stream, and an answer that breaks off is an error, never a short answer.
"""

from __future__ import annotations

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
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from kg.errors import EndpointError, QueryError, StoreError
from kg.sparql import policy as guard
from kg.store.engines import ENGINES, Endpoint, Engine, recognise

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper

_Answer = TypeVar("_Answer")

_TRIES = 4  # of what is safe to repeat
_PAUSE = 0.2  # seconds before the second try; doubled before each further one
_LONGEST_PAUSE = 30.0  # seconds, of what a server asks for in Retry-After
_BUSY = frozenset({429, 502, 503, 504})  # a server that may answer later
_SHOWN = 300  # characters of an endpoint's own message


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
        """timeout: seconds for each request.  engine: a key of ENGINES, else it is found out.

        login: user and password, else those of KG_USER and KG_PASSWORD, else those of ~/.netrc.
        """
        self.address = address
        self.timeout = timeout
        self._given = endpoint or Endpoint.of(address)
        self._engine = engine
        self._login = login

    @cached_property
    def engine(self) -> Engine:
        """What the endpoint runs on; asked once."""
        if self._engine:
            return ENGINES[self._engine]
        answer = self._repeated(lambda: self._perform(self._given.query, "ASK {}", {}))
        with answer:
            return recognise(answer.headers.get("Server", ""))

    @cached_property
    def endpoint(self) -> Endpoint:
        """The addresses as the engine lays them out."""
        return self._given.of_engine(self.engine)

    def query(self, text: str, accept: str) -> Body:
        """Return the body of the answer to a query, as it comes in."""
        parameters = {"default-graph-uri": self.engine.facts} if self.engine.facts else {}
        answer = self._repeated(
            lambda: self._perform(self.endpoint.query, text, parameters, accept)
        )
        state = answer.headers.get("X-SQL-State", "")
        if state:
            raise EndpointError(
                f"{self.address} stopped half-way ({state}); the answer is not "
                "whole. Ask for less, or raise the time limit of the server"
            )
        return Body(answer, self, time.monotonic() + self.timeout)

    def update(self, text: str) -> None:
        """Send an update, once."""
        if not self.endpoint.update:
            raise self._no_address("updates")
        self._send("POST", self.endpoint.update, text.encode(), "application/sparql-update")

    def graph(
        self, method: str, graph: str, body: bytes, content_type: str, *, repeat: bool
    ) -> None:
        """Write into one graph through the graph store; repeat: whether that does no harm."""
        name = quote(graph, safe="")
        self._write(
            method,
            f"{self._data}?{self.engine.graph_name}={name}",
            body,
            content_type,
            repeat=repeat,
        )

    def dataset(self, method: str, body: bytes, *, repeat: bool) -> None:
        """Put or post quads, of all graphs, as N-Quads."""
        self._write(method, self._data, body, "application/n-quads", repeat=repeat)

    def _write(
        self, method: str, url: str, body: bytes, content_type: str, *, repeat: bool
    ) -> None:
        if repeat:
            self._repeated(lambda: self._send(method, url, body, content_type))
        else:
            self._send(method, url, body, content_type)

    @property
    def _data(self) -> str:
        if not self.endpoint.data:
            raise self._no_address("loading")
        return self.endpoint.data

    def _no_address(self, what: str) -> StoreError:
        return StoreError(
            f"{self.address}: no address is known for {what}; name the server "
            "itself, such as http://localhost:7878, or all addresses in kg.toml"
        )

    def _repeated(self, work: Callable[[], _Answer]) -> _Answer:
        """Do what is safe to repeat, again where the connection broke or the server is busy."""
        for attempt in range(_TRIES):
            try:
                return work()
            except EndpointError as error:
                cause = error.__cause__
                busy = isinstance(cause, urllib.error.HTTPError) and cause.code in _BUSY
                broken = isinstance(cause, ConnectionError)
                if not (busy or broken) or attempt == _TRIES - 1:
                    raise
                wanted = (
                    cause.headers.get("Retry-After", "")
                    if isinstance(cause, urllib.error.HTTPError)
                    else ""
                )
                pause = float(wanted) if wanted.isdecimal() else _PAUSE * 2**attempt
                time.sleep(min(pause, _LONGEST_PAUSE))
        raise AssertionError("the last try returns or raises")

    def _perform(
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
            message = _first(str(error).partition("Response:")[2] or str(error))
            raise QueryError(f"{self.address}: {message}") from error
        except SPARQLWrapperException as error:
            raise self._refused(error) from error
        except (OSError, HTTPException) as error:
            raise self.failed(error) from error

    @staticmethod
    def _wrapper(url: str, query: str) -> SPARQLWrapper:
        from SPARQLWrapper import SPARQLWrapper

        wrapper = SPARQLWrapper(url, agent="HelixKG")
        form = guard.form(query)
        if form not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            raise QueryError("this changes the store; queries only read")
        wrapper.setQuery(query)
        wrapper.queryType = form  # its own guess takes "?address" for ADD
        return wrapper

    def _refused(self, error: Exception) -> EndpointError:
        """Return the error for one of SPARQLWrapper's, which hide the status."""
        kinds = {
            "Unauthorized": 401,
            "EndPointNotFound": 404,
            "EndPointInternalError": 500,
            "URITooLong": 414,
        }
        code = kinds.get(type(error).__name__, 0)
        message = _first(str(error).partition("Response:")[2] or str(error))
        said = f"HTTP {code}{_MEND.get(code, '')}: " if code else ""
        return EndpointError(f"{self.address}: {said}{message}")

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
            raise self.failed(error) from error

    def _credentials(self, url: str) -> tuple[str, str] | None:
        """Return login and password: those of the config, the environment, ~/.netrc."""
        if self._login:
            return self._login
        user = os.environ.get("KG_USER")
        if user:
            return user, os.environ.get("KG_PASSWORD", "")
        try:
            found = netrc.netrc().authenticators(urlsplit(url).hostname or "")
        except (OSError, netrc.NetrcParseError):
            return None
        return (found[0], found[2] or "") if found else None

    def failed(self, error: Exception) -> EndpointError:
        """Return the error that says what the endpoint did, and what to do."""
        if isinstance(error, urllib.error.HTTPError):
            body = _first(error.read(_SHOWN).decode("utf-8", "replace"))
            failed = EndpointError(
                f"{self.address}: HTTP {error.code} {error.reason}{_MEND.get(error.code, '')}"
                + (f": {body}" if body else "")
            )
            failed.__cause__ = error
            return failed
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError | socket.timeout):
            return EndpointError(
                f"{self.address} did not answer within {self.timeout:g} s; this is no empty "
                "answer. Ask for less, or wait longer with --timeout or KG_TIMEOUT"
            )
        failed = EndpointError(f"{self.address} cannot be reached: {reason}")
        if isinstance(reason, ConnectionError):
            failed.__cause__ = reason
        return failed


_MEND = {
    401: " (put the login into ~/.netrc, or into KG_USER and KG_PASSWORD)",
    403: " (put the login into ~/.netrc, or into KG_USER and KG_PASSWORD)",
    404: " (is the address right?)",
    413: " (too large for this server)",
}


class Body:
    """The bytes of an answer, as they come in; each failure is an EndpointError."""

    def __init__(self, answer: Any, client: Client, deadline: float) -> None:
        self._answer, self._client, self._deadline = answer, client, deadline
        self._left = b""  # of a line that was longer than what was asked for

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        found: Mapping[str, str] = self._answer.headers
        return found

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        if time.monotonic() > self._deadline:
            raise self._client.failed(TimeoutError())
        try:
            if not self._client.engine.mends:
                found: bytes = self._answer.read(size)
                return found
            line = self._left or _mended_line(self._answer)
            self._left = line[size:] if size >= 0 else b""
            return line[:size] if size >= 0 else line + self._answer.read()
        except (OSError, HTTPException) as error:
            raise self._client.failed(error) from error

    def close(self) -> None:
        """Let go of the answer."""
        self._answer.close()


def _mended_line(answer: Any) -> bytes:
    """Return the next line, with blank nodes named as SPARQL names them."""
    line: bytes = answer.readline()
    return line.replace(b'"type": "bnode", "value": "nodeID://', b'"type": "bnode", "value": "')


def _first(text: str) -> str:
    """Return the first line of a message, without HTML, control characters and length."""
    plain = re.sub(r"<[^>]+>", " ", text.replace("\\n", "\n").strip().strip("b'\""))
    return " ".join(plain.strip().partition("\n")[0].split())[:_SHOWN]
