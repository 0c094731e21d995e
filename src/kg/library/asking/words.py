"""The words of a question: folded, without those that every question has, as stems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from typing import Final, NamedTuple

from kg.rdf.iris import fold

_WORD: Final = re.compile(r"[^\W_]+(?:[.&@'’-][^\W_]+)*")

#: the form of what asks for a number
HOW_MANY: Final = r"(?:how many|cu[aá]nt[oa]s|number of|n[uú]mero de)"
_HOW_MANY: Final = re.compile(rf"\b{HOW_MANY}\b", re.I)
_WHETHER: Final = re.compile(r"\W*(?:is there|are there|hay|existen?)\b", re.I)
_ALIKE: Final = 0.84  # how alike a misspelt word and a known one are, from 0 to 1
_SHORTEST: Final = 3  # letters of a word that says something
_SHORT: Final = 4  # letters of a small word that may have a slip
_STEM: Final = 5  # letters that words of one root have in common

#: words that say nothing about which question is meant
_SMALL: Final = """
    a al an and any are as at be been by can did do does for from get give had has have how i in
    into is it its list me of on or per please show tell than that the their them there they this
    to was were what which who whose with you
    about also anything but if just appear appears came come could everything hey know let like
    need our see so some still than then think thing things us want we would yet
    algun alguna algunas algunos con cual cuales da dame de del dime el en entre es esta estan este
    existe existen fue fueron ha han hay la las lista listame lo los me mostrar muestra muestrame o
    para por que quien quienes se ser son su sus tiene tienen un una unas unos y
    algo alguien aparece aparecen aun cuenta cuentan cuentame hablame platicame explicame sobre
    ese esos esas estos estas le les
    nos nosotros nuestra nuestro oye pasa pasame pues quiero saber salio siguen sigue tal tenemos
    tengo todavia ver vino vinieron ya
    acerca already como conocemos habia hubo tambien tanto
    represent represents representa representan generate generates genera generan
    entered enters entro entraron generara generaran aporta aportan
    considera consideran considers considered q
    currently today exist exists hoy actualmente mexican mexicano mexicana mexicanos
    mexicanas regarding concerning respecto habia habian cosa cosas
"""

#: small words that only one of the two languages has
_SPANISH: Final = """
    el la los las de del que cual cuales quien quienes como donde cuando cuanto cuanta cuantos
    cuantas por para con en y un una se hay su sus al entre
"""
_ENGLISH: Final = """
    the of in on which what who whom how where when many much for with and is are was were did
    does do to by an their its from between
