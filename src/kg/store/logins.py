"""Whose login goes to which server.

A login belongs to an origin: scheme, host and port. It goes nowhere else, and unencrypted only to
this machine, or where the user says that it may.
"""

from __future__ import annotations

import ipaddress
import os
import warnings
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from kg.errors import KgWarning, UsageError, in_language

USER: Final = "KG_USER"
PASSWORD: Final = "KG_PASSWORD"  # noqa: S105  the name of a variable
ORIGIN: Final = "KG_LOGIN_FOR"
PROXY: Final = "KG_PROXY"
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Login:
    """A user and a password, and the servers that they are for.

    Attributes:
        user: Name of the user.
        password: Shown nowhere.
        origins: As `origin` gives them.
    """

    user: str
    password: str = field(repr=False)
    origins: frozenset[str]

    @classmethod
    def at(cls, user: str, password: str, *addresses: str) -> Login:
        """Return a login for the servers of some addresses."""
        return cls(user, password, frozenset(map(origin, filter(None, addresses))))


def parts_of(address: str, variable: str = "") -> SplitResult:
    """Return the parts of an address of HTTP.

    Args:
        address: Such as http://localhost:7878.
        variable: The variable of the environment that it is from, for the message.

    Raises:
        UsageError: It is none, or holds a password; the message does not repeat it.
    """
    try:
        parts = urlsplit(address)
        usable = parts.scheme in _PORTS and parts.hostname and (parts.port or 1)
    except ValueError:
        parts, usable = urlsplit(""), False
    if "@" in address.partition("//")[2].partition("/")[0].partition("?")[0]:
        raise UsageError(
            in_language(
                "a password in an address ends up in logs; write the address without it, and "
                f"put the login into {USER} and {PASSWORD}, or name their variables in kg.toml",
                "una contraseña en una dirección acaba en los registros; escriba la dirección "
                f"sin ella y ponga el usuario y la contraseña en {USER} y {PASSWORD}, o nombre "
                "sus variables en kg.toml",
            )
        )
    if not usable:
        where = f"{variable}: " if variable else ""
        raise UsageError(
            where
            + in_language(
                f"'{address}' is no address; write http://HOST:PORT/… or https://HOST/…",
                f"'{address}' no es una dirección; escriba http://HOST:PUERTO/… o https://HOST/…",
            )
        )
    return parts


def origin(address: str) -> str:
    """Return scheme, host and port of an address: "https://example.org:443"."""
    parts = parts_of(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or _PORTS[parts.scheme]}"


def is_local(host: str) -> bool:
    """Return whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def proxy() -> str:
    """Return the address of the proxy that KG_PROXY names; "" for none.

    Raises:
        UsageError: It is no address of HTTP.
    """
    address = os.environ.get(PROXY, "")
    if address:
        parts_of(address, PROXY)
    return address


def from_environment() -> Login | None:
    """Return the login of KG_USER and KG_PASSWORD for the server of KG_LOGIN_FOR.

    None where a part is missing; `why_not_sent` says so.
    """
    user, server = os.environ.get(USER), os.environ.get(ORIGIN)
    if not user or not server:
        if user:
            warnings.warn(
                in_language(
                    f"{USER} was not sent: no server is named for it. Set {ORIGIN} to the server "
                    f"it is for, such as {ORIGIN}=https://graph.example.org",
                    f"{USER} no se envió: no se dijo para qué servidor es. Defina {ORIGIN} con el "
                    f"servidor, por ejemplo {ORIGIN}=https://graph.example.org",
                ),
                KgWarning,
                stacklevel=4,
            )
        return None
    for address in server.split():
        parts_of(address, ORIGIN)
    return Login.at(user, os.environ.get(PASSWORD, ""), *server.split())


def require_encrypted(address: str, *, insecure: bool) -> None:
    """Check that a login may go to an address.

    Args:
        address: Where the login would go.
        insecure: Whether the user allows to send it unencrypted.

    Raises:
        UsageError: It would go unencrypted over a network.
    """
    parts = parts_of(address)
    if parts.scheme == "https" or insecure or is_local(parts.hostname or ""):
        return
    raise UsageError(
        in_language(
            f"{origin(address)} is not encrypted, so the login is not sent there. Use https://, "
            "or add --insecure if everyone on the way may read the password",
            f"{origin(address)} no está cifrado; el usuario y la contraseña no se envían. Use "
            "https://, o añada --insecure si cualquiera en el camino puede leer la contraseña",
        )
    )


def why_not_sent(address: str, login: Login | None) -> str:
    """Return why no login went to an address, and how to send one; for the end of a message."""
    if login:
        known = ", ".join(sorted(login.origins))
        return in_language(
            f"the login is for {known} and was not sent to {origin(address)}",
            f"el usuario y la contraseña son para {known} y no se enviaron a {origin(address)}",
        )
    if os.environ.get(USER):
        return in_language(
            f"{USER} was not sent; if it is for this server, set {ORIGIN}={origin(address)}",
            f"{USER} no se envió; si es para este servidor, defina {ORIGIN}={origin(address)}",
        )
    return in_language(
        f"set {USER}, {PASSWORD} and {ORIGIN}={origin(address)}, or name the store in kg.toml",
        f"defina {USER}, {PASSWORD} y {ORIGIN}={origin(address)}, o nombre el almacén en kg.toml",
    )
