"""Apache Jena as Debian packages it (libapache-jena-java), made to run.

Debian moved Jena's copy of Xerces to another package and left its messages behind, so that the
command line stops with an internal error; the messages are put where the classes look for them.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

_JARS = Path("/usr/share/java")
_NEEDED = (
    "jena-arq",
    "jena-base",
    "jena-cmds",
    "jena-core",
    "jena-iri",
    "jena-shacl",
    "jena-rdfconnection",
    "jena-tdb2",
    "jena-dboe-base",
    "jena-dboe-index",
    "jena-dboe-storage",
    "jena-dboe-transaction",
    "jena-dboe-trans-data",
    "slf4j-api",
    "slf4j-nop",
    "commons-lang3",
    "commons-io",
    "commons-csv",
    "commons-cli",
    "commons-codec",
    "commons-compress",
    "thrift",
    "protobuf",
    "jsonld-java",
    "httpclient",
    "httpcore",
    "jcl-over-slf4j",
    "gson",
    "jackson-core",
    "jackson-databind",
    "jackson-annotations",
    "titanium-json-ld",
    "guava",
    "failureaccess",
    "xercesImpl",
    "xml-apis",
)
_MESSAGES = "org/apache/jena/ext/xerces/"


def available() -> bool:
    """Return whether Jena and Java are installed."""
    return (_JARS / "jena-cmds.jar").exists() and shutil.which("java") is not None


def command(folder: Path, name: str, *arguments: str) -> list[str]:
    """Return the command line of one of Jena's tools; folder: where the messages may be put."""
    with zipfile.ZipFile(_JARS / "jena-core.jar") as archive:
        for entry in archive.namelist():
            if entry.startswith(_MESSAGES) and entry.endswith(".properties"):
                target = folder / "xerces" / entry.removeprefix(_MESSAGES)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(entry))
    path = ":".join([str(folder), *(str(_JARS / f"{jar}.jar") for jar in _NEEDED)])
    return ["java", "-Xmx8g", "-cp", path, name, *arguments]
