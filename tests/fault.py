"""Puts known faults into produced Word files, one at a time, to see whether the audit finds them.

Knows nothing of docgen: it reads and writes the package with zipfile and lxml alone. A fault takes
the file and a seeded source of choices and returns the faulty file, or None where the file has no
place for it.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable
from random import Random

from lxml import etree

__all__ = ["FAULTS", "Fault", "members_of", "package_of", "tampered"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
BODY = "word/document.xml"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
NUMBER = re.compile(r"\d[\d.]*\d|\d")
CHINESE = re.compile("[\u4e00-\u9fff]")

Fault = Callable[[bytes, Random], bytes | None]
#: Changes a part in place; returns whether it found a place.
Change = Callable[[etree._Element, Random], bool]


def members_of(docx: bytes) -> dict[str, bytes]:
    """Return the members of a package by name."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_of(members: dict[str, bytes]) -> bytes:
    """Return the package of some members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


def tampered(docx: bytes, part: str, change: Change, rng: Random) -> bytes | None:
    """Return the file with one part changed, None where nothing was changed."""
    members = members_of(docx)
    if part not in members:
        return None
    root = etree.fromstring(members[part])
    before = etree.tostring(root, method="c14n")
    if not change(root, rng) or etree.tostring(root, method="c14n") == before:
        return None
    members[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return package_of(members)


def _in(part: str, change: Change) -> Fault:
    return lambda docx, rng: tampered(docx, part, change, rng)


def _choose(nodes: list[etree._Element], rng: Random) -> etree._Element | None:
    return rng.choice(nodes) if nodes else None


def _texts(root: etree._Element, pattern: re.Pattern[str]) -> list[etree._Element]:
    """Return the texts that hold a pattern and are no result of a PAGE or NUMPAGES field."""
    # The nodes themselves, not their ids: lxml makes a new object where none is held.
    live = {
        text
        for run in root.iter(f"{W}r")
        for text in run.iter(f"{W}t")
        if _before_result(run) in ("PAGE", "NUMPAGES")
    }
    return [
        node for node in root.iter(f"{W}t") if pattern.search(node.text or "") and node not in live
    ]


def _before_result(run: etree._Element) -> str:
    """Return the name of the field whose result a run is, "" outside any."""
    depth = 0
    for sibling in run.itersiblings(preceding=True):
        for char in sibling.iter(f"{W}fldChar"):
            depth += {"end": 1, "begin": -1}.get(char.get(f"{W}fldCharType", ""), 0)
        instruction = "".join(node.text or "" for node in sibling.iter(f"{W}instrText"))
        if instruction and depth <= 0:
            ahead = run.itersiblings()
            ends = [c.get(f"{W}fldCharType") for r in ahead for c in r.iter(f"{W}fldChar")]
            return instruction.split()[0] if ends[:1] == ["end"] else ""
    return ""


def _replace_at(node: etree._Element, start: int, end: int, new: str) -> bool:
    text = node.text or ""
    node.text = text[:start] + new + text[end:]
    return node.text != text


def wrong_digit(root: etree._Element, rng: Random) -> bool:
    """Change one digit."""
    node = _choose(_texts(root, NUMBER), rng)
    if node is None:
        return False
    at = rng.choice([i for i, c in enumerate(node.text or "") if c.isdigit()])
    old = int((node.text or "")[at])
    return _replace_at(node, at, at + 1, str((old + rng.randint(1, 9)) % 10))


def lost_digit(root: etree._Element, rng: Random) -> bool:
    """Leave one digit or decimal point out."""
    node = _choose(_texts(root, NUMBER), rng)
    if node is None:
        return False
    match = rng.choice(list(NUMBER.finditer(node.text or "")))
    at = rng.randrange(match.start(), match.end())
    return _replace_at(node, at, at + 1, "")


def swapped_figures(root: etree._Element, rng: Random) -> bool:
    """Exchange two numbers that differ."""
    nodes = _texts(root, NUMBER)
    if len(nodes) < 2:
        return False
    first, second = rng.sample(nodes, 2)
    one = rng.choice(list(NUMBER.finditer(first.text or "")))
    two = rng.choice(list(NUMBER.finditer(second.text or "")))
    _replace_at(first, one.start(), one.end(), two[0])
    _replace_at(second, two.start(), two.end(), one[0])
    return True


def changed_capital(root: etree._Element, rng: Random) -> bool:
    """Change one digit of an amount in words."""
    node = _choose(_texts(root, re.compile(f"[{FORMAL[1:]}]")), rng)
    if node is None:
        return False
    at = rng.choice([i for i, c in enumerate(node.text or "") if c in FORMAL[1:]])
    old = (node.text or "")[at]
    return _replace_at(node, at, at + 1, rng.choice(FORMAL[1:].replace(old, "")))


def changed_word(root: etree._Element, rng: Random) -> bool:
    """Change, drop or double one character of the wording."""
    node = _choose(_texts(root, CHINESE), rng)
    if node is None:
        return False
    at = rng.choice([match.start() for match in CHINESE.finditer(node.text or "")])
    old = (node.text or "")[at]
    return _replace_at(node, at, at + 1, rng.choice(["", old * 2, "无" if old != "无" else "有"]))


def added_space(root: etree._Element, rng: Random) -> bool:
    """Put a space into a text."""
    node = _choose(_texts(root, re.compile(r"\S\S")), rng)
    if node is None:
        return False
    at = rng.randrange(1, len(node.text or ""))
    return _replace_at(node, at, at, " ")


def _paragraphs(root: etree._Element) -> list[etree._Element]:
    return [node for node in root.iter(f"{W}p") if "".join(node.itertext()).strip()]


def dropped_paragraph(root: etree._Element, rng: Random) -> bool:
    """Take a paragraph out."""
    node = _choose(_paragraphs(root), rng)
    if node is None:
        return False
    _parent(node).remove(node)
    return True


def duplicated_paragraph(root: etree._Element, rng: Random) -> bool:
    """Print a paragraph twice."""
    node = _choose(_paragraphs(root), rng)
    if node is None:
        return False
    node.addnext(copy.deepcopy(node))
    return True


def moved_paragraph(root: etree._Element, rng: Random) -> bool:
    """Exchange two paragraphs whose texts differ."""
    nodes = _paragraphs(root)
    if len(nodes) < 2:
        return False
    first, second = rng.sample(nodes, 2)
    if "".join(first.itertext()) == "".join(second.itertext()):
        return False
    one, two = copy.deepcopy(first), copy.deepcopy(second)
    _parent(first).replace(first, two)
    _parent(second).replace(second, one)
    return True


def emptied_paragraph(root: etree._Element, rng: Random) -> bool:
    """Leave a paragraph standing without its text."""
    node = _choose(_paragraphs(root), rng)
    if node is None:
        return False
    for run in node.findall(f"{W}r"):
        node.remove(run)
    return True


def hidden_paragraph(root: etree._Element, rng: Random) -> bool:
    """Hide the text of a run."""
    runs = [node for node in root.iter(f"{W}r") if node.find(f"{W}t") is not None]
    run = _choose(runs, rng)
    if run is None:
        return False
    look = run.find(f"{W}rPr")
    if look is None:
        look = etree.Element(f"{W}rPr")
        run.insert(0, look)
    etree.SubElement(look, f"{W}vanish")
    return True


def deleted_by_tracking(root: etree._Element, rng: Random) -> bool:
    """Put a run into a tracked insertion."""
    runs = [
        r for r in root.iter(f"{W}r") if _parent(r).tag == f"{W}p" and r.find(f"{W}t") is not None
    ]
    run = _choose(runs, rng)
    if run is None:
        return False
    inserted = etree.Element(f"{W}ins")
    run.addprevious(inserted)
    inserted.append(run)
    return True


def lost_row(root: etree._Element, rng: Random) -> bool:
    """Take a table row out."""
    node = _choose(list(root.iter(f"{W}tr")), rng)
    if node is None:
        return False
    _parent(node).remove(node)
    return True


def extra_row(root: etree._Element, rng: Random) -> bool:
    """Print a table row twice."""
    node = _choose(list(root.iter(f"{W}tr")), rng)
    if node is None:
        return False
    node.addnext(copy.deepcopy(node))
    return True


def swapped_cells(root: etree._Element, rng: Random) -> bool:
    """Exchange two neighbouring cells whose texts differ."""
    pairs = [
        (cell, cell.getnext())
        for cell in root.iter(f"{W}tc")
        if cell.getnext() is not None
        and "".join(cell.itertext()) != "".join(cell.getnext().itertext())
    ]
    if not pairs:
        return False
    first, second = rng.choice(pairs)
    second.addnext(first)
    return True


def lost_table(root: etree._Element, rng: Random) -> bool:
    """Take a whole table out."""
    node = _choose(list(root.iter(f"{W}tbl")), rng)
    if node is None:
        return False
    _parent(node).remove(node)
    return True


def _results(root: etree._Element, name: str) -> list[etree._Element]:
    found = []
    for run in root.iter(f"{W}r"):
        text = run.find(f"{W}t")
        if text is not None and _before_result(run) == name:
            found.append(text)
    return found


def wrong_reference(root: etree._Element, rng: Random) -> bool:
    """Let a reference show another number than that of its clause."""
    node = _choose(_results(root, "REF"), rng)
    if node is None:
        return False
    old = node.text or ""
    node.text = rng.choice(["第九十九条", "第一百零一条", old + "之一", old[:-1], ""])
    return True


def redirected_reference(root: etree._Element, rng: Random) -> bool:
    """Let a reference lead to another clause."""
    codes = [n for n in root.iter(f"{W}instrText") if (n.text or "").split()[:1] == ["REF"]]
    marks = [n.get(f"{W}name") or "" for n in root.iter(f"{W}bookmarkStart")]
    node = _choose(codes, rng)
    if node is None:
        return False
    old = (node.text or "").split()[1]
    others = [mark for mark in marks if mark != old]
    if not others:
        return False
    node.text = (node.text or "").replace(old, rng.choice(others))
    return True


def moved_bookmark(root: etree._Element, rng: Random) -> bool:
    """Let a bookmark begin at another clause, and every reference follow it."""
    marks = list(root.iter(f"{W}bookmarkStart"))
    if len(marks) < 2:
        return False
    first, second = rng.sample(marks, 2)
    one, two = first.get(f"{W}name") or "", second.get(f"{W}name") or ""
    first.set(f"{W}name", two)
    second.set(f"{W}name", one)
    return True


def wrong_page_count(root: etree._Element, rng: Random) -> bool:
    """Let the page count show another number."""
    node = _choose(_results(root, "NUMPAGES"), rng)
    if node is None:
        return False
    node.text = str(int(node.text or "0") + rng.randint(1, 9))
    return True


def removed_field(root: etree._Element, rng: Random) -> bool:
    """Leave a field's cached text standing without its field."""
    begins = [n for n in root.iter(f"{W}fldChar") if n.get(f"{W}fldCharType") == "begin"]
    begin = _choose(begins, rng)
    if begin is None:
        return False
    run = _parent(begin)
    while run is not None:
        following = run.getnext()
        kinds = [node.get(f"{W}fldCharType") for node in run.iter(f"{W}fldChar")]
        if run.find(f"{W}t") is None:
            _parent(run).remove(run)
        if "end" in kinds:
            return True
        run = following
    return False


