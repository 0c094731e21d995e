"""The house stays in order: rooms, import directions, documented names, paths that exist."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "kg"
TOP_MODULES = {"__init__", "__main__", "errors", "formats", "model"}
MAX_LINES = 60  # of a function, its docstring not counted
#: folders of tests that mirror no room: they test the content of a folder beside `src/`
CONTENT_TESTS = {"data", "queries", "small"}
ROOMS = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE)
SOURCES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "*/README.md")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"
)
_PATH = re.compile(r"`((?:src|tests|docs|queries|ontology|data|benchmarks)/[\w./-]*)`")
_DOTTED = re.compile(r"`(kg(?:\.(?!toml\b)\w+)+)(?:\(\))?`")


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_import_directions() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_all_public_names_exist() -> None:
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    with pytest.raises(AttributeError):
        _ = kg.nothing


def test_no_module_stands_loose_at_the_top() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == TOP_MODULES


def test_no_module_is_a_bag() -> None:
    bags = {"utils", "helpers", "common", "manager", "misc"}
    assert not [p for p in (ROOT / "src").rglob("*.py") if p.stem in bags]


def test_no_folder_lacks_an_init() -> None:
    folders = {path.parent for path in SOURCES}
    assert folders == {PACKAGE, *ROOMS}


@cache
def imported_rooms(folder: Path) -> set[str]:
    """Return the rooms, and the modules of the top, that the modules of a folder import."""
    names: set[str] = set()
    for path in folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                full = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                full = [alias.name for alias in node.names]
            else:
                continue
            names |= {name.split(".")[1] for name in full if name.startswith("kg.")}
    return names


@pytest.mark.parametrize("folder", ROOMS, ids=room)
def test_a_room_says_what_happens_there_and_who_may_import_it(folder: Path) -> None:
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree) or ""
    assert re.match(r"[A-Z].*[.:]\n", docstring + "\n"), "the first line is no sentence"
    sentence = re.search(
        r"^Imported by (.*?); imports (.*?)\.", docstring, re.DOTALL | re.MULTILINE
    )
    assert sentence, "write: Imported by `a` and `b`; imports `c`."
    if "/" in room(folder):
        return  # a room within a room: its sentence is read by people alone
    for user in re.findall(r"`(\w+)`", sentence[1]):
        assert folder.name in imported_rooms(PACKAGE / user), user
    for used in re.findall(r"`(\w+)`", sentence[2]):
        assert used in imported_rooms(folder), used


def test_the_tests_mirror_the_rooms() -> None:
    folders = {
        path.relative_to(ROOT / "tests").as_posix()
        for path in (ROOT / "tests").rglob("*")
        if path.is_dir() and list(path.glob("test_*.py"))
    }
    assert folders - CONTENT_TESTS == {room(folder) for folder in ROOMS}


def public_definitions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yield what is public in a module; of a class, what overrides no documented method.

    The overloads of a function are documented by the function.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and is_overload(node):
            continue
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                inherited = {
                    name
                    for base in node.bases
                    for name in documented_methods().get(
                        ast.unparse(base).split("[")[0].split(".")[-1], ()
                    )
                }
                yield from (m for m in public_definitions(node) if m.name not in inherited)


def is_overload(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)


@cache
def documented_methods() -> dict[str, set[str]]:
    """Return class → its methods that have a docstring, its own and those of its bases."""
    classes = {
        node.name: node
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }

    def of(name: str) -> set[str]:
        if name not in classes:
            return set()
        node = classes[name]
        methods = {
            m.name for m in node.body if isinstance(m, ast.FunctionDef) and ast.get_docstring(m)
        }
        bases = [ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases]
        return methods.union(*(of(base) for base in bases if base != name))

    return {name: of(name) for name in classes}


def test_every_module_and_public_name_has_a_docstring() -> None:
    missing = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            missing.append(str(path))
        missing += [
            f"{path}:{node.lineno} {node.name}"
            for node in public_definitions(tree)
            if not ast.get_docstring(node)
        ]
    assert not missing


def length(node: ast.FunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    lines = (node.end_lineno or 0) - node.lineno + 1
    return lines - ((first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0)


def test_no_function_is_long_without_a_reason() -> None:
    """A reason is a comment `# long: …` on the line of the `def`."""
    too_long = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        too_long += [
            f"{path}:{node.lineno} {node.name}: {length(node)} lines"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef)
            and length(node) > MAX_LINES
            and "# long: " not in lines[node.lineno - 1]
        ]
    assert not too_long


#: names that say nothing of the thing they stand for, and what to write instead
EMPTY_NAMES = {
    **dict.fromkeys(
        ("found", "said", "told", "made", "got", "gone", "gotten", "came", "took"),
        "a participle tells what happened; name the thing: matches, message, new_nodes …",
    ),
    **dict.fromkeys(
        ("one", "what", "it"), "a pronoun stands for anything: first, left, kind, name …"
    ),
    **dict.fromkeys(
        ("foo", "obj", "tmp", "temp", "ret", "res", "retval", "stuff", "thingy"),
        "a placeholder was never replaced",
    ),
}
#: where such a name is a promise to those who use the library, or that of another library
PROMISED_NAMES = {
    ("src/kg/graph/records.py", "found"): "a field of `Hit`, in each answer of `search`",
    ("src/kg/graph/explaining.py", "found"): "the argument of `KnowledgeGraph.cite`",
    ("tests/pages.py", "got"): "the argument of `report_failure` of doctest",
}
#: modules whose names must say the thing: those of the package, of its tests and benchmarks
NAMING_MODULES = [
    *SOURCES,
    *(path for path in sorted(ROOT.glob("tests/**/*.py")) if "node_modules" not in path.parts),
    *sorted(ROOT.glob("benchmarks/*.py")),
]


def bound_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield each name that is given, with its line: variables, parameters, functions, attributes.

    Names of classes are not among them.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Name(ctx=ast.Store()):
                yield node.id, node.lineno
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr, node.lineno
            case ast.arg():
                yield node.arg, node.lineno
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno
            case ast.MatchMapping(rest=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno


def empty_names(path: Path, text: str) -> Iterator[tuple[str, str]]:
    """Yield each empty name in a module, its own too, with file, line and reason in a message."""
    for name, line in [(path.stem, 1), *bound_names(ast.parse(text))]:
        if reason := EMPTY_NAMES.get(name.strip("_").lower()):
            yield name, f"{path}:{line} {name}: {reason}"


def test_names_say_the_thing() -> None:
    promised = set()
    messages = []
    for path in NAMING_MODULES:
        for name, message in empty_names(path, path.read_text(encoding="utf-8")):
            place = (path.relative_to(ROOT).as_posix(), name)
            if place in PROMISED_NAMES:
                promised.add(place)
            else:
                messages.append(message)
    assert not messages, "\n".join(messages)
    assert promised == PROMISED_NAMES.keys(), "a promise that is no longer given"


@pytest.mark.parametrize(
    "text",
    [
        "found = 1",
        "found: int = 1",
        "a, (*b, found_) = c",
        "for found in a: pass",
        "a = [found for found in b]",
        "with a as found: pass",
        "if (found := a): pass",
        "def f(*, found): pass",
        "f = lambda found: 1",
        "def found(): pass",
        "async def _found(): pass",
        "self._found = 1",
        "FOUND = 1",
        "try: pass\nexcept E as found: pass",
        "match a:\n    case [found, *b]: pass",
        "match a:\n    case {'b': 1, **found}: pass",
        "from a import b as found",
    ],
)
def test_an_empty_name_is_seen_wherever_a_name_is_given(text: str) -> None:
    messages = [message for _, message in empty_names(Path("a.py"), text)]
    assert len(messages) == 1
    assert re.match(r"a\.py:\d+ _?found_?: ", messages[0], re.IGNORECASE)


def test_a_module_has_the_name_of_a_thing() -> None:
    assert [message for _, message in empty_names(Path("kg/told.py"), "")] == [
        f"{Path('kg/told.py')}:1 told: {EMPTY_NAMES['told']}"
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_paths_and_modules_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [name for name in _PATH.findall(text) if not (ROOT / name).exists()]
    missing += [name for name in _DOTTED.findall(text) if not resolves(name)]
    assert not missing


def test_the_picture_of_the_architecture_names_functions_that_exist() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    picture = page.split("```")[1]
    named = re.findall(r"│   (kg(?:\.\w+)+)", picture)
    assert named
    assert not [name for name in named if not resolves(name)]


def resolves(name: str) -> bool:
    """Return whether a dotted name leads to a module, or to something within one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for attribute in parts[end:]:
            if not hasattr(value, attribute):
                return False
            value = getattr(value, attribute)
        return True
    return False


def test_the_makefile_names_benchmarks_that_exist() -> None:
    named = re.findall(r"-m benchmarks\.(\w+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert named
    assert not [name for name in named if not (ROOT / "benchmarks" / f"{name}.py").exists()]


def test_each_decision_has_a_number_of_its_own() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(page.name.partition("-")[0]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    titles = [page.read_text(encoding="utf-8").partition("\n")[0] for page in pages]
    assert [int(title.removeprefix("# ").partition(".")[0]) for title in titles] == numbers
