"""Speak to an endpoint: the SPARQL protocol and the graph store protocol.

What is safe to repeat is repeated, with a growing pause; nothing else is. No redirect is followed:
a request goes where the user said, or nowhere. An answer is read as a stream, and an answer that
breaks off is an error, never a short answer.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from kg.errors import EndpointError, QueryError, StoreError, in_language, said_by_system
from kg.runtime.wanted import is_unwanted
from kg.sparql import policy
from kg.store import default_graph, logins
from kg.store.default_graph import Layout
from kg.store.engines import ENGINES, Endpoint, Engine, recognise
from kg.store.logins import Login

if TYPE_CHECKING:
    import httpx

    from kg.store.transport import Answer

_Answer = TypeVar("_Answer")

MAX_ANSWER: Final = 1024**3  # bytes of an answer, where nothing else is said
_TRIES: Final = 4  # of what is safe to repeat
_PAUSE: Final = 0.2  # seconds before the second try; doubled before each further one
_LONGEST_PAUSE: Final = 30.0  # seconds, of what a server asks for in Retry-After
_LONGEST_TIMEOUT: Final = 30 * 86_400.0  # seconds; what a socket takes
_BUSY: Final = frozenset({429, 502, 503, 504})  # a server that may answer later
_GATEWAY: Final = frozenset({502, 504})  # said by a proxy, which does not know what the server did
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MESSAGE_LENGTH: Final = 300  # characters of an endpoint's own message
_RESULTS: Final = "application/sparql-results+json"


class RequestFailed(EndpointError):
    """A request that the endpoint refused, or did not answer.

    Attributes:
        status: Of the answer; 0 where there was none.
        pause: Seconds that the server asks to wait; None where it does not say.
        connected: Whether the request was, or may have been, sent.
        timed_out: Whether the time was over.
        may_be_done: Whether an earlier try at the same broke off.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        pause: float | None = None,
        connected: bool = True,
        timed_out: bool = False,
    ) -> None:
        super().__init__(message)
        self.status, self.pause = status, pause
        self.connected, self.timed_out = connected, timed_out
        self.may_be_done = False

    @property
    def outcome_unknown(self) -> bool:
        """Whether the endpoint may have done what it was asked."""
        if self.status:
            return self.may_be_done or self.status in _GATEWAY
        return self.may_be_done or self.connected

    @property
    def is_passing(self) -> bool:
        """Whether it may help to ask again."""
        if self.status:
            return self.status in _BUSY
        return self.connected and not self.timed_out


