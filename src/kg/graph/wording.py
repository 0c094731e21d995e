"""Messages in the terms of Python: what they advise is a call, not a command or an option."""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Final, ParamSpec, TypeVar

from kg.errors import InputError, KgError, NonConforming, UsageError, in_language
from kg.graph import arguments

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

#: what a message says of the command line → what it says of Python; the first that fits is taken
_CALLS: Final = tuple(
    (re.compile(pattern), call)
    for pattern, call in (
        (r"kg restore --previous --store (\S+)", r"kg.restore('\1', previous=True)"),
        (r"kg restore (\S+) --store (\S+)", r"kg.restore('\2', '\1')"),
        (r"kg build --discard-loads --store (\S+)", r"kg.build(store='\1', loads='discard')"),
        (r"kg build --keep-loads --store (\S+)", r"kg.build(store='\1', loads='keep')"),
        (r"kg build --(discard|keep)-loads", r"kg.build(store=…, loads='\1')"),
        (r"--(discard|keep)-loads", r"loads='\1'"),
        (r"kg build --store (\S+)", r"kg.build(store='\1')"),
        (r"kg build", "kg.build(…)"),
        (r"kg backup (\S+) --store (\S+)", r"kg.open('\2').backup('\1')"),
        (r"kg backup (DIR|CARPETA)", "g.backup(folder)"),
        (r"kg check --store (\S+)", r"kg.check('\1')"),
        (r"kg check", "g.check()"),
        (r"`?kg query list`?", "g.library"),
        (r"kg search", "g.search(…)"),
        (r"kg sources", "g.sources()"),
        (r"kg show", "g.entity(…)"),
        (r"kg list", "g.things()"),
        (r"kg load (FILE|ARCHIVO)", "g.load(file)"),
        (r"kg sparql --update", "g.update(…)"),
        (r"kg dump --facts-graph", "g.dump(file, facts_graph=True)"),
        (r"kg (map|timeline) ([\w-]+)", r"g.\1('\2')"),
        (r"kg export [a-z]+", "g.export(…)"),
        (r"--allow-service HOST", "kg.open(…, services=[host])"),
        (r"--allow-service (\S+)", r"kg.open(…, services=['\1'])"),
        (r"(folder|carpeta) (with|con) --store", r"\1: kg.open(folder)"),
        (r"--store", "kg.open(…)"),
        (r"--wait (SECONDS|SEGUNDOS)", "wait=seconds"),
        (r"--timeout(?: (SECONDS|SEGUNDOS))?", "kg.open(…, timeout=seconds)"),
        (r"--memory(?: (SIZE|TAMAÑO))?", "kg.open(…, memory='2G')"),
        (r"--(unchecked|insecure|previous)", r"\1=True"),
        (r"--(places|profile) (\w+)", r"\1='\2'"),
        (r"--linked", "linked=True"),
        (r"--with-proposed", "with_proposed=True"),
        (r"--one-mode (\S+)", r"one_mode='\1'"),
        (r"kg network compare (\S+) (\S+)", r"g.measure('compare', '\1', '\2')"),
        (r"--facts-graph", "facts_graph=True"),
        (r"--with\b(?!-)", "measures="),
        (r"(?<!\S)-p (\w+) (?:…|\S+)", r"\1=…"),
        (r"(?<![\w-])--([a-z]+)-([a-z]+)", r"\1_\2="),
        (r"(?<![\w-])--([a-z]+)", r"\1="),
    )
)


def in_python(message: str) -> str:
    """Return a message with calls in the place of commands and options."""
    for pattern, call in _CALLS:
        message = pattern.sub(call, message)
    return message


@contextlib.contextmanager
def told_in_python() -> Iterator[None]:
    """Let errors within advise calls; what the system refuses is an error of HelixKG's, too."""
    try:
        yield
    except NonConforming as error:
        from kg.graph.reports import ValidationReport

        error.report = ValidationReport.of(error.report)
        raise
    except InputError as error:
        problems = [item._replace(message=in_python(item.message)) for item in error.problems]
        error.problems = tuple(problems)
        error.args = ("\n".join(map(str, problems)),)
        raise
    except KgError as error:
        error.args = tuple(
            in_python(part) if isinstance(part, str) else part for part in error.args
        )
        raise
    except OSError as error:
        named = f"{error.filename}: " if error.filename is not None else ""
        raise UsageError(f"{named}{error.strerror or error}") from error
    except UnicodeEncodeError as error:
        raise UsageError(
            in_language(
                f"{error.object!r} is no text: it holds half a character; retype it",
                f"{error.object!r} no es un texto: contiene medio carácter; escríbalo de nuevo",
            )
        ) from error


def face(method: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Make a method one that users call: its arguments are checked, its errors told in Python.

    A word means the same in every method, so `kg.graph.arguments` checks it by its name.
    """
    signature = inspect.signature(method)
    needed = {name for name, item in signature.parameters.items() if item.default is item.empty}

    @functools.wraps(method)
    def called(*given: _Parameters.args, **named: _Parameters.kwargs) -> _Result:
        try:
            bound = signature.bind(*given, **named).arguments
        except TypeError:  # the call itself is wrong, which Python says better
            return method(*given, **named)
        with told_in_python():
            arguments.check(bound, needed)
            return method(*given, **named)

    return called
