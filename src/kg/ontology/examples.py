"""Examples of what the profile allows and forbids, in Turtle: for people, and for the tests.

Each is whole: the thing that it is about, and what that refers to, so that it can be loaded or
validated as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.ontology.profile import DATATYPES, ENTITY, Use, Values, of_class
from kg.ontology.shapes import code_of, kebab
from kg.ontology.terms import Terms
from kg.rdf.iris import expand, shorten
from kg.rdf.namespaces import BASE, HX, M8G, ORG, PREFIXES, QB, SCHEMA, SDMXD, SKOS

#: word for values → two right values and a wrong one
_LITERALS: Final = {
    "text": ('"one"', '"two"', '"one"@en'),
    "text@": ('"one"@en', '"uno"@es', '"one"'),
    "anyText": ('"one"@en', '"uno"@es', "1"),
    "uri": ('"https://one.example"^^xsd:anyURI', '"https://two.example"^^xsd:anyURI', '"one"'),
    "date": ('"2012"^^xsd:gYear', '"2013-05"^^xsd:gYearMonth', '"soon"'),
    "integer": ("3", "6", '"many"'),  # both are powers of ten in which figures are given
    "number": ("1", "1.0", '"many"'),  # one is not less than the other
    "iri": (
        "<http://www.wikidata.org/entity/Q1>",
        "<https://sws.geonames.org/2/>",
        '"Q1"',
    ),
    "period": ('"2012"^^xsd:gYear', '"2013"^^xsd:gYear', '"soon"'),
}
#: code → word for values → a text that it reports
_WRONG_TEXTS: Final = {
    "C67": {"text": '"one "', "text@": '"one "@en', "anyText": '"one "@en'},
    "C68": {"text@": '"eins"@de'},
}
#: datatype → two right notations
_NOTATIONS: Final = {
    "hx:iso3166-1-alpha2": ('"XX"^^hx:iso3166-1-alpha2', '"XY"^^hx:iso3166-1-alpha2'),
    "hx:iso3166-2": ('"XX-YYY"^^hx:iso3166-2', '"XX-ZZZ"^^hx:iso3166-2'),
    "": ('"29.1"^^hx:nace2', '"3361"^^hx:naics2022'),
}
#: a class whose things nearly nothing may be, for wrong subjects and values
_STRANGERS: Final = (f"{HX}Objective", f"{HX}LabelAward", f"{HX}Country")
#: what shapes that are written by hand ask of a class besides
_BESIDES: Final = {
    f"{HX}Country": (("skos:notation", '"XX"^^hx:iso3166-1-alpha2'),),
    f"{HX}State": (
        ("skos:notation", '"XX-YYY"^^hx:iso3166-2'),
        ("hx:partOfArea", "<id/example-country>"),
    ),
    f"{QB}Observation": (("sdmxd:refArea", "<id/example-country>"),),
}
#: classes that no thing is of without being of a narrower one
_WITHOUT_PAIR: Final = (
    f"{HX}PolicyInstrument",
    f"{ORG}FormalOrganization",
    f"{ORG}OrganizationalCollaboration",
)
#: class → its code of the list helix, where it has no other
_HELICES: Final = {
    f"{HX}AcademicInstitution": "academia",
    f"{HX}Company": "industry",
    f"{M8G}PublicOrganisation": "government",
}
#: class → the property of an initiative by which a thing of it belongs to one
_BELONGS_BY: Final = {f"{HX}Phase": "hx:hasPhase", f"{HX}Objective": "hx:hasObjective"}
#: property → the class of a right value, where another than the first is right for every subject
_VALUES: Final = {f"{HX}relatedTo": f"{HX}Area"}  # C75: two organisations are linked
#: class → who takes part in a thing of it
_PARTICIPANTS: Final = {
    f"{HX}Agreement": ("one", "two"),
    f"{HX}Dialogue": ("one", "two"),
    f"{SCHEMA}Event": ("guest",),
}
#: property of a figure → the structure of its data set, where it is not that of a figure of an area
_STRUCTURES: Final = {
    f"{HX}refEntity": "hx:dsdEntity",
    f"{HX}counterpartArea": "hx:dsdFlow",
}


class Document:
    """A Turtle document that grows thing by thing."""

    def __init__(self, uses: Sequence[Use], terms: Terms, prop: str = "") -> None:
        """Start an empty document.

        Args:
            uses: The profile.
            terms: The declared terms.
            prop: The property that it is an example of.
        """
        self._uses = uses
        structure = _STRUCTURES.get(prop, "hx:dsdArea")
        self._besides = _BESIDES | {f"{QB}DataSet": (("qb:structure", structure),)}
        self._terms = terms
        self._property = prop
        self._statements: dict[str, list[tuple[str, str]]] = {}

    def text(self) -> str:
        """Return the document."""
        blocks = []
        for subject, pairs in self._statements.items():
            lines = " ;\n    ".join(f"{name} {value}" for name, value in pairs)
            blocks.append(f"{subject} {lines} .\n")
        body = "\n".join(blocks)
        used = [name for name in PREFIXES if f" {name}:" in body or f"^^{name}:" in body]
        prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used)
        return f"@base <{BASE}> .\n{prefixes}\n{body}"

    def thing(self, cls: str, name: str = "", *, without: str = "") -> str:
        """Add a thing with all that its class must have, and return how it is written.

        Args:
            cls: Its class.
            name: What to call it; by default after its class.
            without: The property that is left out.
        """
        if cls == f"{SKOS}Concept":
            return self._concept("sector", name or "example", without=without)
        if cls == f"{SKOS}ConceptScheme":
            return self._scheme("sector", is_named=without != f"{SKOS}prefLabel")
        local = name or f"example-{kebab(cls)}"
        is_entity = bool(self._terms.superclasses(cls) & set(ENTITY))
        subject = f"<{'id' if is_entity else 'node'}/{local}>"
        if subject in self._statements:
            return subject
        self._statements[subject] = [("a", shorten(cls))]
        for use in of_class(self._uses, cls, self._terms):
            if use.obligation != "optional" and use.property != without:
                self.say(subject, use, self.value(cls, use))
        for pair in self._besides.get(cls, ()):
            if pair not in self._statements[subject] and expand(pair[0]) != without:
                self._say(subject, *pair)
                if pair[1] == "<id/example-country>":
                    self.thing(f"{HX}Country")
        by = _BELONGS_BY.get(cls, "")
        if by and expand(by) != self._property:
            self._say(self.thing(f"{HX}Initiative"), by, subject)
        for participant in _PARTICIPANTS.get(cls, ()):
            self._takes_part(subject, participant)
        return subject

    def _takes_part(self, subject: str, name: str) -> None:
        node = f"<node/{subject.strip('<>').rpartition('/')[2]}-{name}>"
        self._statements[node] = [
            ("a", "hx:Participation"),
            ("hx:participant", self.thing(f"{ORG}Organization", f"example-{name}")),
            ("hx:participatesIn", subject),
            ("hx:participationRole", self._concept("role", "party")),
        ]

    def say(self, subject: str, use: Use, value: str) -> None:
        """Add a statement with the property of a row."""
        self._say(subject, shorten(use.property), value)

    def add_code(self, subject: str, name: str, scheme: str) -> None:
        """Add a statement with a code of a list."""
        self._say(subject, name, self._concept(scheme, _code(scheme, 0)))

    def _say(self, subject: str, name: str, value: str) -> None:
        pairs = self._statements[subject]
        if (name, value) not in pairs:
            pairs.append((name, value))

    def value(self, cls: str, use: Use, number: int = 0) -> str:
        """Return a right value of a property, and add what it refers to.

        Args:
            cls: The class of the thing that has it.
            use: The row that says what it may be.
            number: 0 or 1, for one of two.
        """
        values = use.values
        if use.property == f"{SKOS}prefLabel" and use.property != self._property:
            return '"example"@en'  # another text than that of alternative labels
        if values.scheme == "helix" and cls in _HELICES:
            return self._concept("helix", _HELICES[cls])
        if values.scheme:
            return self._concept(values.scheme, _code(values.scheme, number))
        if values.classes:
            kind = _VALUES.get(use.property, values.classes[0])
            if kind == f"{SKOS}Concept":
                return self._concept("sector", f"example-{number}")
            return self.thing(kind, f"{kebab(use.property)}-{number + 1}")
        if values.word in _LITERALS:
            return _LITERALS[values.word][number]
        return _NOTATIONS.get(shorten(values.datatypes[0]), _NOTATIONS[""])[number]

    def wrong_value(self, values: Values) -> str:
        """Return a value that is not of the kind asked for, and add what it refers to."""
        if values.scheme:
            return self._concept("example-list", "example")
        if values.classes:
            return self.stranger(values.classes)
        if values.word in DATATYPES:
            return _LITERALS[values.word][2]
        return '"XX"'

    def stranger(self, classes: Sequence[str]) -> str:
        """Add a thing that is of none of some classes, and return how it is written."""
        for cls in _STRANGERS:
            if not self._terms.superclasses(cls) & set(classes):
                return self.thing(cls, f"stranger-{kebab(cls)}")
        raise ValueError(f"every thing is of one of {classes}")

    def _concept(self, scheme: str, code: str, *, without: str = "") -> str:
        subject = f"<voc/{scheme}/{code}>"
        pairs = [
            ("a", "skos:Concept"),
            ("skos:prefLabel", '"example"@en , "ejemplo"@es , "exemple"@fr'),
            ("skos:inScheme", f"<voc/{scheme}>"),
        ]
        self._statements[subject] = [pair for pair in pairs if expand(pair[0]) != without]
        self._scheme(scheme)
        return subject

    def _scheme(self, scheme: str, *, is_named: bool = True) -> str:
        subject = f"<voc/{scheme}>"
        name = [("skos:prefLabel", '"example"@en')] if is_named else []
        self._statements.setdefault(subject, [("a", "skos:ConceptScheme"), *name])
        return subject


def _code(scheme: str, number: int) -> str:
    """Return a code; a unit and an indicator are such that they fit each other."""
    if scheme == "unit":
        return ("NUM", "PCT")[number]
    return f"example-{number}"


def _replaced(use: Use) -> str:
    """Return the property of an example that its statement takes the place of."""
    return f"{SDMXD}refArea" if use.property == f"{HX}refEntity" else use.property


def _subject(document: Document, cls: str, use: Use) -> str:
    """Add a thing that is to have a property, and what the property is about."""
    subject = document.thing(cls, without=_replaced(use))
    if use.property == f"{HX}statusAsOf":
        document.add_code(subject, "hx:status", "status")
    return subject


def right(use: Use, cls: str, uses: Sequence[Use], terms: Terms) -> str:
    """Return a document in which a thing of a class has a property as the profile allows it."""
    document = Document(uses, terms, use.property)
    document.say(_subject(document, cls, use), use, document.value(cls, use))
    return document.text()


def pair_of_class(cls: str, uses: Sequence[Use], terms: Terms) -> tuple[str, ...]:
    """Return a thing of a class that passes, and one that lacks what is mandatory.

    What is mandatory of fewest classes is taken, since it tells most of this one. Where nothing is
    mandatory, the one that fails has a wrong value.

    Returns:
        Nothing for a class of which no thing is by itself.
    """
    rows = of_class(uses, cls, terms)
    mandatory = [use for use in rows if use.obligation == "mandatory"]
    if not rows or cls in _WITHOUT_PAIR:
        return ()
    use = replace(min(mandatory or rows, key=lambda use: len(use.classes)), classes=(cls,))
    if not mandatory:
        return pair_of_property(use, uses, terms)
    document = Document(uses, terms)
    document.thing(cls)
    return (document.text(), wrong("C60", use, uses, terms))


def pair_of_property(use: Use, uses: Sequence[Use], terms: Terms) -> tuple[str, str]:
    """Return a right and a wrong value of the property of a row."""
    return (
        right(use, use.classes[0], uses, terms),
        wrong(code_of(use.values), use, uses, terms),
    )


def wrong(code: str, use: Use, uses: Sequence[Use], terms: Terms) -> str:
    """Return a document that breaks one constraint on a property and no other.

    Args:
        code: C17, C55 or C59 for a wrong value, C56 for a second one, C58 for a thing that cannot
            have the property, C60 for a thing without it, C67 for an empty text, C68 for one in
            another language.
        use: The row that says what is right.
        uses: The whole profile.
        terms: The declared terms.
    """
    document = Document(uses, terms, use.property)
    cls = use.classes[0]
    if code == "C58":
        all_classes = [name for row in uses if row.property == use.property for name in row.classes]
        document.say(document.stranger(all_classes), use, document.value(cls, use))
    elif code == "C60":
        document.thing(cls, without=use.property)
    elif code == "C56":
        subject = _subject(document, cls, use)
        for number in (0, 1):
            document.say(subject, use, document.value(cls, use, number))
    else:
        subject = _subject(document, cls, use)
        value = _WRONG_TEXTS[code][use.values.word] if code in _WRONG_TEXTS else ""
        document.say(subject, use, value or document.wrong_value(use.values))
    return document.text()
