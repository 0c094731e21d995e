"""The small files in which stores and folders of queries are named, and opening a store.

# ~/.config/helixkg/kg.toml (KG_CONFIG names another), and kg.toml in the current folder
libraries = ["my-queries"]           # folders of queries, beside the file

[stores.ministry]
url = "https://graph.example.org/sparql"
user_env = "MINISTRY_USER"           # names of environment variables, never the secrets
password_env = "MINISTRY_PASSWORD"

[stores.test]
path = "test-store"                  # a folder, beside the file

A file in the current folder may be anyone's. Until the user trusts it (`kg trust`), it names no
login, and no store by a name that the user's own file has.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import KgWarning, UsageError, in_language, said_by_system
from kg.files.reading import nested, real

if TYPE_CHECKING:
    from kg.runtime.bounds import Bounds
    from kg.store.base import Store
    from kg.store.logins import Login
    from kg.store.remote import RemoteStore

NAME: Final = "kg.toml"
_STORE_KEYS: Final = (
    "url",
    "path",
    "update",
    "data",
    "engine",
    "facts",
    "timeout",
    "user_env",
    "password_env",
    "insecure",
)
_SECRETS: Final = ("password", "user", "login", "token")
#: what a file that is not trusted may not say
_NEED_TRUST: Final = ("user_env", "password_env", "insecure")
_TIMEOUT: Final = 60  # seconds that an endpoint may take, where nothing else is said
_NEVER: Final = float("inf")
_UNLIMITED: Final = 30 * 86_400.0  # seconds: a month, which a clock can hold
_UNITS: Final = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}

Settings = Mapping[str, object]


class Config(NamedTuple):
    """What the files say.

    Attributes:
        libraries: Folders of queries.
        stores: The settings of each store, by its name.
        ignored: For each store that is not as a file says, since the file is not trusted: the file.
    """

    libraries: Sequence[Path] = ()
    stores: Mapping[str, Settings] = MappingProxyType({})
    ignored: Mapping[str, Path] = MappingProxyType({})


class File(NamedTuple):
    """One file of settings.

    Attributes:
        path: Where it is.
        content: Its bytes.
        libraries: The folders of queries that it names; None where it names none.
        stores: The settings of each store, by its name.
    """

    path: Path
    content: bytes
    libraries: Sequence[Path] | None
    stores: Mapping[str, Settings]

    @classmethod
    def read(cls, path: Path) -> File:
        """Read a file of settings.

        Raises:
            UsageError: It is ill-formed; the message names it.
        """
        import tomllib

        try:
            content = path.read_bytes()
            with nested(str(path)):
                settings = tomllib.loads(content.decode("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError(f"{path}: {said_by_system(error)}") from error
        for key in settings.keys() - {"libraries", "stores"}:
            raise _wrong(
                path,
                f"'{key}' is not known; there are 'libraries' and 'stores'",
                f"'{key}' no se conoce; existen 'libraries' y 'stores'",
            )
        libraries, stores = settings.get("libraries"), settings.get("stores", {})
        if libraries is not None and not (
            isinstance(libraries, list) and all(isinstance(name, str) for name in libraries)
        ):
            raise _wrong(
                path,
                "'libraries' must be a list of folders",
                "'libraries' debe ser una lista de carpetas",
            )
        if not isinstance(stores, dict):
            raise _wrong(
                path, "write a store as [stores.NAME]", "escriba un almacén como [stores.NOMBRE]"
            )
        for name, store in stores.items():
            _check(store, f"{path}: [stores.{name}]")
        folders = None if libraries is None else [path.parent / name for name in libraries]
        return cls(path, content, folders, {n: _resolved(s, path) for n, s in stores.items()})

    def needs_trust(self, users_own: Mapping[str, Settings]) -> list[str]:
        """Return the names of the stores that are ignored where this file is not trusted.

        Args:
            users_own: The stores of the user's own file.
        """
        return [
            name
            for name, store in self.stores.items()
            if name in users_own or any(key in store for key in _NEED_TRUST)
        ]


def read() -> Config:
    """Return the settings: of the user's own file, and of the one in the current folder.

    Raises:
        UsageError: A file is ill-formed; the message names it.
    """
    users_own, here = _users_own(), _here()
    own = users_own.stores if users_own else {}
    libraries = next((f.libraries for f in (here, users_own) if f and f.libraries is not None), ())
    if here is None or (users_own and real(here.path) == real(users_own.path)):
        return Config(libraries, own)
    from kg.store import trust

    not_used = here.needs_trust(own)
    if not_used and trust.is_trusted(here.path, here.content):
        not_used = []
    added = {name: store for name, store in here.stores.items() if name not in not_used}
    return Config(libraries, {**own, **added}, dict.fromkeys(not_used, here.path))


def _users_own() -> File | None:
    """Return the file that KG_CONFIG names, else the one in the user's folder of settings."""
    named = os.environ.get("KG_CONFIG")
    if named:
        if not Path(named).is_file():
            raise UsageError(
                in_language(
                    f"KG_CONFIG names {named}, which is no file",
                    f"KG_CONFIG nombra {named}, que no es un archivo",
                )
            )
        return File.read(Path(named))
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = home / "helixkg" / NAME
    return File.read(path) if path.is_file() else None


