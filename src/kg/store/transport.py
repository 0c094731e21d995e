"""One HTTP request: its whole time and the size of its answer are bounded.

httpx speaks HTTP. What it would do unasked is off: no redirect is followed, nothing is taken from
the environment (proxies, ~/.netrc), and an answer is unpacked once at most. Its time limits are
those of single reads; here the deadline is that of the request, so a server that sends a byte a
second does not outlive it. Each request has its own connection: none fails because it was idle.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import httpcore
import httpx

from kg.runtime.wanted import stopping

_ERROR_PAGE: Final = 65_536  # bytes that are read of an answer that is an error
_LOCATION: Final = "kg_location"
_HEADERS: Final = {"Accept-Encoding": "gzip", "Connection": "close", "User-Agent": "HelixKG"}
_PIECE: Final = 65_536  # bytes that are written before the clock is looked at


class TooLarge(Exception):
    """The answer is larger than what is allowed."""


class Unreadable(Exception):
    """The answer is packed in a way that was not asked for."""


#: what `send` and reading an answer raise
FAILURES: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,
    TooLarge,
    Unreadable,
)

TIMEOUTS: Final = (httpcore.TimeoutException, TimeoutError)
#: those that leave no doubt that nothing was sent
NOT_CONNECTED: Final = (
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.InvalidURL,
)


def request(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Request:
    """Return a request that asks for an answer which is packed once at most."""
    return httpx.Request(method, url, headers={**_HEADERS, **headers}, content=body)


def send(
    request: httpx.Request,
    deadline: float,
    size: int,
    *,
    auth: httpx.Auth | None = None,
    proxy: str = "",
) -> Answer:
    """Send a request, and return its answer as soon as it begins.

    Args:
        request: What to send.
        deadline: On the clock of `time.monotonic`; nothing is sent or read after it.
        size: Bytes that the answer may have.
        auth: How to log in; None sends no login.
        proxy: Address of the proxy that the request goes through.

    Raises:
        httpcore.TimeoutException: The time is over.
        httpcore.ConnectError: There is no connection: the request was not sent.
        httpcore.NetworkError: The connection broke.
        httpcore.ProtocolError: What came is no HTTP.
        TooLarge: The answer is larger than `size`.
        Unreadable: The answer is packed in an unknown way.
    """
    client = httpx.Client(
        transport=_Transport(deadline, size, proxy),
        trust_env=False,
        follow_redirects=False,
        timeout=None,  # noqa: S113  the transport has the deadline
    )
    # Without auth, httpx would take a login from the address.
    response = client.send(request, stream=True, auth=auth or httpx.Auth())
    return Answer(response, deadline, size)


class Answer:
    """An answer that comes in; a file to read."""

    def __init__(self, response: httpx.Response, deadline: float, size: int) -> None:
        self._response = response
        self._deadline = deadline
        self._left = size
        self._pieces = response.iter_bytes()
        self._buffer = bytearray()

    @property
    def status(self) -> int:
        """The status, such as 200."""
        return self._response.status_code

    @property
    def reason(self) -> str:
        """The words that go with the status."""
        return self._response.reason_phrase

    @property
    def headers(self) -> httpx.Headers:
        """The headers."""
        return self._response.headers

    @property
    def location(self) -> str:
        """Where a redirect points to, as the server wrote it."""
        location: str = self._response.extensions[_LOCATION]
        return location

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size` where that is not negative; none at the end."""
        while size < 0 or not self._buffer:
            if not self._fill():
                break
        return self._taken(len(self._buffer) if size < 0 else size)

    def readline(self) -> bytes:
        """Return the next line with its end; the last may have none; nothing at the end."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if not self._fill():
                break
        return self._taken(end + 1 if end >= 0 else len(self._buffer))

    def _taken(self, length: int) -> bytes:
        _left(self._deadline, httpcore.ReadTimeout)
        data = bytes(self._buffer[:length])
        del self._buffer[:length]
        return data

    def _fill(self) -> bool:
        """Add what comes next to the buffer; return whether there was anything."""
        piece = next(self._pieces, b"")
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge
        self._buffer += piece
        return bool(piece)

    def close(self) -> None:
        """Close the answer and its connection."""
        self._response.close()


class LoginFlow(httpx.Auth):
    """Sends user and password by Basic, or by Digest once a server has asked for that."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._use_digest = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request with its login, and again where the server asks for another kind."""
        if not self._use_digest:
            response = yield next(self._basic.auth_flow(request))
            if response.status_code != 401:
                return
            # Virtuoso says what it asks for only to a request without any login.
            del request.headers["Authorization"]
        try:
            yield from self._digest.auth_flow(request)
        except KeyError as error:
            raise httpx.ProtocolError(f"the server asks for an unknown digest: {error}") from error
        self._use_digest = "Authorization" in request.headers


