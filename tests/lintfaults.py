"""Puts one fault of an author into a template, at a place drawn by lot, and says where it is.

Knows nothing of docgen: it reads and writes the package with zipfile and lxml alone. A kind of
fault takes a template and a seeded source of choices and returns what it did, or None where the
template has no place for it.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import yaml
from lxml import etree

__all__ = ["KINDS", "Seeded", "Sheet", "cut_runs", "seed"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_PRINT = re.compile(r"^\{\{\s*([\w.]+?)(\|\w+)?\s*\}\}$")
_BODY = "word/document.xml"
_TEXT = re.compile(r"^word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
_POOL = "甲乙丙丁戊己庚辛壬癸"
_UNITS = ("平方米", "万元/亩", "元/平方米", "‰", "%", "公顷", "亩", "万元", "元", "年", "日", "米")
_WRONG = {
    "平方米": "亩", "亩": "平方米", "公顷": "亩", "元": "万元", "万元": "元", "%": "‰", "‰": "%",
    "年": "日", "日": "年", "米": "亩", "万元/亩": "元", "元/平方米": "万元",
}  # fmt: skip
_CONDITION = "出让.定金"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A template with one fault.

    Attributes:
        kind: The kind of fault.
        data: The faulty Word file.
        codes: Codes of which one must be told there.
        part: Part in which it stands.
        paragraph: Number of its paragraph, from 1; 0 for the part as a whole.
        did: What was done, for the reader of a failed test.
    """

    kind: str
    data: bytes
    codes: frozenset[str]
    part: str
    paragraph: int
    did: str


@dataclass(frozen=True, slots=True)
class Found:
    """A tag of a template: its part, its paragraph and number, its letters."""

    part: str
    number: int
    paragraph: etree._Element
    start: int
    end: int
    text: str

    @property
    def title(self) -> str:
        match = _PRINT.match(self.text)
        return match[1] if match else ""

    @property
    def form(self) -> str:
        match = _PRINT.match(self.text)
        return (match[2] or "").lstrip("|") if match else ""