class Client:
    """The connection to one endpoint. Raises EndpointError where it fails or does not answer."""

    def __init__(
        self,
        address: str,
        timeout: float,
        *,
        endpoint: Endpoint | None = None,
        engine: str = "",
        facts: str = "auto",
        login: Login | None = None,
        insecure: bool = False,
        max_answer: int = MAX_ANSWER,
        proxy: str = "",
    ) -> None:
        """Prepare a connection; nothing is sent yet.

        Args:
            address: Where queries go, or the server itself.
            timeout: Seconds for each request, its answer and its repetitions included.
            endpoint: All addresses, where they cannot be worked out of one.
            engine: A key of ENGINES; "" finds it out with the first request.
            facts: One of `default_graph.SETTINGS`, for an engine that has a default graph.
            login: Else that of KG_USER, KG_PASSWORD and KG_LOGIN_FOR.
            insecure: Whether the login may go unencrypted over a network.
            max_answer: Bytes that an answer may have.
            proxy: Address of a proxy for what is not on this machine.
        """
        self._endpoint = endpoint or Endpoint.of(address)
        self.address = address
        self.timeout = min(timeout, _LONGEST_TIMEOUT)
        self._engine_key = engine
        self.facts = facts
        self._layout: Layout | None = None
        self._login = login
        self._insecure = insecure
        self.max_answer = max_answer
        self._proxy = proxy
        self._auth: dict[str, httpx.Auth] = {}  # by address; it keeps what is asked for there

    @cached_property
    def engine(self) -> Engine:
        """What the endpoint runs on; asked once."""
        if self._engine_key:
            return ENGINES[self._engine_key]
        answer = self._post_query(self._endpoint.query, "ASK {}", {}, _RESULTS, self._deadline())
        with_name = answer.headers.get("Server", "")
        answer.close()
        return recognise(with_name)

    @property
    def layout(self) -> Layout:
        """Where the facts are; asked once, where neither the engine nor a setting says it."""
        if self._layout is None:
            self._layout = self.look()
        return self._layout

    def look(self) -> Layout:
        """Find out anew where the facts are, and return it."""
        if self.engine.facts_graph:
            self._layout = Layout(self.engine.facts_graph, known=True)
        elif self.facts == "graph":
            self._layout = default_graph.IN_GRAPH
        else:
            self._layout = default_graph.layout_of(self._found_in_graphs(), self.facts)
        return self._layout

    def _found_in_graphs(self) -> bytes:
        """Return the answer to the query on layouts; nothing where it is not understood."""
        try:
            answer = self._post_query(
                self.endpoint.query, default_graph.QUERY, {}, _RESULTS, self._deadline()
            )
        except QueryError:
            return b""
        body = Body(answer, self)
        try:
            return body.read()
        finally:
            body.close()

    def put_facts_in_graph(self) -> None:
        """From now on read and write the facts in their graph."""
        self._layout = default_graph.IN_GRAPH

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
        answer = self._post_query(self.endpoint.query, text, parameters, accept, self._deadline())
        state = answer.headers.get("X-SQL-State", "")
        if state:
            answer.close()
            raise EndpointError(
                in_language(
                    f"{self.address} stopped half-way ({first_line(state)}); the answer is not "
                    "whole. Ask for less, or raise the time limit of the server",
                    f"{self.address} se detuvo a medio camino ({first_line(state)}); la respuesta "
                    "no está completa. Pida menos, o aumente el límite de tiempo del servidor",
                )
            )
        return Body(answer, self)

    def update(self, text: str) -> None:
        """Send an update, once.

        Raises:
            StoreError: No address takes updates.
            EndpointError: The endpoint refuses or fails; the update may have been made.
        """
        if not self.endpoint.update:
            raise self._no_address("updates", "actualizaciones")
        self._write(
            "POST", self.endpoint.update, text.encode(), "application/sparql-update", repeat=False
        )

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

    def answers(self, seconds: float) -> bool:
        """Return whether the endpoint answers a query, now or within some seconds."""
        end = time.monotonic() + seconds
        pause = _PAUSE
        while True:
            try:
                self._send(
                    "POST",
                    self._endpoint.query,
                    urlencode({"query": "ASK {}"}).encode(),
                    {"Content-Type": "application/x-www-form-urlencoded", "Accept": _RESULTS},
                    min(self._deadline(), max(end, time.monotonic() + 1)),
                ).close()
            except EndpointError:
                if time.monotonic() + pause > end:
                    return False
                time.sleep(pause)
                pause = min(2 * pause, 2.0)
            else:
                return True

    def _write(
        self, method: str, url: str, body: bytes, content_type: str, *, repeat: bool
    ) -> None:
        deadline = self._deadline()

        def request() -> None:
            headers = {"Content-Type": content_type}
            self._send(method, url, body, headers, deadline).close()

        if repeat:
            self._retry(request, deadline)
        else:
            request()

    @property
    def _data(self) -> str:
        if not self.endpoint.data:
            raise self._no_address("loading", "cargar datos")
        return self.endpoint.data

    def _no_address(self, purpose: str, purpose_es: str) -> StoreError:
        return StoreError(
            in_language(
                f"{self.address}: no address is known for {purpose}; name the server "
                "itself, such as http://localhost:7878, or all addresses in kg.toml",
                f"{self.address}: no se conoce la dirección para {purpose_es}; indique el servidor "
                "mismo, como http://localhost:7878, o todas las direcciones en kg.toml",
            )
        )

    def _deadline(self) -> float:
        return time.monotonic() + self.timeout

    def _retry(self, request: Callable[[], _Answer], deadline: float) -> _Answer:
        """Do what is safe to repeat, again where the connection broke or the server is busy."""
        broke_off = False
        for attempt in range(_TRIES):
            try:
                return request()
            except RequestFailed as error:
                error.may_be_done = broke_off
                broke_off = error.outcome_unknown
                is_last = attempt == _TRIES - 1 or is_unwanted()
                pause = None if is_last else pause_after(error, attempt)
                if pause is None or time.monotonic() + pause >= deadline:
                    raise
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _post_query(
        self, url: str, query: str, parameters: Mapping[str, str], accept: str, deadline: float
    ) -> Answer:
        if policy.form(query) not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            raise QueryError(
                in_language(
                    "this changes the store; queries only read",
                    "esto modifica el almacén; las consultas solo leen",
                )
            )
        # A form, since Virtuoso hangs on a bare query in the body.
        body = urlencode({"query": query, **parameters}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        try:
            return self._retry(lambda: self._send("POST", url, body, headers, deadline), deadline)
        except RequestFailed as error:
            if error.status == 400:
                raise QueryError(str(error)) from error
            raise

    def _send(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], deadline: float
    ) -> Answer:
        """Send a request, once, and return the answer where it is a success."""
        from kg.store import transport

        auth = self._auth_for(url)
        host = urlsplit(url).hostname or ""
        try:
            answer = transport.send(
                transport.request(method, url, body, headers),
                deadline,
                self.max_answer,
                auth=auth,
                proxy="" if logins.is_local(host) else self._proxy,
            )
        except transport.FAILURES as error:
            raise self.error_for(error) from error
        if 200 <= answer.status < 300:
            return answer
        try:
            raise self._refusal(answer, url, logged_in=auth is not None)
        finally:
            answer.close()

    def _auth_for(self, url: str) -> httpx.Auth | None:
        """Return how to log in at an address; None where the login is for another server."""
        login = self._login or logins.from_environment()
        server = logins.origin(url)
        if not login or server not in login.origins:
            return None
        logins.require_encrypted(url, insecure=self._insecure)
        place = url.partition("?")[0]
        if place not in self._auth:
            from kg.store.transport import LoginFlow

            self._auth[place] = LoginFlow(login.user, login.password)
        return self._auth[place]

    def _refusal(self, answer: Answer, url: str, *, logged_in: bool) -> RequestFailed:
        """Return the error for an answer that is no success."""
        if answer.status in REDIRECTS:
            return self._redirected(answer, url)
        detail = self._said_in(answer)
        hint = self._hint(answer.status, url, logged_in=logged_in)
        reason = first_line(answer.reason)
        requested = answer.headers.get("Retry-After", "")
        return RequestFailed(
            f"{self.address}: HTTP {answer.status} {reason}".rstrip()
            + (f" ({hint})" if hint else "")
            + (f": {detail}" if detail else ""),
            status=answer.status,
            pause=float(requested) if re.fullmatch(r"[0-9]{1,9}", requested) else None,
        )

    def _said_in(self, answer: Answer) -> str:
        """Return the first words of an error page; nothing where it cannot be read."""
        from kg.store import transport

        try:
            return first_line(answer.read(_MESSAGE_LENGTH * 4).decode("utf-8", "replace"))
        except transport.FAILURES:
            return ""  # the status says what is wrong

    def _redirected(self, answer: Answer, url: str) -> RequestFailed:
        target = without_login(redirect_target(url, answer.location))
        return RequestFailed(
            in_language(
                f"{url} answers HTTP {answer.status} and points to {target}. kg follows no "
                "redirect, so nothing was sent there, neither the request nor a login. If that is "
                "the right address, name it with --store or in kg.toml",
                f"{url} responde HTTP {answer.status} y remite a {target}. kg no sigue "
                "redirecciones: no se envió nada allí, ni la petición ni la contraseña. Si esa es "
                "la dirección correcta, indíquela con --store o en kg.toml",
            ),
            status=answer.status,
        )

    def _hint(self, status: int, url: str, *, logged_in: bool) -> str:
        if status in (401, 403):
            if logged_in:
                return in_language(
                    "the login was sent; is it right, and may this user do that?",
                    "el usuario y la contraseña se enviaron; ¿son correctos, y tiene permiso?",
                )
            return logins.why_not_sent(url, self._login or logins.from_environment())
        if status == 404:
            return in_language("is the address right?", "¿es correcta la dirección?")
        if status == 413:
            return in_language("too large for this server", "demasiado grande para este servidor")
        return ""

    def error_for(self, error: Exception) -> RequestFailed:
        """Return the error for a request that got no answer, or whose answer broke off."""
        from kg.store import transport

        if isinstance(error, transport.TIMEOUTS):
            return RequestFailed(
                in_language(
                    f"{self.address} did not answer within {self.timeout:g} s; this is no empty "
                    "answer. Ask for less, or wait longer with --timeout or KG_TIMEOUT",
                    f"{self.address} no respondió en {self.timeout:g} s; esto no es una respuesta "
                    "vacía. Pida menos, o espere más con --timeout o KG_TIMEOUT",
                ),
                connected=not isinstance(error, transport.NOT_CONNECTED),
                timed_out=True,
            )
        if isinstance(error, transport.TooLarge):
            return RequestFailed(
                in_language(
                    f"{self.address}: the answer is larger than {self.max_answer:,} bytes and was "
                    "not read to its end. Ask for less, or allow more with KG_MAX_ANSWER",
                    f"{self.address}: la respuesta supera {self.max_answer:,} bytes y no se leyó "
                    "hasta el final. Pida menos, o permita más con KG_MAX_ANSWER",
                ),
                timed_out=True,
            )
        reason = first_line(said_by_system(error)) or type(error).__name__
        if isinstance(error, transport.NOT_CONNECTED):
            return RequestFailed(
                in_language(
                    f"{self.address} cannot be reached: {reason}",
                    f"no se puede conectar con {self.address}: {reason}",
                ),
                connected=False,
            )
        return RequestFailed(
            in_language(
                f"{self.address}: the connection broke: {reason}",
                f"{self.address}: se cortó la conexión: {reason}",
            )
        )


