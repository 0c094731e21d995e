"""Help, click's words and the system's are in Spanish, all of them, and the catalogue is true."""

from __future__ import annotations

import os
import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from kg.cli import cli
from kg.cli.bilingual import Command
from kg.cli.catalogue import asked_for, speak, translated_help, translated_metavar
from kg.errors import said_by_system, set_language
from tests.commands import commands
from tests.conftest import Run

pytest.importorskip("babel", reason="Babel is not installed; pip install '.[test]'")
from tests import spanish

CATALOGUE = spanish.read()


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    yield
    set_language(None)


def wordings() -> Iterator[tuple[str, str]]:
    """Yield the pairs of English and Spanish, those of a number apart."""
    for message in CATALOGUE:
        ids = [message.id] if isinstance(message.id, str) else message.id
        words = [message.string] if isinstance(message.string, str) else message.string or ()
        yield from ((english, there) for english, there in zip(ids, words, strict=False) if english)


def test_every_entry_has_its_spanish_and_none_is_of_yesterday(
    report_counts: Callable[[str], None],
) -> None:
    """`python -m tests.spanish` adds what is missing, and names it."""
    now = spanish.renewed(CATALOGUE)
    assert spanish.untranslated(now) == []
    assert spanish.as_po(now) == spanish.PO.read_bytes()
    report_counts(f"{len(CATALOGUE)} entries in Spanish")


def test_what_is_read_is_what_the_catalogue_says() -> None:
    assert spanish.MO.read_bytes() == spanish.compiled(CATALOGUE)


@pytest.mark.parametrize(("english", "words"), [*wordings()])
def test_a_translation_fills_in_what_the_english_does(english: str, words: str) -> None:
    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    def options(text: str) -> set[str]:
        return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))

    # a mistranslated {field} would be an exception in place of a message
    if "{" in english and "${" not in english:
        assert fields(words) <= fields(english)
    assert options(words) == options(english)
    assert english.count("\n") == words.count("\n")
    if len(english.split()) > 3 and not english.startswith("kg "):
        assert words != english


COMMANDS = list(commands(cli))


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_help_is_in_one_language(name: str) -> None:
    command, context = next((c, x) for known, c, x in COMMANDS if known == name)
    assert isinstance(command, Command), "of kg.cli.bilingual, so that its help is translated"
    assert any(param.name == "lang" for param in command.params)
    for language, other in (("es", 0), ("en", 1)):
        speak(language)
        text = " ".join(command.get_help(context).split())
        for pair in wordings():
            foreign = " ".join(pair[other].split())
            if pair[0] != pair[1] and len(foreign.split()) > 2:
                assert foreign not in text
        assert ("Uso:" in text) == (language == "es")
        assert ("Usage:" in text) == (language == "en")


@pytest.mark.parametrize(
    ("arguments", "english", "spanish_words"),
    [
        (["bild"], "no command 'bild'. Did you mean 'build'?", "no hay un comando «bild»."),
        (["build", "--foo"], "No such option", "No existe la opción"),
        (["paths", "a"], "Missing argument 'OTHER'", "Falta el argumento 'OTRA'"),
        (["generate"], "Missing option '--triples'", "Falta la opción '--triples'"),
        (["generate", "--triples", "x"], "Invalid value for", "Valor no válido de '--triples'"),
        (["generate", "--triples", "0"], "is not in the range", "no está en el intervalo"),
        (["list", "-f", "docx"], "is not one of", "no es ninguno de"),
        (["stats", "a", "b"], "unexpected extra arguments", "Sobran argumentos"),
        (["query", "run"], "Missing argument 'NAME'", "Falta el argumento 'NOMBRE'"),
        (["generate", "--triples"], "requires an argument", "requiere un valor"),
        (["list", "-o", "."], "is a directory", "es una carpeta"),
        (["build", "a" * 300], "File name too long", "El nombre del archivo es demasiado largo"),
    ],
)
def test_a_wrong_call_is_told_in_the_language(
    quick_kg: Run, arguments: list[str], english: str, spanish_words: str
) -> None:
    for language, expected, unsaid in (
        ("es", spanish_words, english),
        ("en", english, spanish_words),
    ):
        for words in ([*arguments, "--lang", language], ["--lang", language, *arguments]):
            if words[-1] == language and arguments[-1].startswith("--"):
                continue  # --lang would be the value
            done = quick_kg(*words)
            assert done.returncode == 2
            message = " ".join(done.stderr.split())
            assert expected in message
            assert unsaid not in message
            assert ("Usage:" if language == "es" else "Uso:") not in message


def test_help_is_in_the_language_wherever_it_is_asked_for(quick_kg: Run) -> None:
    for words in (
        ("--lang", "es", "build", "--help"),
        ("build", "--help", "--lang=es"),
        ("build", "--lang", "es", "-h"),
    ):
        assert "Construir el almacén" in quick_kg(*words).stdout
    assert "Build the store" in quick_kg("build", "-h").stdout
    assert "Construir el almacén" in quick_kg("-h", "--lang", "es").stdout


def test_the_language_before_the_command_is_that_of_its_data(
    quick_kg: Run, small_store: Path
) -> None:
    for words in (("--lang", "es", "show", "nuevo-leon"), ("show", "nuevo-leon", "--lang", "es")):
        assert "Entidad federativa" in quick_kg(*words, "--store", small_store).stdout


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], None),
        (["--lang", "es"], "es"),
        (["build", "--lang=en", "x"], "en"),
        (["--lang", "es", "build", "--lang", "en"], "en"),
        (["--lang", "fr"], None),
        (["build", "--lang"], None),
        (["ask", "--", "--lang", "es"], None),
    ],
)
def test_the_language_that_a_command_line_asks_for(
    arguments: list[str], language: str | None
) -> None:
    assert asked_for(arguments) == language


def test_texts_are_looked_up_by_paragraphs_whatever_their_lines() -> None:
    text = "List the trusted\n  files.\n\n\b\nkg  anything  else"
    speak("es")
    assert translated_help(text) == "Enumerar los archivos de confianza.\n\n\b\nkg  anything  else"
    assert translated_metavar("HOST[:PORT]") == "SERVIDOR[:PUERTO]"
    assert translated_metavar("[es|en]") == "[es|en]"
    speak("en")
    assert translated_help(text) == text
    assert translated_metavar("HOST[:PORT]") == "HOST[:PORT]"


def test_what_the_system_says_is_translated() -> None:
    error = FileNotFoundError(2, os.strerror(2))
    set_language("es")
    assert said_by_system(error) == "No existe el archivo o la carpeta"
    assert said_by_system(OSError("no number")) == "no number"
    set_language("en")
    assert said_by_system(error) == os.strerror(2)


def test_completion_explains_in_the_language() -> None:
    command, context = next((c, x) for name, c, x in COMMANDS if name == "kg stats")
    speak("es")
    items = command.shell_complete(context, "--st")
    assert [item.help for item in items] == [
        "Carpeta del almacén, URL de un punto de acceso SPARQL o un nombre de kg.toml."
    ]
    assert isinstance(command, click.Command)
