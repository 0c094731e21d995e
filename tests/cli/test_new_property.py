"""A new property is its term and one row of the profile: tables, checks and exports have it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SMALL

TERM = """
hx:motto a owl:DatatypeProperty ;
    rdfs:label "motto"@en , "lema"@es ;
    rdfs:comment "The sentence in which a body says what it stands for."@en ,
        "Frase en que un organismo dice qué representa."@es ;
    rdfs:isDefinedBy <https://w3id.org/helixkg/def> .
"""
ROW = "organisation,hx:motto,optional,yes,text@,names,\n"
FACTS = """subject,property,value,lang,source,locator,certainty,listing
claut-nuevo-leon,motto,Juntos avanzamos,es,001,"§3.2, CLAUT",explicit,
"""
IGNORED = shutil.ignore_patterns("__pycache__")


class Project:
    """A copy of the project, with the small tables as its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("src", "ontology", "queries", "data/mapping", "data/vocabularies"):
            shutil.copytree(ROOT / name, folder / name, ignore=IGNORED)
        shutil.copy2(ROOT / "data" / "schemes.csv", folder / "data")
        shutil.copytree(SMALL, folder / "data", dirs_exist_ok=True)

    def kg(self, *arguments: str, code: int = 0) -> str:
        """Run a command of the copy, and return what it says."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "src"), "KG_LANG": "en"}
        done = subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The copy, with the new property, formatted and built."""
    changed = Project(tmp_path_factory.mktemp("project"))
    with (changed.folder / "ontology" / "helixkg.ttl").open("a", encoding="utf-8") as file:
        file.write(TERM)
    with (changed.folder / "ontology" / "profile.csv").open("a", encoding="utf-8") as file:
        file.write(ROW)
    assert "profile.ttl: rewritten" in changed.kg("fmt", "data")
    changed.kg("build", "data")
    (changed.folder / "new").mkdir()
    (changed.folder / "new" / "facts.csv").write_text(FACTS, "utf-8")
    return changed


def test_it_is_loaded_explained_and_exported(project: Project) -> None:
    assert "changed" in project.kg("load", "new/facts.csv")
    why = project.kg("why", "claut-nuevo-leon", "motto")
    assert "motto: Juntos avanzamos" in why
    assert "§3.2, CLAUT" in why
    project.kg("export", "csv", "--with", "motto", "-o", "out")
    nodes = next(path for path in (project.folder / "out").iterdir() if "node" in path.name)
    header, *rows = nodes.read_text("utf-8").splitlines()
    assert header.split(",")[-1] == "motto"
    assert [row for row in rows if row.endswith(",Juntos avanzamos")] != []


def test_it_is_checked_like_any_other(project: Project) -> None:
    wrong = project.folder / "new" / "wrong" / "facts.csv"
    wrong.parent.mkdir()
    wrong.write_text(FACTS.replace(",es,", ",,"), "utf-8")
    message = project.kg("load", str(wrong), code=2)
    assert "facts.csv:2:24 (value): the text needs its language in the column 'lang'" in message
    wrong.write_text(FACTS.replace(",motto,", ",mottto,"), "utf-8")
    assert "unknown property 'mottto'; did you mean 'motto'?" in project.kg(
        "load", str(wrong), code=2
    )
    wrong.write_text(FACTS.replace("claut-nuevo-leon", "nuevo-leon"), "utf-8")
    assert "C58" in project.kg("load", str(wrong), code=1)


def test_it_is_explained_with_the_table_that_has_it(project: Project) -> None:
    explanation = project.kg("explain", "motto")
    assert "Values: a text with its language" in explanation
    assert "In tables: facts.csv: motto\n" in explanation


def test_two_properties_with_one_name_are_told_apart_in_the_mapping(project: Project) -> None:
    with (project.folder / "ontology" / "helixkg.ttl").open("a", encoding="utf-8") as file:
        file.write(TERM.replace("hx:motto", "org:motto"))
    with (project.folder / "ontology" / "profile.csv").open("a", encoding="utf-8") as file:
        file.write(ROW.replace("hx:motto", "org:motto"))
    output = project.kg("load", "new/facts.csv", code=2)
    assert (
        "facts.toml: 'motto' would be the short name of hx:motto and of org:motto; give" in output
    )
    with (project.folder / "data" / "mapping" / "facts.toml").open("a", encoding="utf-8") as file:
        file.write('other_motto = { property = "org:motto" }\n')
    output = project.kg("explain", "hx:motto") + project.kg("explain", "org:motto")
    assert "In tables: facts.csv: motto\n" in output
    assert "In tables: facts.csv: other_motto\n" in output