"""

#: words of one meaning, in English and Spanish; the first stands for all
_SYNONYMS: Final = """
cluster clúster agrupamiento aeroclúster aerocluster
company empresa compañía firm manufacturer fabricante negocio business
state estado
country país nation nación naciones nations
sector industry industria rama
centre center centro laboratory laboratorio
research investigación
university universidad institute instituto
organisation organization organización institution institución
body organismo ministry ministerio secretaría agency agencia dependencia
actor player agente stakeholder
member miembro integrante socio belong pertenecer pertenece
participant participante participate participar participa participan
participant sit sits sat seated spoke speak speaks spoken join joins joined
participant sentaron sentó sienta sientan
participant attendee asistente
participant participó participaron took take intervino intervienen involved coordina coordinates
participant coordinador coordinator coordinated coordinó estuvieron
role papel
partner aliado ally allied aliada
agreement acuerdo treaty tratado convenio memorándum memorandum mou
programme programa program instrument instrumento policy política law ley plan initiative iniciativa
programme strategy estrategia scheme subsidy subsidio incentive incentivo
label sello etiqueta quality calidad excelencia excellence
level nivel
figure cifra statistic estadística indicator indicador dato
figure porcentaje percentage percent proporción proportion
offer offers offered ofrece ofrecen ofrecer
document documento source fuente text texto
page página footnote nota cite cited citado citada
each cada every
count many number número cuántos cuántas cuánto cuánta cantidad total much
technology tecnología tecnológico technological
name nombre called llaman llama
conflict contradiction contradicción conflicto contradice disagreement disagree disagrees discrepa
conflict contradicen contradictorio contradictory
conflict discrepancia inconsistency inconsistencia duda doubt error
time timeline cronología chronology línea history historia evolution evolución
when cuándo date fecha
year año
decade década
decide decided settled resolved resolver resolverse decidir decidido decidida settle
where dónde place lugar located ubicado ubicada ubica located location based operate operan
where headquartered headquarters sede
share shared common comparten común compartir comparte coinciden
both ambos ambas
compare compared comparison comparar comparado comparada comparación versus
difference diferencia distinto distinta different
same mismo misma idéntico duplicate duplicado duplicada
meeting event reunión evento mission misión fair feria forum foro encuentro summit cumbre
meeting visit visita conference conferencia congress congreso happen happened happens
meeting pasó ocurrió sucedió acontecimiento attend attended asistió asistieron
meeting gira tour trip viaje reunió reunieron reunirse meet convened
objective goal aim objetivo meta prioridad priority purpose milestone hito
expire expired vencido caducado vencidos expiraron venció caducaron vencer
valid vigente vigentes válido
begin began begun start started starts launch launched launches empezar empezó empezaron comenzó
begin comenzaron inició iniciaron iniciado arrancó arrancaron lanzó lanzaron lanzado lanzada
propose proposed planned propuesto propuesta planeado planeada proyectado materialise
propose materialised concretó concretaron
dialogue diálogo council consejo
topic tema
why evidence evidencia support sustenta apoya razón proof prueba
claim afirmación afirma states statement say says said decir dice dicen
certain sure certainty certeza seguro confiable reliable trust trustworthy fiable
speciality specialised specialized specialisation specialise
speciality especializa especialidad especialización
website web sitio url
helix hélice helices hélices
acronym sigla acrónimo ambiguous ambiguo ambigua
person people persona office officeholder head heads director dirige dirigen encabeza titular
person funcionario official preside presidente presidenta president chair chairs
leader lidera lideran leads lead leading líder
person CEO dirigente directivo gobierna
old older outdated antigua antiguo vieja viejo
before previous predecessor antes antecesor precedió preceded
after successor después sucesor siguió followed
known conocido conocida conocen sabe saben
unknown desconocido desconocida
reject rejected rechazado rechazada rechazó descartado
founded founding fundó fundado fundación fundar fundaron founder fundador fundadores
founded creado crearon creó nació nacieron born established
founded constituyó constituyeron constituido
connect connected linked link tie vínculo vinculado conectado relation relación related relacionado
cooperation cooperación collaborate collaboration colaboración colabora cooperate coopera
pair par pareja
list listado lista enumeration enumeración table tabla
without sin no not lacking lack missing falta faltan faltante carecen nobody none
without nadie ningún ninguna
without isn't doesn't don't aren't hasn't never nunca unresolved pendiente
network red
axis eje
cover covers covered cubre cubren abarca abarcan
committee comité subcommittee subcomité mesa commission comisión workgroup
held hold holds celebró celebraron celebrada celebradas llevaron received receive receives recibió
held recibieron recibido obtained obtuvo obtuvieron awarded otorgó otorgaron otorgado
regulate regulates regulan regula regulation regulación
responsible responsable cargo charge run runs managed manages administra opera operates
responsible toca tocan lleva
framework marco amparo under bajo
application apply applied aplica aplicación use used usa usan utiliza user usuario
sign signed firmado firmó firmaron firmada signature firma firmar suscribió
work trabaja trabajan works working
make makes made produce produces manufactured manufacture fabrica
make fabrican fabricar hace hacen produce
near nearby close cerca cercano próximo
service servicio
group grupo
fund funds funded funder funding finance finances financed financia financian financiado financiador
fund pays pay dinero money recursos
active activo activa activos activas operating operando running funcionando
end over ended ending terminó terminaron terminado concluyó concluyeron concluido finished disuelto
end closed closing cerró cerraron cerrado clausuró
end repealed repeal derogada derogado derogaron abrogada cancelled cancelado cancelada discontinued
end disolvió disolvieron dissolved dissolve desapareció desaparecieron disappeared extinguió
promise promised promises promesa prometió prometieron compromiso commitment committed
infer inferred inferida inferido infiere supuesto suposición assumption assumed deduction
infer deducción deducido deduced deduce
except excepto excluding excluyendo salvo quitando
"""


_TWO_TO_TWELVE: Final = """
    two three four five six seven eight nine ten eleven twelve
    dos tres cuatro cinco seis siete ocho nueve diez once doce
