"""Edits that a counterparty makes to a paper, and what only looks like one, made in its XML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

__all__ = ["EDITS", "HARMLESS", "Paper"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W_URI = W[1:-1]
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAIN = "word/document.xml"
RELS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FORMAL = "壹贰叁肆伍陆柒捌玖"
BODY = "，受让人对此无异议"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f00010101001bb6ee560000000049454e44ae426082"
)


class Paper:
    """A Word file being edited."""

    def __init__(self, docx: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            self.members = {name: package.read(name) for name in package.namelist()}
        self.root = etree.fromstring(self.members[MAIN])

    def save(self) -> bytes:
        """Return the edited file."""
        self.members[MAIN] = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.members.items():
                package.writestr(name, data)
        return buffer.getvalue()

    def texts(self, pattern: str = r"\S") -> list[etree._Element]:
        """Return the plain text nodes of the body that match, those of fields left out."""
        found, depth = [], 0
        for node in self.root.iter(f"{W}fldChar", f"{W}t"):
            if node.tag == f"{W}fldChar":
                depth += {"begin": 1, "end": -1}.get(node.get(f"{W}fldCharType"), 0)
            elif not depth and re.search(pattern, node.text or ""):
                found.append(node)
        return found

    def paragraphs(self) -> list[etree._Element]:
        """Return the paragraphs of the body with words in them, outside tables."""
        body = self.root.find(f"{W}body")
        return [
            one for one in body.iterchildren(f"{W}p")
            if any((node.text or "").strip() for node in one.iter(f"{W}t"))
            and one.find(f"{W}pPr/{W}sectPr") is None
        ]  # fmt: skip

    def add_part(self, name: str, kind: str, root: etree._Element) -> None:
        """Add a part to which the document links."""
        self.members[f"word/{name}"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        types = etree.fromstring(self.members["[Content_Types].xml"])
        node = etree.SubElement(types, types.tag.replace("Types", "Override"))
        node.set("PartName", f"/word/{name}")
        node.set("ContentType", f"{TYPE}.{kind}+xml")
        self.members["[Content_Types].xml"] = etree.tostring(types)
        rels = etree.fromstring(self.members[RELS])
        link = etree.SubElement(rels, rels.tag.replace("Relationships", "Relationship"))
        link.set("Id", f"rIdEdit{kind}")
        link.set("Type", f"{OFFICE}/{kind}")
        link.set("Target", name)
        self.members[RELS] = etree.tostring(rels)


def element(xml: str) -> etree._Element:
    return etree.fromstring(f'<x xmlns:w="{W_URI}">{xml}</x>')[0]


def put(node: etree._Element, text: str) -> None:
    node.text = text
    node.set(SPACE, "preserve")


def run_of(node: etree._Element) -> etree._Element:
    return next(node.iterancestors(f"{W}r"))


def add_run(paper: Paper, dice: Random, properties: str, text: str = BODY) -> None:
    run = run_of(dice.choice(paper.texts()))
    run.addnext(element(f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"))


def spread(text: str, at: int, more: str) -> str:
    return text[:at] + more + text[at:]


# --- edits -----------------------------------------------------------------------------------


def digit(paper: Paper, dice: Random) -> None:
    node = dice.choice(paper.texts(r"[0-9]"))
    at = dice.choice([one.start() for one in re.finditer("[0-9]", node.text)])
    other = dice.choice([one for one in "123456789" if one != node.text[at]])
    put(node, node.text[:at] + other + node.text[at + 1 :])


def swapped_figures(paper: Paper, dice: Random) -> None:
    nodes = paper.texts(r"^[0-9][0-9,.]*$")
    one = dice.choice(nodes)
    other = dice.choice([node for node in nodes if node.text != one.text])
    one.text, other.text = other.text, one.text


def amount_in_words(paper: Paper, dice: Random) -> None:
    nodes = paper.texts(f"[{FORMAL}][拾佰仟万元]")
    if not nodes:
        digit(paper, dice)
        return
    node = dice.choice(nodes)
    at = dice.choice([one.start() for one in re.finditer(f"[{FORMAL}]", node.text)])
    other = dice.choice([one for one in FORMAL if one != node.text[at]])
    put(node, node.text[:at] + other + node.text[at + 1 :])


def dropped_paragraph(paper: Paper, dice: Random) -> None:
    one = dice.choice(paper.paragraphs())
    one.getparent().remove(one)


def added_paragraph(paper: Paper, dice: Random) -> None:
    one = dice.choice(paper.paragraphs())
    fresh = deepcopy(one)
    for child in list(fresh):
        if child.tag != f"{W}pPr":
            fresh.remove(child)
    fresh.append(element("<w:r><w:t>受让人逾期不付的，出让人不另行催告。</w:t></w:r>"))
    one.addnext(fresh)


def reworded(paper: Paper, dice: Random) -> None:
    node = dice.choice(paper.texts(r"[一-鿿]{4}"))
    at = dice.choice([one.start() for one in re.finditer("[一-鿿]", node.text)])
    put(node, node.text[:at] + "某种" + node.text[at + 2 :])


def negated(paper: Paper, dice: Random) -> None:
    node = dice.choice(paper.texts(r"[一-鿿]{4}"))
    put(node, spread(node.text, dice.randrange(1, len(node.text)), "不"))


def dropped_row(paper: Paper, dice: Random) -> None:
    rows = [row for row in paper.root.iter(f"{W}tr") if len(row.getparent().findall(f"{W}tr")) > 2]
    rows = [row for row in rows if any((one.text or "").strip() for one in row.iter(f"{W}t"))]
    if not rows:
        dropped_paragraph(paper, dice)
        return
    row = dice.choice(rows)
    row.getparent().remove(row)


def moved_paragraph(paper: Paper, dice: Random) -> None:
    everything = paper.paragraphs()
    one, other = dice.sample(everything, 2)
    if "".join(one.itertext()) == "".join(other.itertext()):
        digit(paper, dice)
        return
    place = other.getnext()
    if place is one:
        other.addprevious(one)
    else:
        other.addnext(one)
        if "".join(one.getprevious().itertext()) != "".join(other.itertext()):
            raise AssertionError


def tracked_insertion(paper: Paper, dice: Random) -> None:
    run = run_of(dice.choice(paper.texts()))
    run.addnext(
        element(
            '<w:ins w:id="9001" w:author="对方法务" w:date="2024-01-02T03:04:05Z">'
            "<w:r><w:t>（含税）</w:t></w:r></w:ins>"
        )
    )


def tracked_deletion(paper: Paper, dice: Random) -> None:
    run = run_of(dice.choice(paper.texts(r"[一-鿿]{2}")))
    for node in run.iter(f"{W}t"):
        node.tag = f"{W}delText"
    frame = element('<w:del w:id="9002" w:author="对方法务" w:date="2024-01-02T03:04:05Z"/>')
    run.addprevious(frame)
    frame.append(run)


def comment(paper: Paper, dice: Random) -> None:
    run = run_of(dice.choice(paper.texts()))
    run.addprevious(element('<w:commentRangeStart w:id="77"/>'))
    run.addnext(element('<w:r><w:commentReference w:id="77"/></w:r>'))
    run.addnext(element('<w:commentRangeEnd w:id="77"/>'))
    root = element(
        f'<w:comments xmlns:w="{W_URI}"><w:comment w:id="77" w:author="对方法务" '
        'w:date="2024-01-02T03:04:05Z" w:initials="法"><w:p><w:r><w:t>此处请再议</w:t></w:r></w:p>'
        "</w:comment></w:comments>"
    )
    paper.add_part("comments.xml", "comments", root)


def edge(paper: Paper, dice: Random) -> None:
    names = [one for one in paper.members if re.match(r"word/(header|footer)[0-9]+\.xml", one)]
    roots = {name: etree.fromstring(paper.members[name]) for name in sorted(names)}
    nodes = [
        (name, node) for name, root in roots.items() for node in root.iter(f"{W}t")
        if re.search("[一-鿿]", node.text or "")
    ]  # fmt: skip
    name, node = dice.choice(nodes)
    put(node, node.text + "改")
    paper.members[name] = etree.tostring(roots[name])


def footnote(paper: Paper, dice: Random) -> None:
    run = run_of(dice.choice(paper.texts()))
    run.addnext(element('<w:r><w:footnoteReference w:id="2"/></w:r>'))
    root = element(
        f'<w:footnotes xmlns:w="{W_URI}">'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/>'
        "</w:r></w:p></w:footnote>"
        '<w:footnote w:id="2"><w:p><w:r><w:t>以补充协议为准。</w:t></w:r>'
        "</w:p></w:footnote></w:footnotes>"
    )
    paper.add_part("footnotes.xml", "footnotes", root)


def zero_width(paper: Paper, dice: Random) -> None:
    node = dice.choice(paper.texts(r"\S{2}"))
    put(node, spread(node.text, dice.randrange(1, len(node.text)), "\u200b"))


def hidden_run(paper: Paper, dice: Random) -> None:
    add_run(paper, dice, "<w:vanish/>")


def white_run(paper: Paper, dice: Random) -> None:
    add_run(paper, dice, '<w:color w:val="FFFFFF"/>')


def tiny_run(paper: Paper, dice: Random) -> None:
    add_run(paper, dice, '<w:sz w:val="2"/><w:szCs w:val="2"/>')


def format_run(paper: Paper, dice: Random, xml: str) -> None:
    run = run_of(dice.choice(paper.texts(r"[一-鿿]{2}")))
    properties = run.find(f"{W}rPr")
    if properties is not None:
        run.remove(properties)
    run.insert(0, element(f"<w:rPr>{xml}</w:rPr>"))


def hidden_words(paper: Paper, dice: Random) -> None:
    format_run(paper, dice, "<w:vanish/>")


def struck_words(paper: Paper, dice: Random) -> None:
    format_run(paper, dice, "<w:strike/>")


def white_words(paper: Paper, dice: Random) -> None:
    format_run(paper, dice, '<w:color w:val="FFFFFF"/>')


def renumbered(paper: Paper, dice: Random) -> None:
    root = etree.fromstring(paper.members["word/numbering.xml"])
    used = {node.get(f"{W}val") for node in paper.root.iter(f"{W}pStyle")}
    levels = [
        level for level in root.iter(f"{W}lvl")
        if level.find(f"{W}pStyle") is not None
        and level.find(f"{W}pStyle").get(f"{W}val") in used
    ]  # fmt: skip
    dice.choice(levels).find(f"{W}start").set(f"{W}val", "4")
    paper.members["word/numbering.xml"] = etree.tostring(root)


def another_picture(paper: Paper, dice: Random) -> None:
    pictures = [name for name in paper.members if name.startswith("word/media/")]
    if not pictures:
        digit(paper, dice)
        return
    paper.members[dice.choice(sorted(pictures))] = PNG


def typed_reference(paper: Paper, dice: Random) -> None:
    """Type a clause number over a reference: the field goes, the words stay behind."""
    begins = [
        node for node in paper.root.iter(f"{W}r")
        if (mark := node.find(f"{W}fldChar")) is not None
        and mark.get(f"{W}fldCharType") == "begin"
        and "REF" in "".join(one.text or "" for one in node.getparent().iter(f"{W}instrText"))
    ]  # fmt: skip
    if not begins:
        negated(paper, dice)
        return
    begin = dice.choice(begins)
    run, ended = begin, False
    while not ended:
        mark = run.find(f"{W}fldChar")
        ended = mark is not None and mark.get(f"{W}fldCharType") == "end"
        following = run.getnext()
        if ended:
            run.addnext(element("<w:r><w:t>第九十八条</w:t></w:r>"))
        run.getparent().remove(run)
        run = following


EDITS: dict[str, Callable[[Paper, Random], None]] = {
    "改一个数字": digit,
    "两个数字互换": swapped_figures,
    "改大写": amount_in_words,
    "删一段": dropped_paragraph,
    "加一段": added_paragraph,
    "改措辞": reworded,
    "加一个“不”": negated,
    "删表格一行": dropped_row,
    "两段换位": moved_paragraph,
    "留有插入修订": tracked_insertion,
    "留有删除修订": tracked_deletion,
    "留有批注": comment,
    "改页眉页脚": edge,
    "加脚注": footnote,
    "加零宽字符": zero_width,
    "加隐藏文字": hidden_run,
    "加白色文字": white_run,
    "加 1 磅文字": tiny_run,
    "把原文设为隐藏": hidden_words,
    "把原文划掉": struck_words,
    "把原文设成白色": white_words,
    "改编号起始值": renumbered,
    "换附图": another_picture,
    "引用改为手写": typed_reference,
}


# --- what is no edit -------------------------------------------------------------------------


def untouched(paper: Paper, dice: Random) -> None:
    """Save again, nothing else."""


def more_space(paper: Paper, dice: Random) -> None:
    for node in dice.sample(paper.texts(r"[一-鿿]{2}"), 3):
        at = dice.choice([one.end() for one in re.finditer(r"[一-鿿](?=[一-鿿])", node.text)])
        put(node, spread(node.text, at, dice.choice([" ", "　", "\u00a0"])))


def empty_paragraph(paper: Paper, dice: Random) -> None:
    dice.choice(paper.paragraphs()).addnext(element("<w:p/>"))


def bold(paper: Paper, dice: Random) -> None:
    format_run(paper, dice, '<w:b/><w:sz w:val="28"/>')


def split_run(paper: Paper, dice: Random) -> None:
    """Cut a run in two, as spell checkers do."""
    run = run_of(dice.choice(paper.texts(r"\S{4}")))
    texts = run.findall(f"{W}t")
    if len(texts) != 1:
        return
    other = deepcopy(run)
    text = texts[0].text or ""
    put(texts[0], text[:2])
    put(other.find(f"{W}t"), text[2:])
    run.addnext(other)


HARMLESS: dict[str, Callable[[Paper, Random], None]] = {
    "只重新保存": untouched,
    "只加空格": more_space,
    "只加空段": empty_paragraph,
    "只改字体字号": bold,
    "文字被切成几段": split_run,
}