class _Transport(httpx.BaseTransport):
    """Sends each request on a connection of its own, before the deadline."""

    def __init__(self, deadline: float, size: int, proxy: str) -> None:
        self._deadline, self._size, self._proxy = deadline, size, proxy

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and return its answer as it begins."""
        pool = self._pool(request.url)
        assert isinstance(request.stream, httpx.SyncByteStream)
        try:
            response = pool.handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                )
            )
        except BaseException:
            pool.close()
            raise
        headers = httpx.Headers(response.headers)
        if headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", "gzip"):
            response.close()
            pool.close()
            raise Unreadable(headers["Content-Encoding"])
        # httpx would read it, and fail where it is no address.
        location = headers.pop("Location", "")
        return httpx.Response(
            response.status,
            headers=headers,
            stream=_Stream(response, pool, self._size),
            extensions={**response.extensions, _LOCATION: location},
        )

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        context = certificates() if url.scheme == "https" else None
        backend = _Backend(self._deadline)
        if self._proxy:
            return httpcore.HTTPProxy(
                self._proxy, ssl_context=context, max_connections=1, network_backend=backend
            )
        return httpcore.ConnectionPool(
            ssl_context=context, max_connections=1, network_backend=backend
        )


class _Stream(httpx.SyncByteStream):
    """The bytes of an answer as they are sent, no more than are allowed."""

    def __init__(self, response: httpcore.Response, pool: httpcore.ConnectionPool, size: int):
        self._response, self._pool, self._size = response, pool, size

    def __iter__(self) -> Iterator[bytes]:
        is_error = self._response.status >= 300
        left = _ERROR_PAGE if is_error else self._size
        stream = self._response.stream
        assert isinstance(stream, Iterable)
        for piece in stream:
            left -= len(piece)
            if left < 0:
                if is_error:  # the first words say what is wrong
                    return
                raise TooLarge
            yield piece

    def close(self) -> None:
        """Close the connection."""
        self._response.close()
        self._pool.close()


class _Backend(httpcore.NetworkBackend):
    """Opens connections that end at a deadline."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers."""
        failure: httpcore.ConnectError | None = None
        for address in _addresses(host, port, self._deadline):
            left = _left(self._deadline, httpcore.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(
                    address, port, left, local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _Connection(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"the host {host} has no address")


def _addresses(host: str, port: int, deadline: float) -> list[str]:
    """Return the addresses of a host, in the order in which they are to be tried.

    The system sets no limit of ours to that, so a thread asks it, which may be left behind.
    """
    addresses: list[str] = []
    failures: list[Exception] = []

    def ask() -> None:
        try:
            answer = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses.extend(str(address[0]) for *_, address in answer)
        except (OSError, UnicodeError) as error:
            failures.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_left(deadline, httpcore.ConnectTimeout))
    if failures:
        raise httpcore.ConnectError(f"the host {host} is not known ({failures[0]})") from failures[
            0
        ]
    _left(deadline, httpcore.ConnectTimeout)
    return addresses


class _Connection(httpcore.NetworkStream):
    """A connection whose every step ends at a deadline, or where nobody wants the answer."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes."""
        with stopping(self._break_off):
            return self._stream.read(max_bytes, _left(self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write bytes piece by piece, with a look at the clock before each."""
        with stopping(self._break_off):
            for start in range(0, len(buffer), _PIECE):
                left = _left(self._deadline, httpcore.WriteTimeout)
                self._stream.write(buffer[start : start + _PIECE], left)

    def _break_off(self) -> None:
        """Wake the thread that waits for the other side, which finds the connection ended."""
        opened = self._stream.get_extra_info("socket")
        with contextlib.suppress(OSError):  # it has ended by itself
            opened.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection."""
        left = _left(self._deadline, httpcore.ConnectTimeout)
        return _Connection(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the connection."""
        return self._stream.get_extra_info(info)


def _left(deadline: float, error: type[httpcore.TimeoutException]) -> float:
    """Return the seconds until a deadline. Raises the error where it is over."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("the time is over")
    return left


@cache
def certificates() -> ssl.SSLContext:
    """Return the certificates that this machine trusts, read once."""
    return ssl.create_default_context()
