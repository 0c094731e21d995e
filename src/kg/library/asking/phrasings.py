"""Further ways in which people ask the questions of a library, in `phrasings.tsv` beside them.

Each line is the name of a question, a tabulator and a phrase in any language. They are many, and
written to be unlike the titles: a question in words may be like one of them, but their words by
themselves say little. What a question surely is about says its header (`asks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from kg.errors import ContentError, in_language

_FILE: Final = "phrasings.tsv"


def files(queries: Iterable[Path]) -> list[Path]:
    """Return the files of phrasings that lie beside queries or the folders of their groups.

    Args:
        queries: The files of the queries.
    """
    folders = {folder for path in queries for folder in (path.parent, path.parent.parent)}
    return sorted(path for folder in folders if (path := folder / _FILE).is_file())


def read(queries: Iterable[Path]) -> Mapping[str, tuple[str, ...]]:
    """Return the phrasings of each question by its name; of most libraries there are none.

    Args:
        queries: The files of the queries.

    Raises:
        ContentError: A line has no tabulator, or a name that no question has.
    """
    phrasings: dict[str, list[str]] = {}
    for file in files(queries):
        names = {path.stem for path in file.parent.rglob("*.rq")}
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            name, tabulator, phrase = line.partition("\t")
            if not tabulator or name not in names:
                raise ContentError(
                    in_language(
                        f"{file}:{number}: '{name}' is no query of this library; write its name, a "
                        "tabulator and a phrase",
                        f"{file}:{number}: «{name}» no es ninguna consulta de esta biblioteca; "
                        "escriba su nombre, un tabulador y una frase",
                    )
                )
            phrasings.setdefault(name, []).append(phrase.strip())
    return {name: tuple(phrases) for name, phrases in phrasings.items()}
