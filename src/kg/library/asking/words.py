"""The words of a question: folded, without those that every question has, as stems."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from kg.rdf.iris import fold

_WORD: Final = re.compile(r"[^\W_]+(?:[.&@'’-][^\W_]+)*")

#: words that say nothing about which question is meant
_SMALL: Final = """
    a al and any are as at be been by can did do does for from get give had has have how i in
    into is it its list me of on or per please show tell than that the their them there they this
    to was were what which who whose with you
    algun alguna algunas algunos con cual cuales da dame de del dime el en entre es esta estan este
    existe existen fue fueron ha han hay la las lista listame lo los me mostrar muestra muestrame o
    para por que quien quienes se ser son su sus tiene tienen un una unas unos y
    currently today exist exists according segun hoy actualmente mexican mexicano mexicana mexicanos
    mexicanas
"""

#: words of one meaning, in English and Spanish; the first stands for all
_SYNONYMS: Final = """
cluster clúster agrupamiento aeroclúster aerocluster
company empresa compañía firm
state estado
country país nation
sector industry industria rama
centre center centro laboratory laboratorio
research investigación
university universidad institute instituto
organisation organization organización institution institución
body organismo ministry ministerio secretaría agency agencia
actor player agente stakeholder
member miembro integrante belong pertenecer pertenece
participant participante participate participar participa participan
participant participó participaron took take
role papel
agreement acuerdo treaty tratado convenio
programme programa program instrument instrumento policy política law ley plan initiative iniciativa
label sello etiqueta quality calidad
level nivel
figure cifra statistic estadística indicator indicador
document documento source fuente
page página footnote nota
each cada every
count many number número cuántos cuántas cuánto cuánta cantidad total much
technology tecnología tecnológico technological
name nombre called llaman llama
conflict contradiction contradicción conflicto contradice disagreement
time timeline cronología chronology línea history historia evolution evolución
when cuándo date fecha
year año
decade década
where dónde place lugar located ubicado ubicada ubica located location
share shared common comparten común compartir comparte coinciden
both ambos ambas
compare comparison comparar comparación versus
difference diferencia distinto distinta different
same mismo misma idéntico
meeting event reunión evento mission misión fair feria forum foro encuentro
objective goal aim objetivo meta prioridad priority purpose
expire expired vencido caducado vencidos expiraron venció caducaron vencer
valid vigente vigentes válido
propose proposed planned propuesto propuesta planeado planeada proyectado
dialogue diálogo council consejo
topic tema
why evidence evidencia support sustenta apoya razón
claim afirmación afirma states statement
certain sure certainty certeza seguro confiable reliable
speciality specialised specialized specialisation specialise
speciality especializa especialidad especialización
website web sitio url
helix hélice helices hélices
acronym sigla acrónimo ambiguous ambiguo ambigua
person people persona office cargo officeholder
old outdated antigua antiguo vieja viejo
before previous predecessor antes antecesor precedió preceded
after successor después sucesor siguió followed
reject rejected rechazado rechazada rechazó descartado
founded founding fundado fundación fundaron creado established
connect connected linked link vínculo vinculado conectado relation relación related relacionado
cooperation cooperación collaborate collaboration colaboración colabora cooperate coopera
pair par pareja
list listado lista enumeration enumeración table tabla
without sin no not lacking lack missing falta faltan faltante carecen
network red
axis eje
responsible responsable cargo charge
framework marco amparo under bajo
application apply applied aplica aplicación use used usa usan utiliza user usuario
sign signed firmado firmó signature firma
work trabaja trabajan works working
near nearby cerca cercano
service servicio
group grupo
"""


class Word(NamedTuple):
    """A word of a text: as it is written, its stem, and where it stands."""

    text: str
    stem: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return the words of a text in their order, the small ones too."""
    return [
        Word(match[0], stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)
    ]


@lru_cache(maxsize=16_384)
def is_small(word: str) -> bool:
    """Return whether a word says nothing about which question is meant."""
    return fold(word) in _small_words()


@cache
def _small_words() -> frozenset[str]:
    return frozenset(_SMALL.split())


def stems(text: str) -> list[str]:
    """Return the stems of the words that say something, synonyms joined."""
    return [meaning(word.stem) for word in words(text) if not is_small(word.text)]


@lru_cache(maxsize=16_384)  # the words of the library come again and again
def stem(word: str) -> str:
    """Return the stem of a Spanish or English word: without accents, plural and last vowel.

    "Clústeres" and "cluster" have one stem, and so have "automotrices" and "automotriz".
    """
    text = fold(word)
    if len(text) > 4 and text.endswith("ces"):
        text = text[:-3] + "z"
    elif len(text) > 4 and text.endswith("ies"):
        text = text[:-3] + "y"
    elif len(text) > 4 and text.endswith("es"):
        text = text[:-2]
    elif len(text) > 3 and text.endswith("s") and not text.endswith("ss"):
        text = text[:-1]
    return text[:-1] if len(text) > 3 and text[-1] in "aeo" else text


def meaning(stem_: str) -> str:
    """Return the stem that stands for all of one meaning."""
    return _meanings().get(stem_, stem_)


def is_common(stem_: str) -> bool:
    """Return whether a stem is one of the words that questions are made of, such as "cluster"."""
    return stem_ in _meanings()


@cache
def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _SYNONYMS.strip().splitlines():
        first, *others = map(stem, line.split())
        for other in (first, *others):
            found.setdefault(other, first)
    return found
