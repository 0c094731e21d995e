"""A profile as a Word document."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from kg.export.picture import rendered
from kg.export.xml_escape import legal
from kg.profiles.document import Group, Item, Picture, Profile, Section
from kg.runtime.extras import extra

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_ACCENT: Final = "7A1F3D"
_SOFT: Final = "55616E"
_LINE: Final = "D5DBE1"
_WIDTHS: Final = {"map": 75, "network": 145, "timeline": 145}  # of pictures, in millimetres
_LANGUAGES: Final = {"es": "es-MX", "en": "en-US"}


def docx(profile: Profile) -> bytes:
    """Return the profile as a file of Word, on A4, with headings that its outline shows.

    Raises:
        MissingExtra: The library that writes it, or the one that draws its pictures, is missing.
    """
    with extra("profile"):
        from docx import Document
    document = Document()
    _set_up(document, profile)
    kind = document.add_paragraph()
    _run(kind, f"{profile.words['profile']} · {profile.kind}", colour=_ACCENT, bold=True)
    document.add_heading(legal(profile.title), 0)
    for section in profile.sections:
        _section(document, profile, section)
    _sources(document, profile)
    if profile.folded:
        text = profile.words["all"].format(n=f"{profile.folded:,}")
        _run(document.add_paragraph(), text, colour=_SOFT, size=7.5)
    _run(document.add_paragraph(), " ".join(profile.colophon), colour=_SOFT, size=7.5)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _set_up(document: Document, profile: Profile) -> None:
    """Set paper, fonts, language and the number of the page."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(17)
    page.top_margin = page.bottom_margin = Mm(15)
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(9)
    normal.paragraph_format.space_after = Pt(1.5)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {})
    language.set(qn("w:val"), _LANGUAGES[profile.language])
    normal.element.get_or_add_rPr().append(language)
    for name, size in (("Title", 18), ("Heading 1", 11)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.font.color.rgb = RGBColor.from_string(_ACCENT if name != "Title" else "1D2733")
        style.paragraph_format.space_before = Pt(7 if name != "Title" else 0)
        for border in style.element.iter(qn("w:bottom")):
            border.set(qn("w:color"), _ACCENT)
        fonts = style.element.rPr.rFonts
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
    core = document.core_properties
    core.title, core.author, core.keywords = legal(profile.title), "HelixKG", legal(profile.kind)
    core.language = _LANGUAGES[profile.language]
    footer = page.footer.paragraphs[0]
    _run(footer, f"{profile.title}\t\t{profile.words['page']} ", colour=_SOFT, size=7.5)
    _field(footer, "PAGE")


def _section(document: Document, profile: Profile, section: Section) -> None:
    document.add_heading(legal(section.title), 1)
    rows: list[Group] = []
    for block in section.printed():
        if isinstance(block, Group) and not block.is_list and block.heading:
            rows.append(block)
            continue
        _details(document, profile, rows)
        rows = []
        if isinstance(block, Item):
            _item(document.add_paragraph(), profile, block)
        elif isinstance(block, Picture):
            _picture(document, block)
        else:
            for item in block.items:
                _item(document.add_paragraph(style="List Bullet"), profile, item)
            if block.more:
                _more(document.add_paragraph(style="List Bullet"), profile, block)
    _details(document, profile, rows)


def _details(document: Document, profile: Profile, rows: list[Group]) -> None:
    """Write lists under their headings as a table of two columns."""
    from docx.shared import Mm

    if not rows:
        return
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Mm(42), Mm(134)
    for group in rows:
        head, body = table.add_row().cells
        head.width, body.width = Mm(42), Mm(134)
        _line_above(head)
        _line_above(body)
        count = f" ({group.size})" if group.size > 3 else ""
        _run(head.paragraphs[0], group.heading, bold=True)
        _run(head.paragraphs[0], count, colour=_SOFT)
        shared = profile.cited_by_all(group)
        paragraph = body.paragraphs[0]
        for number, item in enumerate(group.items):
            _run(paragraph, "; " if number else "")
            _item(paragraph, profile, item, cite=not shared)
        if group.more:
            _run(paragraph, "; ")
            _more(paragraph, profile, group)
        _cite(paragraph, shared)


def _picture(document: Document, picture: Picture) -> None:
    from docx.shared import Mm

    drawn = io.BytesIO(rendered(picture.svg, "png"))
    document.add_picture(drawn, width=Mm(_WIDTHS[picture.name]))
    shape = document.inline_shapes[len(document.inline_shapes) - 1]
    described: Any = shape._inline.docPr  # noqa: SLF001 (python-docx has no way to describe one)
    described.set("descr", legal(picture.caption))
    paragraph = document.paragraphs[-1]
    paragraph.paragraph_format.keep_with_next = True
    _run(document.add_paragraph(), picture.caption, colour=_SOFT, size=7.5)


def _sources(document: Document, profile: Profile) -> None:
    if not profile.sources:
        return
    document.add_heading(profile.words["sources"], 1)
    _run(document.add_paragraph(), profile.words["numbers"], colour=_SOFT, size=7.5)
    for source in profile.sources:
        _run(document.add_paragraph(), source.reference, size=7.5)
        paragraph = document.add_paragraph()
        for number, (sure, places) in enumerate(source.by_certainty()):
            if sure:
                _run(
                    paragraph, f"{'; ' if number else ''}{sure}: ", colour=_SOFT, size=7.5
                ).italic = True
            for place in places:
                _run(paragraph, f"{place.number}\u00a0", bold=True, colour=_ACCENT, size=7.5)
                _run(paragraph, f"{place.text}   ", colour=_SOFT, size=7.5)


def _item(paragraph: Paragraph, profile: Profile, item: Item, *, cite: bool = True) -> None:
    _run(paragraph, item.text)
    if item.note:
        _run(paragraph, f" ({item.note})", colour=_SOFT)
    if cite:
        _cite(paragraph, profile.cited(item))


def _more(paragraph: Paragraph, profile: Profile, group: Group) -> None:
    _run(paragraph, profile.words["more"].format(n=f"{group.more:,}")).italic = True


def _cite(paragraph: Paragraph, numbers: str) -> None:
    if numbers:
        _run(paragraph, numbers, colour=_ACCENT).font.superscript = True


def _run(
    paragraph: Paragraph, text: str, *, colour: str = "", bold: bool = False, size: float = 0
) -> Any:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(legal(text))
    run.bold = bold or None
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if size:
        run.font.size = Pt(size)
    return run


def _field(paragraph: Paragraph, name: str) -> None:
    """Add a field that Word fills in, such as the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)  # noqa: SLF001 (python-docx has no fields)


def _line_above(cell: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, top = OxmlElement("w:tcBorders"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "4"), ("color", _LINE)):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 (python-docx has no borders)
