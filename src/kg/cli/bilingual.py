"""Commands that speak the language of the user: their help, and what click says of wrong calls.

Every command is of these classes, and so takes --lang, before or after its name.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli.catalogue import asked_for, speak, translated_help, translated_metavar
from kg.errors import translated

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Let all that the command says be in the language, too."""
    if value:
        speak(value)
    return value


#: what --lang is: es or en, else KG_LANG's, else the locale's
LANG: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "type": click.Choice(["es", "en"]),
        "default": None,
        "callback": _remember,
        "is_eager": True,
        "help": "Language of labels and messages.  [default: from KG_LANG or the locale, else en]",
    }
)


class Command(click.Command):
    """A command with --lang and with its help in both languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not any(param.name == "lang" for param in self.params):
            self.params.append(click.Option(["--lang"], expose_value=False, **LANG))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words of the usage line."""
        return [translated_metavar(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        super(Command, _translated_command(self)).format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what the command does, shortened to a line."""
        return super(Command, _translated_command(self)).get_short_help_str(limit)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options; a group also writes its commands."""
        speaking = copy.copy(self)
        speaking.__dict__["get_params"] = lambda ctx: [
            _translated_param(param, ctx) for param in self.get_params(ctx)
        ]
        super(Command, speaking).format_options(ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words after the name of the command."""
        if ctx.parent is None:
            speak(asked_for(args))
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            if error.param_hint is None and error.param is not None:
                error.param_hint = _hint(error.param, ctx)
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help in the language of now; click keeps the first one that it made."""
        self._help_option = None
        return super().get_help_option(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what may follow, for the completion of a shell."""
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            item.help = translated(item.help) if item.help else item.help
        return items


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type


def _translated_command(command: Command) -> Command:
    speaking = copy.copy(command)
    speaking.help = translated_help(command.help or "") or None
    return speaking


def _translated_param(param: click.Parameter, ctx: click.Context) -> click.Parameter:
    """Return a parameter as it is shown in help."""
    if not isinstance(param, click.Option):
        return param
    speaking = copy.copy(param)
    speaking.help = translated_help(param.help) if param.help else param.help
    if not param.is_flag and not param.count:
        speaking.metavar = translated_metavar(param.make_metavar(ctx))
    return speaking


def _hint(param: click.Parameter, ctx: click.Context) -> str:
    """Return how an error names a parameter."""
    hint = param.get_error_hint(ctx)
    return translated_metavar(hint) if isinstance(param, click.Argument) else hint