def changed_level(root: etree._Element, rng: Random) -> bool:
    """Take the number of a numbered paragraph away."""
    styles = ("Clause", "Item", "Chapter", "Attachment")
    nodes = [node for node in root.iter(f"{W}pStyle") if (node.get(f"{W}val") or "") in styles]
    node = _choose(nodes, rng)
    if node is None:
        return False
    node.set(f"{W}val", "Body")
    return True


def removed_picture(root: etree._Element, rng: Random) -> bool:
    """Leave a picture's paragraph standing without the picture."""
    node = _choose(list(root.iter(f"{W}drawing")), rng)
    if node is None:
        return False
    _parent(node).remove(node)
    return True


def unlinked_picture(root: etree._Element, rng: Random) -> bool:
    """Let a picture show no media."""
    node = _choose(list(root.iter(f"{A}blip")), rng)
    if node is None:
        return False
    for key in node.attrib:
        node.set(key, "rIdStyles")
    return True


def replaced_picture(docx: bytes, rng: Random) -> bytes | None:
    """Put other media behind a picture."""
    members = members_of(docx)
    media = [name for name in members if name.startswith("word/media/")]
    if not media:
        return None
    name = rng.choice(media)
    at = rng.randrange(len(members[name]))
    members[name] = members[name][:at] + bytes([members[name][at] ^ 1]) + members[name][at + 1 :]
    return package_of(members)


