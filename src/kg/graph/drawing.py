"""What is drawn and printed: maps, time lines, profiles; and what a term of the ontology means."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import library
from kg.charts.questions import (
    Drawn,
    map_of_answer,
    refuse_parameters,
    time_line_around,
    time_line_of_answer,
)
from kg.errors import UsageError, in_language
from kg.files.writing import replacing
from kg.formats import PICTURES, PROFILES, Formats, named_by
from kg.graph.asking import Asking
from kg.graph.library import as_written
from kg.graph.wording import face
from kg.model import Iri

if TYPE_CHECKING:
    from kg.profiles import Profile

_HEIGHT = 600  # pixels of a page in a notebook


class Picture(Drawn):
    """A map or a time line that a notebook shows and that saves itself: `Drawn`, for Python.

    Attributes:
        title: What it shows.
        svg: The picture.
        heads: The columns of its data.
        rows: Its data.
        notes: What it leaves out, a sentence each.
        language: The language of its words.
    """

    __slots__ = ()

    @classmethod
    def of(cls, drawn: Drawn) -> Picture:
        """Return what was drawn as a picture that shows and saves itself."""
        return cls(*(getattr(drawn, field.name) for field in fields(Drawn)))

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Picture {self.title!r}>"

    @face
    def save(self, path: str | Path) -> Path:
        """Write it to a file, and return its path; the ending says .svg, .png, .pdf or .html.

        Raises:
            UsageError: The ending is unknown, or the file cannot be written.
            MissingExtra: .png and .pdf need the extra `pictures`.
        """
        target = Path(path)
        content = self.written(_format(target, PICTURES))
        with replacing(target) as (output,):
            output.write(content)
        return target


@dataclass(frozen=True, slots=True)
class Printed:
    """The profile of a thing, for print; a notebook shows it.

    Attributes:
        profile: Its sections.
    """

    profile: Profile

    def __str__(self) -> str:
        from kg import profiles

        return profiles.written(self.profile, "markdown").decode()

    def __repr__(self) -> str:
        return f"<Profile of {self.profile.title}>"

    def _repr_html_(self) -> str:
        from kg import profiles

        page = profiles.written(self.profile, "html").decode()
        return (
            f'<iframe srcdoc="{escape(page)}" width="100%" height="{_HEIGHT}" '
            f'title="{escape(self.profile.title)}" sandbox="" '
            'style="border:1px solid #ccd3da"></iframe>'
        )

    @face
    def save(self, path: str | Path) -> Path:
        """Write it to a file, and return its path; .md, .html, .pdf, .docx or .xlsx.

        Raises:
            UsageError: The ending is unknown, or the file cannot be written.
            MissingExtra: .pdf and .docx need the extra `profile`.
        """
        from kg import profiles

        target = Path(path)
        content = profiles.written(self.profile, _format(target, PROFILES))
        with replacing(target) as (output,):
            output.write(content)
        return target


class Drawing(Asking):
    """Draw and print what the graph says."""

    @face
    def profile(
        self,
        thing: str | Iri,
        path: str | Path | None = None,
        *,
        everything: bool = False,
        lang: str | None = None,
    ) -> Printed:
        """Return the profile of a thing, for print: what it is, figures, links, doubts, sources.

        Args:
            thing: A cluster, organisation, state, sector, document or any other thing.
            path: A file that it is written to as well; see `Printed.save`.
            everything: Show long lists to their end.
            lang: The language of its words: `es` or `en`.

        Raises:
            AmbiguousName: The name means several things.
            UsageError: It means none.

        Example:
            >>> g.profile("claut-nuevo-leon", "claut.md")
            <Profile of Clúster Automotriz de Nuevo León>
        """
        from kg import profiles

        is_whole = everything or (path is not None and Path(path).suffix.lower() == ".xlsx")
        pages = None if is_whole else profiles.PAGES
        document = profiles.profile(
            self.store, self._entity(thing), self._language(lang), pages=pages
        )
        printed = Printed(document)
        if path is not None:
            printed.save(path)
        return printed

    @face
    def map(
        self, name: str, /, *, column: str = "", lang: str | None = None, **parameters: Any
    ) -> Picture:
        """Return the answer to a question as a map of the states.

        Args:
            name: A question whose answer has a column with states and one with numbers.
            column: The numbers; by default the first column with any.
            lang: The language of the words on it: `es` or `en`.
            **parameters: As for `query`.

        Raises:
            UsageError: There is no such question, or its answer is no map.

        Example:
            >>> g.map("clusters-by-state").save("clusters.svg").name
            'clusters.svg'
        """
        query = library.find(self._queries, name)
        values = as_written(query, parameters)
        chosen = self._language(lang)
        return Picture.of(map_of_answer(query, self.store, values, chosen, column))

    @face
    def timeline(
        self, name: str | Iri, /, *, column: str = "", lang: str | None = None, **parameters: Any
    ) -> Picture:
        """Return what has a date around a thing, or in the answer to a question.

        Args:
            name: A thing, or the name of a question.
            column: The dates of a question; by default the first column with any.
            lang: The language of the words on it: `es` or `en`.
            **parameters: Of a question, as for `query`.

        Raises:
            UsageError: There is no such thing, or nothing has a date.

        Example:
            >>> g.timeline("iCluster").save("icluster.svg").name
            'icluster.svg'
        """
        chosen = self._language(lang)
        query = self._queries.get(name) if isinstance(name, str) else None
        if query is not None:
            values = as_written(query, parameters)
            return Picture.of(time_line_of_answer(query, self.store, values, chosen, column))
        entity = self._entity(name)
        if column or parameters:
            raise refuse_parameters(name)
        return Picture.of(time_line_around(entity, self.store, chosen))

    @face
    def explain(self, name: str, *, lang: str | None = None) -> str:
        """Return what a class, a property or the code of a constraint means, with examples.

        Args:
            name: A term such as hx:Cluster, its label, or a code such as C17.
            lang: The language: `es` or `en`.

        Raises:
            UsageError: There is nothing of this name.

        Example:
            >>> g.explain("signedOn", lang="en").splitlines()[0]
            'signed on · property · hx:signedOn'
        """
        from kg.library.in_ontology import questions
        from kg.mapping.explanation import stated_in_tables
        from kg.ontology import profile, terms
        from kg.ontology.explain import Users, explain

        language = self._language(lang)
        users = Users(stated_in_tables, questions)
        lines = explain(name, language, profile.project(), terms.declared(), users)
        return "\n".join(lines)


def _format(path: Path, formats: Formats) -> str:
    chosen = named_by(path, formats)
    if chosen is None:
        listed = ", ".join(ending for item in formats.values() for ending in item.endings)
        raise UsageError(
            in_language(
                f"{path}: the ending is one of {listed}",
                f"{path}: la terminación es una de {listed}",
            )
        )
    return chosen
