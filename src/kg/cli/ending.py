"""How the command line begins and ends: standard streams, last messages, exit codes.

0 success; 1 the data does not conform, nothing was found, or there are differences; 2 wrong usage
or unreadable input; 3 an endpoint failed; 70 an error of HelixKG itself; 130 stopped by
Ctrl-C.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import sys
import warnings
from collections.abc import Callable
from typing import Final, TextIO

import click

from kg.errors import said_by_system, set_language, user_language

SUCCESS: Final = 0
WRONG_USAGE: Final = 2
INTERNAL: Final = 70  # EX_SOFTWARE of sysexits.h
STOPPED: Final = 130

_SURROGATES: Final = re.compile("[\ud800-\udfff]")  # bytes of an argument that are no UTF-8
_STOPPED = {
    "en": "stopped; the store holds either its old content or the complete change",
    "es": "detenido; el almacén tiene su contenido anterior o el cambio completo",
}
_NO_MEMORY = {
    "en": "there is not enough memory for this; ask for less, or use a machine with more",
    "es": "no hay memoria suficiente para esto; pida menos o use un equipo con más memoria",
}
_NO_TEXT = {
    "en": "'{}' is not valid UTF-8; rename the file, or write the argument in UTF-8",
    "es": "'{}' no es UTF-8 válido; cambie el nombre del archivo o escriba el argumento en UTF-8",
}
_NUL = {
    "en": "the name of a file holds a NUL character; write it without",
    "es": "el nombre de un archivo contiene un carácter NUL; escríbalo sin él",
}
_CLOSED = {
    "en": "standard input or output is closed",
    "es": "la entrada o la salida estándar está cerrada",
}
_NOTHING_CHANGED = {"en": "nothing was changed", "es": "no se cambió nada"}
_PROBLEMS = {
    "en": "{} problems; nothing was changed",
    "es": "{} problemas; no se cambió nada",
}
_UNEXPECTED = {
    "en": "unexpected error: {what} ({where}). This is a fault of HelixKG: please report it{place} "
    "with the command; KG_DEBUG=1 shows the traceback",
    "es": "error inesperado: {what} ({where}). Es una falla de HelixKG: por favor repórtela{place} "
    "con el comando; KG_DEBUG=1 muestra el rastreo",
}


def run(command: Callable[[], object]) -> int:
    """Run a command, print the message of what ends it, and return the exit code."""
    open_standard_streams()
    set_language(None)
    warnings.showwarning = _show_warning
    try:
        code = command()
        sys.stdout.flush()
        return code if isinstance(code, int) else SUCCESS
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say(_STOPPED[user_language()])
        return STOPPED
    except BrokenPipeError:
        leave_standard_output()  # the reader stopped early (kg dump | head), which is no error
        return SUCCESS
    except BaseException as error:  # also PanicException, with which the engine's Rust panics
        if isinstance(error, SystemExit | GeneratorExit):
            raise
        return _ended_by(error)


def open_standard_streams() -> None:
    """Make standard streams that are closed fail when they are used, and all hold any text.

    A file that is opened while standard output is closed would take its number, and get what is
    printed.
    """
    for number, wrong_way in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_RDWR)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, wrong_way)
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, io.TextIOWrapper(io.FileIO(number, mode, closefd=False), "utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _ended_by(error: BaseException) -> int:
    """Print the message of an error, and return the exit code."""
    from kg.errors import KgError

    if os.environ.get("KG_DEBUG") == "1":
        import traceback

        _say(traceback.format_exc().rstrip())
    lang = user_language()
    if isinstance(error, click.ClickException):
        return _wrong_usage(error)
    if isinstance(error, KgError):
        _print_error(error, lang)
        return error.exit_code
    if isinstance(error, UnicodeEncodeError) and "surrogates" in error.reason:
        _say(f"kg: {_NO_TEXT[lang].format(error.object[:200])}")
        return WRONG_USAGE
    if isinstance(error, ValueError) and "null byte" in str(error):
        _say(f"kg: {_NUL[lang]}")
        return WRONG_USAGE
    if isinstance(error, OSError):
        return _refused_by_the_system(error, lang)
    if isinstance(error, RuntimeError) and (damaged := _damage(error)):
        _say(f"kg: {damaged}")
        return WRONG_USAGE
    if isinstance(error, MemoryError):
        _say(f"kg: {_NO_MEMORY[lang]}")
        return INTERNAL
    if no_text := next(filter(_SURROGATES.search, sys.argv[1:]), ""):
        _say(f"kg: {_NO_TEXT[lang].format(no_text[:200])}")
        return WRONG_USAGE
    text = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    _say(
        "kg: " + _UNEXPECTED[lang].format(what=text, where=_where(error), place=_place_to_report())
    )
    return INTERNAL


def _damage(error: RuntimeError) -> str:
    """Return what to say where the engine has found the store damaged, else nothing."""
    from kg.errors import DamagedStore
    from kg.store import damage

    damaged_store = damage.of_engine(error)
    return str(damaged_store) if isinstance(damaged_store, DamagedStore) else ""


def _wrong_usage(error: click.ClickException) -> int:
    text = io.StringIO()
    error.show(text)
    _say(text.getvalue().rstrip("\n"))
    return error.exit_code if error.exit_code > 1 else WRONG_USAGE


def _refused_by_the_system(error: OSError, lang: str) -> int:
    """Print what the system says, with the name of the file where there is one."""
    if error.errno in (errno.EBADF, errno.ENOSPC, errno.EIO) and error.filename is None:
        with contextlib.suppress(OSError, ValueError):
            leave_standard_output()  # else Python fails when it writes the rest, too
    reason = _CLOSED[lang] if error.errno == errno.EBADF else said_by_system(error)
    name = f"{error.filename}: " if isinstance(error.filename, str | os.PathLike) else ""
    _say(f"kg: {name}{reason}")
    return WRONG_USAGE


def _print_error(error: Exception, lang: str) -> None:
    """Print an error; where it holds several problems, each on its own line."""
    from kg.cli.output import error_output
    from kg.errors import InputError, KgError, NonConforming

    if isinstance(error, NonConforming):
        from kg.validation import write_report

        write_report(error.report, error_output(), language=lang, least="violation")
        _say(f"kg: {_NOTHING_CHANGED[lang]}")
    elif isinstance(error, InputError):
        from kg.cli.problems import grouped, line

        for group in grouped(error.problems):
            _say(line(group))
        if len(error.problems) > 1:
            _say(f"kg: {_PROBLEMS[lang].format(len(error.problems))}")
    elif isinstance(error, KgError):
        _say(f"kg: {error}")


def _say(text: str) -> None:
    """Print to standard error, if there is anybody to read it."""
    from kg.cli.output import say

    with contextlib.suppress(OSError, ValueError):
        say(text, err=True)


def leave_standard_output() -> None:
    """Send what is still to be written nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Print a warning of HelixKG as a message; others, for developers, as Python does."""
    from kg.errors import KgWarning

    if issubclass(category, KgWarning):
        _say(f"kg: {message}")
    else:
        _say(warnings.formatwarning(message, category, filename, lineno).rstrip())


def _where(error: BaseException) -> str:
    """Return the innermost line of the package that an error has passed."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    inner = [frame for frame in frames if f"{os.sep}kg{os.sep}" in frame.filename] or frames
    if not inner:
        return "kg"
    return f"{inner[-1].filename.rpartition(f'{os.sep}kg{os.sep}')[2]}:{inner[-1].lineno}"


def _place_to_report() -> str:
    """Return where errors are reported, as the package says; empty where it does not."""
    from importlib import metadata

    try:
        urls = metadata.metadata("helixkg").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    places = dict(str(entry).split(", ", 1) for entry in urls)
    url = places.get("Issues") or places.get("Bug Tracker") or next(iter(places.values()), "")
    return f" ({url})" if url else ""
