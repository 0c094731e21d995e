"""The small file in which a user names stores and folders of queries, and opening a store.

# kg.toml here, else ~/.config/helixkg/kg.toml; KG_CONFIG names another
libraries = ["my-queries"]           # folders of queries, beside the file

[stores.ministry]
url = "https://graph.example.org/sparql"
user_env = "MINISTRY_USER"           # names of environment variables, never the secrets
password_env = "MINISTRY_PASSWORD"

[stores.test]
path = "test-store"                  # a folder, beside the file
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store.base import Store
    from kg.store.remote import RemoteStore

NAME: Final = "kg.toml"
_STORE_KEYS: Final = (
    "url",
    "path",
    "update",
    "data",
    "engine",
    "timeout",
    "user_env",
    "password_env",
)
_SECRETS: Final = ("password", "user", "login", "token")
_TIMEOUT: Final = 60  # seconds that an endpoint may take, where nothing else is said


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says.

    Attributes:
        file: None where there is none.
        libraries: Folders of queries.
        stores: The settings of each store, by its name.
    """

    file: Path | None = None
    libraries: Sequence[Path] = ()
    stores: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def read() -> Config:
    """Return the user's settings.

    Raises:
        UsageError: The file is ill-formed; the message names it.
    """
    file = _file()
    if file is None:
        return Config()
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error
    for key in settings.keys() - {"libraries", "stores"}:
        raise UsageError(f"{file}: '{key}' is not known; there are 'libraries' and 'stores'")
    libraries, stores = settings.get("libraries", []), settings.get("stores", {})
    if not isinstance(libraries, list) or not all(isinstance(name, str) for name in libraries):
        raise UsageError(f"{file}: 'libraries' must be a list of folders")
    if not isinstance(stores, dict):
        raise UsageError(f"{file}: write a store as [stores.NAME]")
    for name, store in stores.items():
        _check(store, f"{file}: [stores.{name}]")
    return Config(file, [file.parent / name for name in libraries], stores)


def _file() -> Path | None:
    named = os.environ.get("KG_CONFIG")
    if named:
        if not Path(named).is_file():
            raise UsageError(f"KG_CONFIG names {named}, which is no file")
        return Path(named)
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return next((path for path in (Path(NAME), home / "helixkg" / NAME) if path.is_file()), None)


def _check(store: object, where: str) -> None:
    """Raise UsageError for settings of a store that are ill-formed."""
    if not isinstance(store, dict):
        raise UsageError(f"{where}: must be a table with 'url' or 'path'")
    for key in store:
        if key in _SECRETS:
            raise UsageError(
                f"{where}: no secrets here; write user_env and password_env, the names "
                "of environment variables, or use ~/.netrc"
            )
        if key not in _STORE_KEYS:
            raise UsageError(f"{where}: '{key}' is not known; there are: {', '.join(_STORE_KEYS)}")
    if ("url" in store) == ("path" in store):
        raise UsageError(f"{where}: needs either 'url' or 'path'")
    for key, value in store.items():
        _check_value(key, value, where)


def _check_value(key: str, value: object, where: str) -> None:
    if key == "timeout":
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise UsageError(f"{where}: 'timeout' must be a number of seconds above 0")
    elif not isinstance(value, str):
        raise UsageError(f"{where}: '{key}' must be a text")


def open_store(
    location: Path | str,
    *,
    services: frozenset[str] = frozenset(),
    timeout: float | None = None,
    new: bool = False,
) -> Store:
    """Return the store in a folder, behind an address, or with a name of the config file.

    Args:
        location: A folder, an address with "://", or a name under [stores] in the config file.
        services: Hosts that SERVICE may name in queries.
        timeout: Seconds that a query may take; None is no limit on this machine, and on an
            endpoint what the config file or KG_TIMEOUT says, else 60.
        new: Return an empty store where the folder has none, see `EmbeddedStore.open`.

    Raises:
        StoreError: There is no store, or it cannot be opened.
        UsageError: The settings of the store are not usable.
    """
    config = read()
    settings = config.stores.get(str(location)) if isinstance(location, str) else None
    if settings and "path" in settings:
        location = (config.file or Path()).parent / str(settings["path"])
        settings = None
    if settings is None and (isinstance(location, Path) or "://" not in location):
        from kg.store.embedded import EmbeddedStore

        return EmbeddedStore.open(Path(location), services=services, timeout=timeout, new=new)
    return _open_remote(str(location), settings or {}, services, timeout)


def _open_remote(
    name: str, settings: Mapping[str, object], services: frozenset[str], timeout: float | None
) -> RemoteStore:
    """Return the store behind an endpoint.

    Args:
        name: Its name in the config file, else its address.
        settings: What the file says of it; empty where it is not named there.
        services: Hosts that SERVICE may name in queries.
        timeout: Seconds that a query may take, which takes precedence over the file.
    """
    from kg.store.client import Client
    from kg.store.engines import ENGINES, Endpoint
    from kg.store.remote import RemoteStore

    url = str(settings.get("url", name))
    engine = str(settings.get("engine", ""))
    if engine and engine not in ENGINES:
        raise UsageError(f"store '{name}': the engine is one of: {', '.join(ENGINES)}")
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
        login=_login(name, settings),
    )
    return RemoteStore(client, services)


def _login(name: str, settings: Mapping[str, object]) -> tuple[str, str] | None:
    """Return user and password from the environment variables that the file names."""
    if "user_env" not in settings:
        return None
    if "password_env" not in settings:
        raise UsageError(f"store '{name}': name the variable of the password in password_env")
    variables = str(settings["user_env"]), str(settings["password_env"])
    for variable in variables:
        if variable not in os.environ:
            raise UsageError(f"store '{name}': the environment has no {variable}; set it")
    return os.environ[variables[0]], os.environ[variables[1]]


def _seconds(settings: Mapping[str, object], timeout: float | None) -> float:
    """Return how long an endpoint may take: as asked, as the file says, else KG_TIMEOUT or 60."""
    if timeout:
        return timeout
    if "timeout" in settings:
        return float(str(settings["timeout"]))
    text = os.environ.get("KG_TIMEOUT") or str(_TIMEOUT)
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"KG_TIMEOUT is '{text}'; it must be a number of seconds above 0")
    return seconds
