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
from kg.store import EmbeddedStore, Store

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; `file` is None where there is none."""

    file: Path | None = None
    libraries: Sequence[Path] = ()
    stores: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def read() -> Config:
    """Return the user's settings. Raises UsageError, with the file, where they are ill-formed."""
    file = _file()
    if file is None:
        return Config()
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error
    for key in said.keys() - {"libraries", "stores"}:
        raise UsageError(f"{file}: '{key}' is not known; there are 'libraries' and 'stores'")
    libraries, stores = said.get("libraries", []), said.get("stores", {})
    if not isinstance(libraries, list) or not all(isinstance(name, str) for name in libraries):
        raise UsageError(f"{file}: 'libraries' is a list of folders")
    if not isinstance(stores, dict):
        raise UsageError(f"{file}: write a store as [stores.NAME]")
    for name, store in stores.items():
        _check(file, name, store)
    return Config(file, [file.parent / name for name in libraries], stores)


def _file() -> Path | None:
    named = os.environ.get("KG_CONFIG")
    if named:
        if not Path(named).is_file():
            raise UsageError(f"KG_CONFIG names {named}, which is no file")
        return Path(named)
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return next((path for path in (Path(NAME), home / "helixkg" / NAME) if path.is_file()), None)


def _check(file: Path, name: str, store: object) -> None:
    at = f"{file}: [stores.{name}]"
    if not isinstance(store, dict):
        raise UsageError(f"{at}: is a table with 'url' or 'path'")
    for key in store:
        if key in _SECRETS:
            raise UsageError(
                f"{at}: no secrets here; write user_env and password_env, the names "
                "of environment variables, or use ~/.netrc"
            )
        if key not in _STORE_KEYS:
            raise UsageError(f"{at}: '{key}' is not known; there are: {', '.join(_STORE_KEYS)}")
    if ("url" in store) == ("path" in store):
        raise UsageError(f"{at}: needs 'url' or 'path'")
    for key, value in store.items():
        if not isinstance(value, (int, float) if key == "timeout" else str):
            raise UsageError(f"{at}: '{key}' is a {'number' if key == 'timeout' else 'text'}")


def open_store(
    location: Path | str,
    *,
    services: frozenset[str] = frozenset(),
    timeout: float | None = None,
    new: bool = False,
) -> Store:
    """Return the store in a folder, behind an address, or with a name of the config file.

    services: hosts that SERVICE may name in queries.  timeout: seconds that a query may take;
    none on this machine, KG_TIMEOUT or 60 on an endpoint, where not said.
    new: an empty store where the folder has none, see `EmbeddedStore.open`.
    Raises StoreError or UsageError.
    """
    said = read().stores.get(str(location)) if isinstance(location, str) else None
    if said and "path" in said:
        location = (read().file or Path()).parent / str(said["path"])
        said = None
    if said is None and (isinstance(location, Path) or "://" not in location):
        return EmbeddedStore.open(Path(location), services=services, timeout=timeout, new=new)
    return _remote(str(location), said or {}, services, timeout)


def _remote(
    location: str, said: Mapping[str, object], services: frozenset[str], timeout: float | None
) -> RemoteStore:
    from kg.store.client import Client
    from kg.store.engines import ENGINES, Endpoint
    from kg.store.remote import RemoteStore

    url = str(said.get("url", location))
    engine = str(said.get("engine", ""))
    if engine and engine not in ENGINES:
        raise UsageError(f"store '{location}': the engine is one of: {', '.join(ENGINES)}")
    endpoint = Endpoint.of(url)
    if said.get("update") or said.get("data"):
        endpoint = Endpoint(
            url, str(said.get("update", endpoint.update)), str(said.get("data", endpoint.data))
        )
    login = None
    if "user_env" in said:
        names = [str(said["user_env"]), str(said.get("password_env", ""))]
        for name in names:
            if name not in os.environ:
                raise UsageError(
                    f"store '{location}': the environment has no "
                    f"{name or 'password; name its variable in password_env'}"
                )
        login = (os.environ[names[0]], os.environ[names[1]])
    seconds = timeout or float(str(said.get("timeout") or os.environ.get("KG_TIMEOUT") or 60))
    return RemoteStore(
        Client(url, seconds, endpoint=endpoint, engine=engine, login=login), services
    )