def _here() -> File | None:
    """Return the file in the current folder; where KG_CONFIG names one, no other is read."""
    path = Path(NAME)
    return File.read(path) if not os.environ.get("KG_CONFIG") and path.is_file() else None


def _resolved(store: Settings, file: Path) -> Settings:
    """Return settings in which a folder is found from where the user is."""
    return {**store, "path": str(file.parent / str(store["path"]))} if "path" in store else store


def _wrong(where: Path | str, english: str, spanish: str) -> UsageError:
    return UsageError(f"{where}: {in_language(english, spanish)}")


def _check(store: object, where: str) -> None:
    """Raise UsageError for settings of a store that are ill-formed."""
    if not isinstance(store, dict):
        raise _wrong(
            where,
            "must be a table with 'url' or 'path'",
            "debe ser una tabla con 'url' o 'path'",
        )
    for key in store:
        if key in _SECRETS:
            raise _wrong(
                where,
                "no secrets here; write user_env and password_env, the names of environment "
                "variables",
                "aquí no van secretos; escriba user_env y password_env, los nombres de variables "
                "de entorno",
            )
        if key not in _STORE_KEYS:
            known = ", ".join(_STORE_KEYS)
            raise _wrong(
                where,
                f"'{key}' is not known; there are: {known}",
                f"'{key}' no se conoce; existen: {known}",
            )
    if ("url" in store) == ("path" in store):
        raise _wrong(where, "needs either 'url' or 'path'", "necesita 'url' o bien 'path'")
    for key, value in store.items():
        _check_value(key, value, where)


def _check_value(key: str, value: object, where: str) -> None:
    if key == "timeout":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _NEVER:
            raise _wrong(
                where,
                "'timeout' must be a number of seconds above 0",
                "'timeout' debe ser un número de segundos mayor que 0",
            )
    elif key == "insecure":
        if not isinstance(value, bool):
            raise _wrong(
                where, "'insecure' must be true or false", "'insecure' debe ser true o false"
            )
    elif key == "facts":
        from kg.store.default_graph import SETTINGS

        if value not in SETTINGS:
            known = ", ".join(SETTINGS)
            raise _wrong(where, f"'facts' is one of: {known}", f"'facts' es uno de: {known}")
    elif not isinstance(value, str):
        raise _wrong(where, f"'{key}' must be a text", f"'{key}' debe ser un texto")


def open_store(
    location: Path | str,
    *,
    services: frozenset[str] = frozenset(),
    timeout: float | None = None,
    bounds: Bounds | None = None,
    processes: int = 1,
    new: bool = False,
    insecure: bool = False,
) -> Store:
    """Return the store in a folder, behind an address, or with a name of a config file.

    Args:
        location: A folder, an address with "://", or a name under [stores] in a config file.
        services: Hosts that SERVICE may name in queries.
        timeout: Seconds that an endpoint may take; None is what the config file or KG_TIMEOUT
            says, else 60.
        bounds: What a query may use on this machine; it runs in a process of its own then.
        processes: How many of them are kept, see `EmbeddedStore.open`.
        new: Return an empty store where the folder has none, see `EmbeddedStore.open`.
        insecure: Whether a login may go unencrypted to an endpoint.

    Raises:
        StoreError: There is no store, or it cannot be opened.
        UsageError: The settings of the store are not usable, or not trusted.
    """
    folder = folder_of(location)
    if folder is not None:
        from kg.store.embedded import EmbeddedStore

        return EmbeddedStore.open(
            folder, services=services, bounds=bounds, processes=processes, new=new
        )
    settings = _settings(str(location)) or {}
    return _open_remote(str(location), settings, services, timeout, insecure=insecure)


def folder_of(location: Path | str) -> Path | None:
    """Return the folder of a store on this machine, None for an endpoint.

    Args:
        location: As for `open_store`.

    Raises:
        UsageError: The settings of the store are not trusted.
    """
    if isinstance(location, Path):
        return location
    settings = _settings(location)
    if settings and "path" in settings:
        return Path(str(settings["path"]))
    return None if settings or "://" in location else Path(location)


def required_folder(location: Path | str) -> Path:
    """Return the folder of a store on this machine; see `folder_of`.

    Raises:
        UsageError: It is an endpoint.
    """
    folder = folder_of(location)
    if folder is None:
        raise UsageError(
            in_language(
                f"{location} is an endpoint; this is for a store in a folder",
                f"{location} es un servidor; esto es para un almacén en una carpeta",
            )
        )
    return folder


