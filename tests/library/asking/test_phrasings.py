"""Further phrasings of the questions: read by name, and a line that belongs to none is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ContentError, speaking
from kg.library.asking import phrasings


@pytest.fixture
def query(tmp_path: Path) -> Path:
    """A question in a group of a library."""
    path = tmp_path / "queries" / "find" / "listed.rq"
    path.parent.mkdir(parents=True)
    path.write_text("SELECT * {}", "utf-8")
    return path


@pytest.mark.parametrize("beside", ["group", "library"])
def test_they_lie_beside_the_queries_or_their_groups(query: Path, beside: str) -> None:
    folder = query.parent if beside == "group" else query.parent.parent
    (folder / "phrasings.tsv").write_text("listed\t ¿cuáles hay? \nlisted\twhich\n", "utf-8")
    assert phrasings.read([query]) == {"listed": ("¿cuáles hay?", "which")}


def test_most_libraries_have_none(query: Path) -> None:
    assert phrasings.files([query]) == []
    assert phrasings.read([query]) == {}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("line", "name"), [("listed which", "listed which"), ("lsited\twhich", "lsited")]
)
def test_a_line_that_belongs_to_no_question_is_refused(
    query: Path, line: str, name: str, language: str
) -> None:
    file = query.parent / "phrasings.tsv"
    file.write_text(f"listed\tall of them\n{line}\n", "utf-8")
    with speaking(language), pytest.raises(ContentError) as error:
        phrasings.read([query])
    assert f"{file}:2: " in str(error.value)
    assert {"en": f"'{name}' is no query", "es": f"«{name}» no es"}[language] in str(error.value)
