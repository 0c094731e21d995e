"""Messages of queries, shapes, patterns and damage are in English and in Spanish, all of them."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.errors import DOMAIN, FOLDER, KgError
from kg.sparql import policy
from kg.store import EmbeddedStore
from kg.validation import validator
from kg.validation.xpath_regex import translate
from tests.commands import of_commands
from tests.conftest import ROOT

#: all modules
MODULES = sorted(
    path.relative_to(ROOT / "src" / "kg").as_posix() for path in (ROOT / "src" / "kg").rglob("*.py")
)
#: what speaks to the user
SPEAKS = re.compile(
    r"\w*Error|\w*Parameter|KgWarning|[Ww]rong|Problem|UnknownName|at|error_at|refused_at|DamagedStore|"
    r"_damaged|Ended|say|_say|fail|append"
)
#: what speaks to who calls Python, or is caught and said in other words
IS_NOT_READ = re.compile(r"(?:Attribute|Assertion|Type|NotImplemented|Connect|Protocol)Error")
#: module: message of which there is one wording only, and why
ONE_WORDING = {
    "cli/mcp.py": "an address",
    "runtime/bounds.py": "a name before the message",
    "runtime/frames.py": "is caught",
    "store/services.py": "is caught",
    "store/file_lock.py": "is caught",
    "ontology/examples.py": "a fault of the project, and code of Turtle",
    "mapping/draft.py": "lines of TOML",
    "validation/executables.py": "a term",
    "validation/report/turtle.py": "lines of Turtle",
    "web/reconciliation.py": "addresses",
}
#: words in what is left of a text without what is filled in
WORDS = re.compile(r"[^\W\d_]{2,}")


def literal(node: ast.expr) -> str | None:
    """Return the words of a text in the source, None where it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else " " for part in node.values
        )
    return None


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            yield (node.func.id if isinstance(node.func, ast.Name) else name), node


@pytest.mark.parametrize("module", MODULES)
def test_no_message_is_in_one_language_only(module: str) -> None:
    one_language = []
    for name, call in calls(ROOT / "src" / "kg" / module):
        texts = [text for text in map(literal, call.args) if text is not None]
        sentences = [text for text in texts if len(WORDS.findall(text)) > 1]
        speaks = SPEAKS.fullmatch(name) and not IS_NOT_READ.fullmatch(name)
        if speaks and sentences and len(texts) == 1 and module not in ONE_WORDING:
            one_language.append(f"{module}:{call.lineno}: {sentences[0]}")
    assert not one_language


def test_both_wordings_tell_the_same(report_counts: Callable[[str], None]) -> None:
    """Both are there, are not the same, and fill in the same."""
    listed = 0
    for path in sorted((ROOT / "src" / "kg").rglob("*.py")):
        for name, call in calls(path):
            if name != "in_language" or path.name == "errors.py" or len(call.args) != 2:
                continue  # a pair from a table is compared where the table is tested
            english, spanish = call.args
            listed += 1
            where = f"{path}:{call.lineno}"
            if literal(english) and literal(spanish) and WORDS.search(literal(english) or ""):
                assert literal(english) != literal(spanish), where
    report_counts(f"{listed} messages in both languages")
    assert listed > 200


def test_help_is_in_both_languages(report_counts: Callable[[str], None]) -> None:
    """What lacks its Spanish gets it in helixkg.po; `python -m tests.spanish` puts it there."""
    spanish = gettext.translation(DOMAIN, FOLDER, ["es"])
    spanish.add_fallback(_Nothing())
    entries = set(of_commands())
    assert [entry for entry in sorted(entries) if not spanish.gettext(entry)] == []
    report_counts(f"{len(entries)} texts of help in both languages")


class _Nothing(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return ""


def message(work: Callable[[], object]) -> str:
    with pytest.raises((KgError, ValueError)) as error:
        work()
    return str(error.value)


@pytest.mark.parametrize(
    ("work", "english", "spanish"),
    [
        (lambda: policy.check("SELEC * {}"), "is no word of SPARQL", "no es una palabra de SPARQL"),
        (lambda: policy.check("x" * 1_000_001), "1,000,000 are allowed", "se permiten 1,000,000"),
        (lambda: policy.check("{" * 300), "nests deeper than 200", "anida más de 200"),
        (lambda: policy.check("ASK { 'a }"), "the string is not closed", "la cadena no se cierra"),
        (lambda: translate("(a"), "a '(' without its ')'", "un «(» sin su «)»"),
        (lambda: translate(r"(a)\1"), "refers back to a group", "se refiere a un grupo"),
        (lambda: translate("a", "z"), "is not of XPath", "no es de XPath"),
    ],
)
def test_messages_in_both_languages(
    work: Callable[[], object], english: str, spanish: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    assert english in message(work)
    monkeypatch.setenv("KG_LANG", "es")
    assert spanish in message(work)


@pytest.mark.parametrize(
    ("shape", "spanish"),
    [
        ("sh:minCount 'x'", "toma un xsd:integer, no «x»"),
        ("sh:minCounts 1", "SHACL no tiene el término sh:minCounts; ¿quiso decir sh:minCount?"),
        ("sh:pattern '(a'", "no es una expresión regular: en el carácter"),
        ("sh:sparql [ sh:select 'SELEC' ]", "no es una palabra de SPARQL"),
    ],
)
def test_an_ill_formed_shape_is_told_in_spanish(
    shape: str, spanish: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    path = tmp_path / "shapes.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        f"<http://e/s> a sh:PropertyShape ; sh:path <http://e/p> ; sh:targetClass <http://e/C> ; "
        f"{shape} .\n"
    )
    sentence = message(lambda: validator(path))
    assert "forma <http://e/s>" in sentence
    assert spanish in sentence


def test_a_query_that_does_not_parse_and_a_dry_run_in_spanish(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    store = EmbeddedStore.in_memory()
    assert "la consulta no es válida: 1:" in message(lambda: store.ask("ASK { ?s }"))
    with store.transaction(dry_run=True) as transaction:
        assert "una prueba no se puede confirmar" in message(transaction.commit)