def changed_edge(docx: bytes, rng: Random) -> bytes | None:
    """Change the wording of a header or footer."""
    names = [name for name in members_of(docx) if re.match(r"word/(header|footer)\d", name)]
    rng.shuffle(names)
    for name in names:
        made = tampered(docx, name, changed_word, rng)
        if made is not None:
            return made
    return None


def swapped_edges(docx: bytes, rng: Random) -> bytes | None:
    """Let the header stand as the footer."""
    members = members_of(docx)
    one, two = "word/header1.xml", "word/footer1.xml"
    if one not in members or two not in members:
        return None
    members[one], members[two] = members[two], members[one]
    return package_of(members)


def changed_start(root: etree._Element, rng: Random) -> bool:
    """Let a list begin at another number."""
    node = _choose(list(root.iter(f"{W}start")), rng)
    if node is None:
        return False
    node.set(f"{W}val", str(int(node.get(f"{W}val") or "1") + rng.randint(1, 3)))
    return True


def changed_label(root: etree._Element, rng: Random) -> bool:
    """Let a list print other words around its number."""
    node = _choose([n for n in root.iter(f"{W}lvlText") if n.get(f"{W}val")], rng)
    if node is None:
        return False
    node.set(f"{W}val", (node.get(f"{W}val") or "") + "款")
    return True