def pause_after(error: RequestFailed, attempt: int) -> float | None:
    """Return how many seconds to wait before the next try, None where that would not help.

    A busy server may say in Retry-After how long; else the pause doubles with each attempt,
    which counts from 0.
    """
    if not error.is_passing:
        return None
    return min(_PAUSE * 2**attempt if error.pause is None else error.pause, _LONGEST_PAUSE)


class Body:
    """The bytes of an answer, as they come in; each failure is an EndpointError."""

    def __init__(self, answer: Answer, client: Client) -> None:
        """Take an open answer, and who asked."""
        self._answer, self._client = answer, client
        self._rest = b""  # of a line that was longer than what was asked for

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        return self._answer.headers

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size` where that is not negative; none at the end.

        Raises:
            EndpointError: The answer breaks off, is too large, or its time is over.
        """
        from kg.store import transport

        try:
            if not self._client.engine.nonstandard_results:
                return self._answer.read(size)
            return self._read_standardised(size)
        except transport.FAILURES as error:
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


def redirect_target(url: str, location: str) -> str:
    """Return where a redirect points to; what is no address, as it is."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def without_login(address: str) -> str:
    """Return an address for a message: printable, without the user and password in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return first_line(address.rpartition("@")[2])
    host = parts.netloc.rpartition("@")[2]
    return first_line(urlunsplit(parts._replace(netloc=host)))


def first_line(text: str) -> str:
    """Return the first line of a message: short, printable, without HTML."""
    plain = re.sub(r"<[^>]+>", " ", text).strip()
    words = "".join(c if c.isprintable() else " " for c in plain.partition("\n")[0])
    return " ".join(words.split())[:_MESSAGE_LENGTH]