"""
#: several words of one meaning → the word that stands for them
_PHRASES: Final = (
    (r"(?:en|in) (?:(?:todo )?el pa[ií]s|(?:the )?(?:whole )?country|toda la rep[uú]blica)", ""),
    (
        r"(?:y |and )?(?:(?:en|in) (?:qu[eé]|which|what) (?:estado|state) )?(?:est[aá] |is )?"
        r"(?:cada un[oa]|each (?:one|of them))",
        "",
    ),
    (r"(?:takes?|took|taken) over|asum\w+", "successor"),
    (r"entidad federativa", "estado"),
    (r"entidades federativas", "estados"),
    (r"(?:a )?nivel nacional|nationwide|countrywide", ""),
    (
        r"(?:strategic )(?:partner|all[yi])\w*|(?:soci[oa]s?|aliad[oa]s?) (?:estrat[eé]gic[oa]s?)",
        "partner",
    ),
    (r"(?<=as )(?:a )?(?:partner|ally)|(?<=como )(?:soci[oa]|aliad[oa])s?", "partner"),
    (
        r"(?:with|con) (?:whom|qui[eé]n(?:es)?) (?:\w+ )?"
        r"(?:work\w*|trabaja\w*|colabora\w*|coopera\w*)",
        "partner",
    ),
    (r"who(?:m)? (?:does )?(?:work\w*|cooperate\w*|collaborate\w*|partner\w*) with", "partner"),
    (r"who does (.*) (?:work|cooperate|collaborate) with", r"partner of \1"),
    (r"(?<=who )set up|(?:was|were) set up", "founded"),
    (r"set up in", "located in"),
    (r"(?:works?|working|trabajan?|opera[n]?|operates?)(?= (?:in|en) )", ""),
    (r"what came of (?:it|them)|qu[eé] (?:sali[oó]|result[oó]) de (?:ello|[eé]l|ella)", "outcome"),
    (r"tanto (.*) como", r"both \1 and"),
    (r"list all|(?<=lista )tod[oa]s l[oa]s", "list"),
    (rf"(?:the|los|las) (?:{'|'.join(_TWO_TO_TWELVE.split())})(?= \w+ (?:of|de|del)\b)", ""),
    (r"en (?:lo )?qu[eé] (?:m[aá]s )?particip\w+", "engagements"),
    (r"(?:what|everything) (.*)(?:takes?|took|taken) part(?: in)?(?=\W*$)", r"engagements \1"),
    (r"(?:takes?|took|taken|taking) part", "participate"),
    (r"(?:fewest|smallest number of|menor n[uú]mero de)", "least"),
    (r"(?:p[aá]gina|sitio|portal) (?:web|de internet|en internet|electr[oó]nic[ao])", "website"),
    (r"web (?:page|site|address)", "website"),
    (r"(?:in|en) (?:common|com[uú]n)", "shared"),
    (r"no longer (?:valid|in force|current)", "expired on a date"),
    (r"ya no (?:es|son|est[aá]n?) (?:v[aá]lid|vigente)\w*", "vencido en una fecha"),
    (r"(?:no longer|not any more|ya no) (?:exist\w*|oper\w+|active|activ[oa]s?)", "ended"),
    (r"(?:still|sigue[n]?|todav[ií]a|a[uú]n) (?:exist\w*|oper\w+|running|funciona\w*)", "active"),
    (r"(?:de d[oó]nde (?:sale|viene|proviene)|con qu[eé]) (?:el )?dinero", "fund"),
    (r"qui[eé]n(?:es)? (?:lo |la |los |las )?pagan?", "fund"),
    (r"no se (?:conocen?|saben?|nombran?|indican?)", "sin"),
    (r"who(?:'s| is) who|qui[eé]n es qui[eé]n", "participants"),
    (
        r"(?:come|comes|came|taken|stems?) from|(?:provien\w+|vien\w+|tomad[oa]s?) del?",
        "provenance",
    ),
    (r"according to|seg[uú]n", "provenance"),
    (r"backed by", "support"),
    (r"what (?:happened to|became of)|qu[eé] (?:fue de|pas[oó] con)", "successor of"),
    (
        r"(?:lost|perdi\w+) (?:their|its|the|el|la|su|sus) (?:\w+ )?(?:label|sello)\w*",
        "expired label",
    ),
    (r"(?:no|not|sin) (?:known|conocid[oa]s?)", "unknown"),
    (r"(?:ocupan?|tienen?) (?:un|el|los|qué) cargos?", "persona"),
    (r"qu[eé] cargos?", "persona"),
    (r"p(?:[uú]blic) (?=polic)|(?<=pol[ií]tica )p[uú]blica|(?<=pol[ií]ticas )p[uú]blicas", ""),
    (r"(?:set|fixed|fijad[ao]s?) (?=for|by|para)", ""),
    (r"(?-i:US|U\.S\.)", "United States"),
    (r"se (?:han hecho|hicieron)", "se celebraron"),
    (r"(?:rest|based|descansan?|basad[ao]s?) (?:on|in|en)", "supported by"),
    (r"'s|’s", ""),
    (r"firmas", "empresas"),
    (r"(?:qu[eé]|what|which) (?:n[uú]meros|numbers)", "figures"),
    (r"(?:a|en|at) la mesa", ""),
    (r"(?:d[oó]nde|where) (?:m[aá]s |else )?(?:encuentr\w+|can (?:i|we) find)", "dónde"),
    (r"stats", "figures"),
    (r"(?:sits?|falls?|hangs?|comes?) under|(?:cuelga[n]?|depende[n]?) de", "under"),
    (
        r"(?:ech(?:[oó]|aron|ar)|pus(?:o|ieron)|puest[oa]s?) (?:a andar|en (?:marcha|pie))",
        "founded",
    ),
    (r"side by side(?: with)?|frente a frente|lado a lado", "compare"),
    (
        r"(?:a cu[aá]nt[oa]s? (?:gente|personas?) )?(?:dan?|gives?) (?:trabajo|empleo|work|jobs?)",
        "empleo",
    ),
    (r"trabajo directo", "empleo directo"),
    (r"trabajos? indirecto", "empleo indirecto"),
)
_PHRASE: Final = tuple(
    (re.compile(rf"(?<!\w)(?:{form})(?!\w)" if form[0] != "'" else rf"(?:{form})\b", re.I), word)
    for form, word in _PHRASES
)


#: Spanish words whose stems would be English ones: "not", "firm", "fund"
_WHOLE: Final = frozenset({"nota", "firma", "firmo", "fundo", "funda"})


class Word(NamedTuple):
    """A word of a text: as it is written, its stem, and where it stands."""

    text: str
    stem: str
    start: int
    end: int


def simplified(text: str) -> str:
    """Return a text in which one word stands for phrases of one meaning."""
    return rephrased(text)[0]


def rephrased(text: str) -> tuple[str, dict[str, str]]:
    """Return the simplified text, and the words that stand for phrases, with these as written."""
    written: dict[str, str] = {}

    def stand_in(match: re.Match[str], word: str) -> str:
        new = match.expand(word)
        for part in words(new):
            written.setdefault(part.text, match[0])
        return new

    for form, word in _PHRASE:
        text = form.sub(partial(stand_in, word=word), text)
    return text, written


def words(text: str) -> list[Word]:
    """Return the words of a text in their order, the small ones too."""
    return [
        Word(match[0], stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)
    ]


@lru_cache(maxsize=16_384)
def is_small(word: str) -> bool:
    """Return whether a word says nothing about which question is meant; "IT" is a sector."""
    return fold(word) in _small_words() and word != "IT"


def says_something(word: Word) -> bool:
    """Return whether a word tells which question is meant."""
    if is_small(word.text) or (len(word.text) < _SHORTEST and word.stem not in _meanings()):
        return False
    return not (word.text.islower() and _is_slip(word.text))


@lru_cache(maxsize=4_096)
def _is_slip(word: str) -> bool:
    """Return whether a short word is a small one with a slip, such as "wich"."""
    known = _meanings()
    if not _SHORT <= len(word) < _STEM or stem(word) in known:
        return False
    close = get_close_matches(fold(word), _small_words(), 1, _ALIKE)
    return bool(close) and close[0][0] == fold(word)[0]


def language_of(text: str) -> str:
    """Return the language of a question, `es` or `en`, by its small words; "" where none tells."""
    words_ = {fold(word.text) for word in words(text)}
    spanish, english = (len(words_ & set(small.split())) for small in (_SPANISH, _ENGLISH))
    return "" if spanish == english else "es" if spanish > english else "en"


def wanted(text: str) -> str:
    """Return what a text asks for first: a `number`, `whether` there is anything, or nothing."""
    if _HOW_MANY.search(text):
        return "number"
    return "whether" if _WHETHER.match(text) else ""


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
    elif len(text) > 4 and text.endswith("ce"):
        text = text[:-2] + "z"  # as "devices", which ends like "automotrices"
    elif len(text) > 4 and text.endswith("ies"):
        text = text[:-3] + "y"
    elif len(text) > 4 and text.endswith("es"):
        text = text[:-2]
    elif len(text) > 3 and text.endswith("s") and not text.endswith("ss"):
        text = text[:-1]
    if text in _WHOLE:
        return text
    return text[:-1] if len(text) > 3 and text[-1] in "aeo" else text


def meaning(stem_: str) -> str:
    """Return the stem that stands for all of one meaning."""
    return _meanings().get(stem_, stem_)


def is_common(stem_: str) -> bool:
    """Return whether a stem is one of the words that questions are made of, such as "cluster"."""
    return stem_ in _meanings()


@cache
def _meanings() -> dict[str, str]:
    meanings: dict[str, str] = {}
    for line in _SYNONYMS.strip().splitlines():
        first, *others = map(stem, line.split())
        for other in (first, *others):
            meanings.setdefault(other, first)
    return meanings


class Known:
    """The words that questions are made of; a word that is none of them may be near to one."""

    def __init__(self, stems_: Iterable[str]) -> None:
        """Take the stems that questions have."""
        self._stems = frozenset(stems_) | frozenset(_meanings())
        self._long = sorted(stem_ for stem_ in self._stems if len(stem_) >= _STEM)
        self._near: dict[str, str] = {}

    def __contains__(self, stem_: object) -> bool:
        """Return whether a stem is one of them."""
        return stem_ in self._stems

    def nearest(self, stem_: str) -> str:
        """Return the stem itself, or the known one of which it is another form or a slip.

        "Firmaron" is a form of "firmado", "clsuter" a slip of "cluster".
        """
        if stem_ in self._stems or len(stem_) < _STEM:
            return stem_
        if stem_ not in self._near:
            self._near[stem_] = self._looked_up(stem_)
        return self._near[stem_]

    def _looked_up(self, stem_: str) -> str:
        shared = [(_common(stem_, other), other) for other in self._long]
        _, other = max(shared, key=lambda pair: (pair[0], -len(pair[1])), default=(0, ""))
        if alike(stem_, other):
            return meaning(other)
        close = get_close_matches(stem_, self._long, 1, _ALIKE)
        return meaning(close[0]) if close and not is_opposite(stem_, close[0]) else stem_


def is_opposite(stem_: str, other: str) -> bool:
    """Return whether of two stems one denies the other: "unemployment" is no slip."""
    shorter, longer = sorted((stem_, other), key=len)
    return longer.endswith(shorter) and longer.removesuffix(shorter) in _DENYING


_DENYING: Final = frozenset(
    [
        "a",
        "an",
        "anti",
        "con",
        "contra",
        "des",
        "dis",
        "im",
        "in",
        "ir",
        "mis",
        "no",
        "non",
        "sin",
        "un",
    ]
)


def alike(stem_: str, other: str) -> bool:
    """Return whether two stems are of one root: "ambiental" and "ambiente"."""
    return stem_ == other or _common(stem_, other) >= max(_STEM, 0.7 * len(stem_))


def _common(word: str, other: str) -> int:
    """Return how many letters two words have in common at their beginning."""
    return next(
        (index for index, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
        min(len(word), len(other)),
    )