def changed_form(root: etree._Element, rng: Random) -> bool:
    """Let a list count in another form."""
    node = _choose(list(root.iter(f"{W}numFmt")), rng)
    if node is None:
        return False
    old = node.get(f"{W}val")
    node.set(f"{W}val", "decimal" if old != "decimal" else "chineseCountingThousand")
    return True


def hiding_style(root: etree._Element, rng: Random) -> bool:
    """Let a style hide its text."""
    node = _choose(list(root.iter(f"{W}style")), rng)
    if node is None:
        return False
    look = node.find(f"{W}rPr")
    if look is None:
        look = etree.SubElement(node, f"{W}rPr")
    etree.SubElement(look, f"{W}vanish")
    return True


def foreign_part(docx: bytes, rng: Random) -> bytes | None:
    """Add a member that the template does not have."""
    members = members_of(docx)
    members[rng.choice(["word/vbaProject.bin", "word/header9.xml", "word/comments.xml"])] = b"<x/>"
    return package_of(members)


def lost_part(docx: bytes, rng: Random) -> bytes | None:
    """Leave out a member that the template has."""
    members = members_of(docx)
    names = [name for name in members if name not in (BODY, "[Content_Types].xml")]
    del members[rng.choice(names)]
    return package_of(members)


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    assert parent is not None
    return parent


def _body(*changes: Change) -> dict[str, Fault]:
    return {change.__name__: _in(BODY, change) for change in changes}


#: Every kind of fault by name.
FAULTS: dict[str, Fault] = {
    **_body(
        wrong_digit,
        lost_digit,
        swapped_figures,
        changed_capital,
        changed_word,
        added_space,
        dropped_paragraph,
        duplicated_paragraph,
        moved_paragraph,
        emptied_paragraph,
        hidden_paragraph,
        deleted_by_tracking,
        lost_row,
        extra_row,
        swapped_cells,
        lost_table,
        wrong_reference,
        redirected_reference,
        moved_bookmark,
        wrong_page_count,
        removed_field,
        changed_level,
        removed_picture,
        unlinked_picture,
    ),
    "changed_start": _in("word/numbering.xml", changed_start),
    "changed_label": _in("word/numbering.xml", changed_label),
    "changed_form": _in("word/numbering.xml", changed_form),
    "hiding_style": _in("word/styles.xml", hiding_style),
    "replaced_picture": replaced_picture,
    "changed_edge": changed_edge,
    "swapped_edges": swapped_edges,
    "foreign_part": foreign_part,
    "lost_part": lost_part,
}