class Sheet:
    """A template taken apart; every edit leaves its paragraphs in their order."""

    def __init__(self, data: bytes, manifest: bytes, titles: frozenset[str]) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.members = {one.filename: package.read(one) for one in package.infolist()}
        self.roots = {
            name: etree.fromstring(held) for name, held in self.members.items() if _TEXT.match(name)
        }
        self.fields: Mapping[str, object] = yaml.safe_load(manifest)["fields"]
        self.titles = titles

    def paragraphs(self, part: str = _BODY) -> list[tuple[int, etree._Element]]:
        return list(enumerate(self.roots[part].iter(w("p")), start=1))

    def everywhere(self) -> Iterator[tuple[str, int, etree._Element]]:
        for part in self.roots:
            for number, paragraph in self.paragraphs(part):
                yield part, number, paragraph

    def tags(self) -> list[Found]:
        return [
            Found(part, number, paragraph, one.start(), one.end(), one[0])
            for part, number, paragraph in self.everywhere()
            for one in _TAG.finditer(text_of(paragraph))
        ]

    def prints(self) -> list[Found]:
        return [one for one in self.tags() if one.title]

    def plain(self) -> list[tuple[int, etree._Element]]:
        """Return the paragraphs of the body that hold words, not control tags alone."""
        return [
            (number, one)
            for number, one in self.paragraphs()
            if len(_TAG.sub("", text_of(one))) > 8 and "《" not in text_of(one)
        ]

    def done(self, kind: str, codes: str, part: str, number: int, did: str) -> Seeded:
        members = dict(self.members)
        for name, root in self.roots.items():
            members[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for name, held in members.items():
                package.writestr(name, held)
        return Seeded(kind, buffer.getvalue(), frozenset(codes.split()), part, number, did)


def own(paragraph: etree._Element) -> list[etree._Element]:
    return [
        node
        for node in paragraph.iter(w("t"))
        if next(node.iterancestors(w("p")), None) is paragraph
    ]


def text_of(paragraph: etree._Element) -> str:
    return "".join(node.text or "" for node in own(paragraph))


def put(paragraph: etree._Element, start: int, end: int, new: str) -> None:
    """Put a text in the place of some letters; it goes into the run in which they begin."""
    at, placed = 0, False
    nodes = own(paragraph)
    if not nodes:
        run = etree.SubElement(paragraph, w("r"))
        nodes = [etree.SubElement(run, w("t"))]
    for node in nodes:
        text = node.text or ""
        low, high = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if low > len(text) or (high < low):
            continue
        if not placed and start <= at:
            text = text[:low] + new + text[max(high, low) :]
            placed = True
        elif low < high:
            text = text[:low] + text[high:]
        node.text = text
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    assert placed


def add(paragraph: etree._Element, text: str) -> None:
    """Put a text at the end of a paragraph."""
    length = len(text_of(paragraph))
    put(paragraph, length, length, text)


def cut_runs(data: bytes, random: Random) -> bytes:
    """Return a template whose runs are cut as Word cuts them: anywhere, tags too."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = {one.filename: package.read(one) for one in package.infolist()}
    root = etree.fromstring(members[_BODY])
    for node in list(root.iter(w("t"))):
        text, run = node.text or "", node.getparent()
        if len(text) < 4 or random.random() < 0.5 or len(run.findall(w("t"))) != 1:
            continue
        cut = random.randrange(1, len(text))
        behind = copy.deepcopy(run)
        node.text, behind.find(w("t")).text = text[:cut], text[cut:]
        for one in (node, behind.find(w("t"))):
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.addnext(behind)
        run.addnext(etree.Element(w("proofErr"), {w("type"): "spellStart"}))
    members[_BODY] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, held in members.items():
            package.writestr(name, held)
    return buffer.getvalue()


Kind = Callable[[Sheet, Random], Seeded | None]
KINDS: dict[str, Kind] = {}


def kind(name: str) -> Callable[[Kind], Kind]:
    """Register a kind of fault under its Chinese name."""

    def keep(function: Kind) -> Kind:
        KINDS[name] = function
        return function

    return keep


def seed(name: str, sheet: Sheet, random: Random) -> Seeded | None:
    """Return a template with one fault of a kind."""
    return KINDS[name](sheet, random)


def pick(random: Random, places: Sequence[Found]) -> Found | None:
    return random.choice(places) if places else None


def misspelt(sheet: Sheet, random: Random, places: Sequence[Found], name: str) -> Seeded | None:
    one = pick(random, places)
    if one is None:
        return None
    head, _, last = one.title.rpartition(".")
    at = random.randrange(len(last))
    wrong = next(
        text
        for text in (last[:at] + letter + last[at + 1 :] for letter in random.sample(_POOL, 10))
        if text not in sheet.titles
    )
    title = f"{head}.{wrong}" if head else wrong
    put(one.paragraph, one.start, one.end, one.text.replace(one.title, title, 1))
    return sheet.done(name, "T201", one.part, one.number, f"{one.title} → {title}")


@kind("字段名写错")
def wrong_name(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one in sheet.prints() if one.part == _BODY]
    return misspelt(sheet, random, places, "字段名写错")


@kind("页眉页脚里字段名写错")
def wrong_name_in_edge(sheet: Sheet, random: Random) -> Seeded | None:
    edges = [part for part in sheet.roots if "header" in part or "footer" in part]
    part = random.choice(edges)
    number, paragraph = random.choice(sheet.paragraphs(part))
    add(paragraph, "{{ 文书.合同编号甲 }}")
    return sheet.done("页眉页脚里字段名写错", "T201", part, number, "合同编号甲")


@kind("条件里字段名写错")
def wrong_name_in_condition(sheet: Sheet, random: Random) -> Seeded | None:
    places = [
        (one, found)
        for one in sheet.tags()
        if (found := re.match(r"^\{%\w*\s+(?:el)?if\s+([\w]+\.[\w.]+)\s*%\}$", one.text))
    ]
    if not places:
        return None
    one, found = random.choice(places)
    put(one.paragraph, one.start, one.end, one.text.replace(found[1], found[1] + "甲", 1))
    return sheet.done("条件里字段名写错", "T201", one.part, one.number, found[1])


@kind("写法写错")
def wrong_form(sheet: Sheet, random: Random) -> Seeded | None:
    one = pick(random, [one for one in sheet.prints() if one.form])
    if one is None:
        return None
    wrong = random.choice([one.form[0] + "字", one.form + "形", "缩写"])
    put(one.paragraph, one.start, one.end, one.text.replace(f"|{one.form}", f"|{wrong}"))
    return sheet.done("写法写错", "T007", one.part, one.number, f"{one.form} → {wrong}")


@kind("写法与种类不合")
def unfit_form(sheet: Sheet, random: Random) -> Seeded | None:
    last = (
        "名称",
        "坐落",
        "用途",
        "住所",
        "联系人",
        "合同编号",
        "协议编号",
        "电子监管号",
        "开工日期",
        "竣工日期",
    )
    one = pick(
        random, [p for p in sheet.prints() if p.title.endswith(last) and "表." not in p.title]
    )
    if one is None:
        return None
    form = random.choice(("大写", "亩", "公顷", "万元"))
    put(one.paragraph, one.start, one.end, f"{{{{ {one.title}|{form} }}}}")
    return sheet.done("写法与种类不合", "T205", one.part, one.number, f"{one.title}|{form}")


def blocks(sheet: Sheet) -> list[tuple[Found, Found, bool, bool]]:
    """Return each opener with its end, whether it has branches, whether one like it is round."""
    made: list[tuple[Found, Found, bool, bool]] = []
    for part in sheet.roots:
        stack: list[tuple[Found, str, list[bool]]] = []
        for one in (tag for tag in sheet.tags() if tag.part == part):
            match = re.match(r"^\{%-?(p|tr|tc)?\s+(\w+)", one.text)
            if match is None:
                continue
            scope, word = match[1] or "", match[2]
            if word in ("if", "for"):
                stack.append((one, scope + word, [False]))
            elif word in ("elif", "else") and stack:
                stack[-1][2][0] = True
            elif word in ("endif", "endfor") and stack:
                opened, name, branches = stack.pop()
                # With one of the same sort round it, nobody can say whose end is the missing one.
                round_it = any(held == name for _, held, _ in stack)
                made.append((opened, one, branches[0], round_it))
    return made


@kind("少结束标记")
def unclosed(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one in blocks(sheet) if not one[3]]
    if not places:
        return None
    opened, end, _, _ = random.choice(places)
    put(end.paragraph, end.start, end.end, "")
    return sheet.done("少结束标记", "T005", opened.part, opened.number, end.text)


@kind("少开始标记")
def unopened(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one in blocks(sheet) if not one[2] and not one[3]]
    if not places:
        return None
    opened, end, _, _ = random.choice(places)
    put(opened.paragraph, opened.start, opened.end, "")
    return sheet.done("少开始标记", "T005", end.part, end.number, opened.text)


@kind("结束标记不配对")
def mismatched(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one in blocks(sheet) if not one[3]]
    if not places:
        return None
    _, end, _, _ = random.choice(places)
    wrong = end.text.replace("endif", "end_").replace("endfor", "endif").replace("end_", "endfor")
    put(end.paragraph, end.start, end.end, wrong)
    return sheet.done("结束标记不配对", "T005", end.part, end.number, f"{end.text} → {wrong}")


@kind("开始与结束不在同一层")
def torn(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one in blocks(sheet) if one[0].text.startswith("{%tr") and not one[3]]
    if not places:
        return None
    opened, end, _, _ = random.choice(places)
    put(end.paragraph, end.start, end.end, end.text.replace("{%tr", "{%p"))
    return sheet.done("开始与结束不在同一层", "T005", opened.part, opened.number, opened.text)


@kind("段落标记旁有别的字")
def beside(sheet: Sheet, random: Random) -> Seeded | None:
    one = pick(random, [tag for tag in sheet.tags() if tag.text.startswith("{%p")])
    if one is None:
        return None
    add(one.paragraph, "本段另有约定的除外。")
    return sheet.done("段落标记旁有别的字", "T223", one.part, one.number, one.text)


@kind("控制词写错")
def wrong_word(sheet: Sheet, random: Random) -> Seeded | None:
    one = pick(random, [tag for tag in sheet.tags() if tag.text.startswith("{%")])
    if one is None:
        return None
    for right, wrong in (
        ("endif", "endfi"),
        ("endfor", "endfro"),
        ("elif", "elsif"),
        ("else", "esle"),
        ("for ", "fro "),
        ("if ", "iff "),
    ):
        if right in one.text:
            put(one.paragraph, one.start, one.end, one.text.replace(right, wrong, 1))
            return sheet.done("控制词写错", "T004", one.part, one.number, f"{right} → {wrong}")
    return None


@kind("少一个括号")
def lost_brace(sheet: Sheet, random: Random) -> Seeded | None:
    one = pick(random, sheet.tags())
    if one is None:
        return None
    at = random.choice((one.start, one.start + 1, one.end - 1, one.end - 2))
    if "%" in text_of(one.paragraph)[at]:
        at = one.start
    put(one.paragraph, at, at + 1, "")
    return sheet.done("少一个括号", "T001 T004 T219", one.part, one.number, one.text)


@kind("多一个括号")
def stray_brace(sheet: Sheet, random: Random) -> Seeded | None:
    number, paragraph = random.choice(sheet.plain())
    text = text_of(paragraph)
    free = [
        at
        for at in range(1, len(text))
        if not any(one.start() - 1 <= at <= one.end() + 1 for one in _TAG.finditer(text))
    ]
    if not free:
        return None
    at = random.choice(free)
    put(paragraph, at, at, random.choice("{}"))
    return sheet.done("多一个括号", "T219", _BODY, number, text[max(0, at - 5) : at + 5])


@kind("空的标记")
def empty_tag(sheet: Sheet, random: Random) -> Seeded | None:
    number, paragraph = random.choice(sheet.plain())
    add(paragraph, random.choice(("{{ }}", "{{}}", "{%  %}")))
    return sheet.done("空的标记", "T002", _BODY, number, "")


@kind("标记里作计算")
def arithmetic(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one in sheet.prints() if not one.form]
    one = pick(random, places)
    if one is None:
        return None
    wrong = random.choice(
        (
            f"{{{{ {one.title} * 2 }}}}",
            f"{{{{ {one.title}.upper() }}}}",
            f"{{{{ {one.title} + 1 }}}}",
        )
    )
    put(one.paragraph, one.start, one.end, wrong)
    return sheet.done("标记里作计算", "T004", one.part, one.number, wrong)


def united(sheet: Sheet) -> list[tuple[Found, str]]:
    """Return the tags behind which a unit stands."""
    made = []
    for one in sheet.prints():
        behind = text_of(one.paragraph)[one.end :]
        unit = next((unit for unit in _UNITS if behind.startswith(unit)), "")
        if unit and one.form != "大写":
            made.append((one, unit))
    return made


@kind("标记后的单位不对")
def wrong_unit(sheet: Sheet, random: Random) -> Seeded | None:
    places = united(sheet)
    if not places:
        return None
    one, unit = random.choice(places)
    put(one.paragraph, one.end, one.end + len(unit), _WRONG[unit])
    return sheet.done("标记后的单位不对", "T211", one.part, one.number, f"{one.text}{_WRONG[unit]}")


@kind("标记前的单位不对")
def wrong_unit_before(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one, unit in united(sheet) if unit in ("平方米", "亩", "%", "‰", "万元")]
    one = pick(random, places)
    if one is None:
        return None
    put(one.paragraph, one.start, one.start, random.choice(("（米）：", "(日)", "¥")))
    return sheet.done("标记前的单位不对", "T211", one.part, one.number, one.text)


_LABEL = re.compile(r"（(平方米|亩|公顷|元|万元|%|‰|米|年|日)）")


def labels(sheet: Sheet) -> Iterator[tuple[int, etree._Element, re.Match[str], bool]]:
    """Yield the labels with a unit in the cells of tables, and whether they head a column."""
    for number, paragraph in sheet.paragraphs():
        found = _LABEL.search(text_of(paragraph))
        cell = next(paragraph.iterancestors(w("tc")), None)
        if found is None or cell is None or "{" in text_of(paragraph):
            continue
        row = cell.getparent()
        head = not any("{" in text_of(one) for one in row.iter(w("p")))
        yield number, paragraph, found, head


def relabelled(sheet: Sheet, random: Random, name: str, *, head: bool) -> Seeded | None:
    places = [one for one in labels(sheet) if one[3] is head]
    if not places:
        return None
    number, paragraph, found, _ = random.choice(places)
    put(paragraph, found.start(1), found.end(1), _WRONG[found[1]])
    return sheet.done(name, "T211", _BODY, number, f"{found[1]} → {_WRONG[found[1]]}")


@kind("表头里的单位不对")
def wrong_unit_in_header(sheet: Sheet, random: Random) -> Seeded | None:
    return relabelled(sheet, random, "表头里的单位不对", head=True)


@kind("左格里的单位不对")
def wrong_unit_in_label(sheet: Sheet, random: Random) -> Seeded | None:
    return relabelled(sheet, random, "左格里的单位不对", head=False)


@kind("大写丢了小写")
def dropped_twin(sheet: Sheet, random: Random) -> Seeded | None:
    prints = sheet.prints()
    pairs = [
        (
            words,
            [
                one
                for one in prints
                if one.paragraph is words.paragraph
                and one.title == words.title
                and one.form in ("", "小写")
            ],
        )
        for words in prints
        if words.form == "大写"
    ]
    pairs = [(words, figures) for words, figures in pairs if len(figures) == 1]
    if not pairs:
        return None
    words, (figure,) = random.choice(pairs)
    put(figure.paragraph, figure.start, figure.end, "")
    return sheet.done("大写丢了小写", "T212", words.part, words.number, words.title)


@kind("手写的条号")
def typed_clause(sheet: Sheet, random: Random) -> Seeded | None:
    number, paragraph = random.choice(sheet.plain())
    add(paragraph, random.choice(("，参见第八条", "，按照第三章执行", "，详见附件2")))
    return sheet.done("手写的条号", "T213", _BODY, number, "")


@kind("引用改成手写的条号")
def typed_reference(sheet: Sheet, random: Random) -> Seeded | None:
    one = pick(random, [tag for tag in sheet.tags() if tag.text.startswith("{{ 条(")])
    if one is None or "》" in text_of(one.paragraph):
        return None
    put(one.paragraph, one.start, one.end, "第十二条")
    return sheet.done("引用改成手写的条号", "T213", one.part, one.number, one.text)


@kind("手写的项号")
def typed_item(sheet: Sheet, random: Random) -> Seeded | None:
    number, paragraph = random.choice(sheet.plain())
    put(paragraph, 0, 0, random.choice(("（二）", "3.", "(1)", "4、")))
    return sheet.done("手写的项号", "T213", _BODY, number, "")


def inserted(sheet: Sheet, random: Random, name: str, codes: str, texts: Sequence[str]) -> Seeded:
    number, paragraph = random.choice(sheet.plain())
    text = random.choice(texts)
    add(paragraph, text)
    return sheet.done(name, codes, _BODY, number, text)


@kind("自相矛盾的条件")
def contradiction(sheet: Sheet, random: Random) -> Seeded | None:
    c = _CONDITION
    way = "出让.出让方式"
    texts = (
        f"{{% if {c} and not {c} %}}甲{{% endif %}}",
        "{% if 0 %}甲{% endif %}",
        f"{{% if {way} == '挂牌' and {way} == '拍卖' %}}甲{{% endif %}}",
    )
    return inserted(sheet, random, "自相矛盾的条件", "T209", texts)


@kind("总成立的条件")
def tautology(sheet: Sheet, random: Random) -> Seeded | None:
    c = _CONDITION
    texts = (f"{{% if {c} or not {c} %}}甲{{% endif %}}", "{% if true %}甲{% endif %}",
             f"{{% if {c} %}}{{% if {c} %}}甲{{% endif %}}{{% endif %}}")  # fmt: skip
    return inserted(sheet, random, "总成立的条件", "T210", texts)


@kind("里外矛盾的条件")
def nested_contradiction(sheet: Sheet, random: Random) -> Seeded | None:
    c = _CONDITION
    both = f"{c} and 出让.签订地点"
    texts = (
        f"{{% if {c} %}}{{% if not {c} %}}甲{{% endif %}}{{% endif %}}",
        f"{{% if {c} %}}甲{{% else %}}{{% if {both} %}}乙{{% endif %}}{{% endif %}}",
    )
    return inserted(sheet, random, "里外矛盾的条件", "T209", texts)


@kind("重复的 elif")
def repeated_branch(sheet: Sheet, random: Random) -> Seeded | None:
    c = _CONDITION
    other = "出让.签订地点"
    texts = (
        f"{{% if {c} %}}甲{{% elif {c} %}}乙{{% endif %}}",
        f"{{% if {c} %}}甲{{% elif {other} %}}丙{{% elif {c} and {other} %}}乙{{% endif %}}",
    )
    return inserted(sheet, random, "重复的 elif", "T209", texts)


@kind("没有这个选项的比较")
def unknown_choice(sheet: Sheet, random: Random) -> Seeded | None:
    places = [
        (one, found) for one in sheet.tags() if (found := re.search(r"== '([^']+)'", one.text))
    ]
    if not places:
        texts = ("{% if 出让.出让方式 == '挂卖' %}甲{% endif %}",)
        return inserted(sheet, random, "没有这个选项的比较", "T209", texts)
    one, found = random.choice(places)
    put(one.paragraph, one.start + found.start(1), one.start + found.end(1), found[1] + "类")
    return sheet.done("没有这个选项的比较", "T209", one.part, one.number, found[1])


@kind("比较的两边不合")
def unfit_comparison(sheet: Sheet, random: Random) -> Seeded | None:
    texts = (
        "{% if 宗地.坐落 == 5 %}甲{% endif %}",
        "{% if 出让.出让年限 > 20 %}甲{% endif %}",
        "{% if 出让.分期 == 2 %}甲{% endif %}",
        "{% if 出让.出让年限 == '二十' %}甲{% endif %}",
    )
    return inserted(sheet, random, "比较的两边不合", "T208", texts)


@kind("循环的不是一列")
def loop_over_scalar(sheet: Sheet, random: Random) -> Seeded | None:
    places = [one for one in sheet.tags() if re.match(r"^\{%\w*\s+for ", one.text)]
    one = pick(random, places)
    if one is None:
        return None
    wrong = re.sub(
        r" in [\w.]+", f" in {random.choice(('出让.定金', '宗地.坐落', '宗地.四至'))}", one.text
    )
    put(one.paragraph, one.start, one.end, wrong)
    return sheet.done("循环的不是一列", "T206", one.part, one.number, wrong)


@kind("印一组或一列")
def whole_printed(sheet: Sheet, random: Random) -> Seeded | None:
    texts = (
        "{{ 宗地 }}",
        "{{ 出让.分期 }}",
        "{{ 宗地.四至 }}",
        "{{ 文书.草稿 }}",
        "{{ 当事人.受让人 }}",
    )
    return inserted(sheet, random, "印一组或一列", "T207", texts)


@kind("循环里不用循环的名字")
def idle_loop(sheet: Sheet, random: Random) -> Seeded | None:
    texts = (
        "{% for 项 in 出让.分期 %}每期{% endfor %}",
        "{% for 方 in 当事人.受让人 %}{{ 出让.定金 }}元{% endfor %}",
    )
    return inserted(sheet, random, "循环里不用循环的名字", "T221 T204", texts[:1])


@kind("循环的名字占用字段")
def shadowed(sheet: Sheet, random: Random) -> Seeded | None:
    texts = (
        "{% for 宗地 in 当事人.受让人 %}{{ 宗地.名称 }}{% endfor %}",
        "{% for 出让 in 当事人.受让人 %}{{ 出让.名称 }}{% endfor %}",
    )
    return inserted(sheet, random, "循环的名字占用字段", "T222", texts)


@kind("引用落空")
def lost_reference(sheet: Sheet, random: Random) -> Seeded | None:
    one = pick(random, [tag for tag in sheet.tags() if tag.text.startswith("{{ 条(")])
    if one is None:
        return None
    put(one.paragraph, one.start, one.end, one.text.replace("')", "甲乙')"))
    return sheet.done("引用落空", "T214", one.part, one.number, one.text)


@kind("书签被删")
def lost_bookmark(sheet: Sheet, random: Random) -> Seeded | None:
    tags = [one for one in sheet.tags() if one.text.startswith("{{ 条(")]
    names = [re.sub(r".*'([^']+)'.*", r"\1", one.text) for one in tags]
    once = [(one, name) for one, name in zip(tags, names, strict=True) if names.count(name) == 1]
    if not once:
        return None
    one, name = random.choice(once)
    for node in list(sheet.roots[_BODY].iter(w("bookmarkStart"))):
        if node.get(w("name")) == name:
            node.set(w("name"), f"_Hid{random.randrange(99)}")
    return sheet.done("书签被删", "T214", one.part, one.number, name)


@kind("引用参加运算")
def reference_in_expression(sheet: Sheet, random: Random) -> Seeded | None:
    one = pick(random, [tag for tag in sheet.tags() if tag.text.startswith("{{ 条(")])
    if one is None:
        return None
    wrong = random.choice(
        (
            one.text.replace(" }}", "|大写 }}"),
            one.text.replace("{{", "{% if").replace("}}", "%}") + "甲{% endif %}",
        )
    )
    put(one.paragraph, one.start, one.end, wrong)
    return sheet.done("引用参加运算", "T215", one.part, one.number, wrong)


@kind("手留的占位")
def placeholder(sheet: Sheet, random: Random) -> Seeded | None:
    texts = ("【】", "【待定】", "XX", "××公司", "（待填）", "XXXX年")
    return inserted(sheet, random, "手留的占位", "T220", texts)


def fonted(sheet: Sheet, random: Random, name: str, codes: str, slots: Mapping[str, str]) -> Seeded:
    number, paragraph = random.choice(sheet.plain())
    node = next(
        one for one in own(paragraph) if (one.text or "").strip() and not (one.text or "").isascii()
    )
    run = node.getparent()
    look = run.find(w("rPr"))
    if look is None:
        look = etree.Element(w("rPr"))
        run.insert(0, look)
    for old in look.findall(w("rFonts")):
        look.remove(old)
    fonts = etree.Element(w("rFonts"), {w(key): value for key, value in slots.items()})
    look.insert(0, fonts)
    return sheet.done(name, codes, _BODY, number, (node.text or "")[:20])


@kind("仿宋只设给了西文")
def latin_slot_only(sheet: Sheet, random: Random) -> Seeded | None:
    font = random.choice(("仿宋", "仿宋_GB2312", "楷体", "FangSong", "方正小标宋简体"))
    return fonted(sheet, random, "仿宋只设给了西文", "T216", {"ascii": font, "hAnsi": font})


@kind("文字用了日文字体")
def japanese_run(sheet: Sheet, random: Random) -> Seeded | None:
    font = random.choice(("ＭＳ 明朝", "MS Gothic", "Yu Mincho"))
    return fonted(sheet, random, "文字用了日文字体", "T217", {"eastAsia": font})


@kind("样式的中文字体没有设")
def style_slot(sheet: Sheet, random: Random) -> Seeded | None:
    root = etree.fromstring(sheet.members["word/styles.xml"])
    used = {node.get(w("val")) for one in sheet.roots.values() for node in one.iter(w("pStyle"))}
    styles = [
        style for style in root.iter(w("style"))
        if style.get(w("styleId")) in used and style.find(f"{w('rPr')}/{w('rFonts')}") is not None
    ]  # fmt: skip
    if not styles:
        return None
    fonts = random.choice(styles).find(f"{w('rPr')}/{w('rFonts')}")
    fonts.attrib.pop(w("eastAsia"), None)
    fonts.set(w("ascii"), "隶书")  # none that the style would inherit for Chinese
    sheet.members["word/styles.xml"] = etree.tostring(root)
    return sheet.done("样式的中文字体没有设", "T216", "word/styles.xml", 0, "")


@kind("日文的主题字体")
def japanese_theme(sheet: Sheet, random: Random) -> Seeded | None:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    one = (
        '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
        '<a:font script="Jpan" typeface="ＭＳ 明朝"/><a:font script="Hans" typeface="宋体"/>'
    )
    sheet.members["word/theme/theme1.xml"] = (
        f'<a:theme xmlns:a="{a}" name="Office"><a:themeElements><a:fontScheme name="Office">'
        f"<a:majorFont>{one}</a:majorFont><a:minorFont>{one}</a:minorFont>"
        "</a:fontScheme></a:themeElements></a:theme>"
    ).encode()
    settings = etree.fromstring(sheet.members["word/settings.xml"])
    for node in list(settings.iter(w("themeFontLang"))):
        node.attrib.pop(w("eastAsia"), None)
    sheet.members["word/settings.xml"] = etree.tostring(settings)
    theme = random.choice(("minorEastAsia", "majorEastAsia"))
    return fonted(sheet, random, "日文的主题字体", "T217", {"eastAsiaTheme": theme})


@kind("域代码里的标记")
def tag_in_field(sheet: Sheet, random: Random) -> Seeded | None:
    number, paragraph = random.choice(sheet.plain())
    for piece in ("begin", "code", "separate", "end"):
        run = etree.SubElement(paragraph, w("r"))
        if piece == "code":
            etree.SubElement(run, w("instrText")).text = " PAGE {{ 出让.定金 }} "
        else:
            etree.SubElement(run, w("fldChar"), {w("fldCharType"): piece})
    return sheet.done("域代码里的标记", "T218", _BODY, number, "")


@kind("批注里的标记")
def tag_in_comments(sheet: Sheet, random: Random) -> Seeded | None:
    sheet.members["word/comments.xml"] = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="甲"><w:p><w:r>'
        "<w:t>{{ 出让.定金 }}</w:t></w:r></w:p></w:comment></w:comments>"
    ).encode()
    return sheet.done("批注里的标记", "T218", "word/comments.xml", 0, "")


@kind("必填的字段没有印")
def never_printed(sheet: Sheet, random: Random) -> Seeded | None:
    prints = sheet.prints()
    titles = [one.title for one in prints]
    plain = [
        one
        for one in prints
        if titles.count(one.title) == 1 and one.title.count(".") == 1 and not one.form
        if _is_required(sheet.fields.get(one.title))
    ]
    one = pick(random, plain)
    if one is None:
        return None
    put(one.paragraph, one.start, one.end, "甲")
    return sheet.done("必填的字段没有印", "T202", "manifest.yaml", 0, one.title)


def _is_required(field: object) -> bool:
    return field == "required" or (isinstance(field, dict) and field.get("absent") == "required")


@kind("PDF 印不出的公式")
def formula(sheet: Sheet, random: Random) -> Seeded | None:
    m = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    number, paragraph = random.choice(
        [(n, p) for n, p in sheet.plain() if next(p.iterancestors(w("p")), None) is None]
    )
    made = etree.SubElement(paragraph, f"{{{m}}}oMath")
    etree.SubElement(etree.SubElement(made, f"{{{m}}}r"), f"{{{m}}}t").text = "x"
    return sheet.done("PDF 印不出的公式", "T200", _BODY, number, "")