def is_name(location: str) -> bool:
    """Return whether a text is the name of a store in a config file, trusted or not."""
    config = read()
    return location in config.stores or location in config.ignored


def _settings(name: str) -> Settings | None:
    """Return what the files say of a store; None where they do not name it.

    Raises:
        UsageError: Only a file that is not trusted names it.
    """
    config = read()
    file = config.ignored.get(name)
    if file is None:
        return config.stores.get(name)
    how = in_language(
        f"look at it, then run: kg trust {file}", f"revíselo y después ejecute: kg trust {file}"
    )
    path = real(file)
    if name not in config.stores:
        raise UsageError(
            in_language(
                f"store '{name}' of {path} is ignored: the file names a login for it and is not "
                f"trusted, or has changed; {how}",
                f"se ignora el almacén '{name}' de {path}: el archivo nombra una contraseña y no "
                f"es de confianza, o cambió; {how}",
            )
        )
    warnings.warn(
        in_language(
            f"store '{name}' of {path} is ignored, yours is used: the file is not trusted, or has "
            f"changed; {how}",
            f"se ignora el almacén '{name}' de {path} y se usa el suyo: el archivo no es de "
            f"confianza, o cambió; {how}",
        ),
        KgWarning,
        stacklevel=3,
    )
    return config.stores[name]


def _open_remote(
    name: str,
    settings: Settings,
    services: frozenset[str],
    timeout: float | None,
    *,
    insecure: bool,
) -> RemoteStore:
    """Return the store behind an endpoint.

    Args:
        name: Its name in the config file, else its address.
        settings: What the file says of it; empty where it is not named there.
        services: Hosts that SERVICE may name in queries.
        timeout: Seconds that a query may take, which takes precedence over the file.
        insecure: Whether a login may go unencrypted.
    """
    from kg.store import logins
    from kg.store.client import Client
    from kg.store.engines import ENGINES, Endpoint
    from kg.store.remote import RemoteStore

    url = str(settings.get("url", name))
    engine = str(settings.get("engine", ""))
    if engine and engine not in ENGINES:
        known = ", ".join(ENGINES)
        raise UsageError(
            in_language(
                f"store '{name}': the engine is one of: {known}",
                f"almacén '{name}': el motor es uno de: {known}",
            )
        )
    usual = Endpoint.of(url)
    update, data = settings.get("update"), settings.get("data")
    endpoint = (
        Endpoint(url, str(update or usual.update), str(data or usual.data))
        if update or data
        else usual
    )
    client = Client(
        url,
        _seconds(settings, timeout),
        endpoint=endpoint,
        engine=engine,
        facts=str(settings.get("facts", "auto")),
        login=_login(name, settings, url),
        insecure=insecure or bool(settings.get("insecure")),
        proxy=logins.proxy(),
        **_size(),
    )
    return RemoteStore(client, services)


def _login(name: str, settings: Settings, url: str) -> Login | None:
    """Return the login from the environment variables that the file names.

    It is for the servers that the file names for this store.
    """
    if "user_env" not in settings:
        return None
    if "password_env" not in settings:
        raise UsageError(
            in_language(
                f"store '{name}': name the variable of the password in password_env",
                f"almacén '{name}': indique la variable de la contraseña en password_env",
            )
        )
    variables = str(settings["user_env"]), str(settings["password_env"])
    for variable in variables:
        if variable not in os.environ:
            raise UsageError(
                in_language(
                    f"store '{name}': the environment has no {variable}; set it",
                    f"almacén '{name}': el entorno no tiene {variable}; defínala",
                )
            )
    from kg.store.logins import Login

    addresses = (url, str(settings.get("update", "")), str(settings.get("data", "")))
    return Login.at(os.environ[variables[0]], os.environ[variables[1]], *addresses)


def _seconds(settings: Settings, timeout: float | None) -> float:
    """Return how long an endpoint may take: as asked, as the file says, else KG_TIMEOUT or 60."""
    if timeout is not None:
        return timeout or _UNLIMITED
    if "timeout" in settings:
        return float(str(settings["timeout"]))
    from kg.runtime.bounds import seconds_of_environment

    return seconds_of_environment(_TIMEOUT) or _UNLIMITED


def _size() -> dict[str, Any]:
    """Return the bound on an answer that KG_MAX_ANSWER says, such as 500MB, as an argument."""
    text = os.environ.get("KG_MAX_ANSWER")
    if not text:
        return {}
    match = re.fullmatch(r"([0-9]{1,15}) ?([KMGT]?B|)", text.strip().upper())
    if not match or not int(match[1]):
        raise UsageError(
            in_language(
                f"KG_MAX_ANSWER is '{text}'; write a number of bytes, or such as 500MB or 4GB",
                f"KG_MAX_ANSWER es '{text}'; escriba un número de bytes, o por ejemplo 500MB o 4GB",
            )
        )
    return {"max_answer": int(match[1]) * _UNITS[match[2]]}
