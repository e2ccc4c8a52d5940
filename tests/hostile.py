"""Hostile templates: what somebody might send in to run code, fill the memory or fetch a file.

Each is a name and a file. ``AT_ONCE`` must be refused when it is compiled, ``WHEN_PRINTED`` at the
latest when it is printed.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.tagged import docx, paragraph, table

__all__ = ["AT_ONCE", "WHEN_PRINTED", "Sample"]

Sample = tuple[str, Callable[[], bytes]]
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

BASES = (
    "''", "()", "[]", "{}", "甲", "甲.乙", "loop", "cycler", "self", "request", "config", "lipsum",
    "joiner", "namespace", "range", "甲[0]", "甲|upper",
)  # fmt: skip
CHAINS = (
    ".__class__", ".__class__.__mro__[1].__subclasses__()", ".__init__.__globals__",
    ".__globals__['os'].popen('id').read()", "['__class__']", "._TemplateReference__context",
    ".mro()", ".format(甲)", '["__dict__"]',
)  # fmt: skip
TAGS = (
    "{{ 甲|attr('__class__') }}", "{{ 甲|map('attr', '__class__')|list }}",
    "{{ 甲|map(attribute='__class__')|list }}", "{{ 甲|map(attribute='乙.__class__')|list }}",
    "{{ 甲|selectattr('__class__')|list }}", "{{ 甲|map(名)|list }}",
    "{{ 甲|select('callable')|list }}",
    "{{ '%999999999d'|format(1) }}", "{{ '%999999999d' % 1 }}", "{{ 甲|xmlattr }}",
    "{{ 甲|tojson }}", "{{ 甲|pprint }}", "{{ 甲|random }}", "{{ 甲|center(999999999) }}",
    "{{ 甲|indent(999999999) }}", "{{ 甲|batch(999999999)|list }}", "{{ 甲|wordwrap(1) }}",
    "{{ 甲|filesizeformat }}", "{{ 甲|urlize }}", "{{ 甲|striptags }}", "{{ 甲|_flat }}",
    "{{ 甲|_span }}", "{{ 甲|eval }}", "{{ 甲|join(*乙) }}", "{{ 甲|join(**乙) }}",
    "{{ 'a' * 10**10 }}", "{{ 'a' * 999999999 }}", "{{ [0] * 999999999 }}", "{{ 10**10**10 }}",
    "{{ 9**9**9**9 }}", "{{ 1 // 0 }}", "{{ 甲 % 乙 }}", "{{ 2 ** 甲 }}", "{{ 甲 / 乙 }}",
    "{{ 甲() }}", "{{ 甲.乙() }}", "{{ ''.join(甲) }}", "{{ dict(甲=1) }}", "{{ lambda: 1 }}",
    "{{ range(9)(1) }}", "{{ range(*甲) }}", "{{ 甲 is callable }}", "{{ 甲 is filter }}",
    "{{ caller() }}", "{{ super() }}", "{{ varargs() }}", "{{ cycler('a') }}",
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{% from 'os' import popen %}",
    "{% extends 'x' %}", "{% block x %}{% endblock %}", "{% macro x() %}{% endmacro %}",
    "{% call x() %}{% endcall %}", "{% filter upper %}{% endfilter %}",
    "{% raw %}{{ 甲 }}{% endraw %}",
    "{% autoescape false %}{% endautoescape %}", "{% do 甲.append(1) %}",
    "{% with a = 1 %}{% endwith %}",
    "{% trans %}{% endtrans %}", "{% debug %}", "{% set 甲.乙 = 1 %}", "{% set __x = 1 %}",
    "{% set loop = 1 %}", "{% set a %}b{% endset %}", "{% set ns = namespace(a=1) %}",
    "{% for x in 甲 recursive %}{% endfor %}", "{% for x in ().__class__.__bases__ %}{% endfor %}",
    "{% for __x in 甲 %}{% endfor %}", "{% for x in 甲 if x.__class__ %}{% endfor %}",
    "{% if ().__class__ %}{% endif %}", "{% if 甲 %}" * 60 + "{% endif %}" * 60,
    "{% for x in 甲 %}" * 25 + "{% endfor %}" * 25, "{{ " + "(" * 400 + "甲" + ")" * 400 + " }}",
    "{{ 甲" + ".甲" * 600 + " }}", "{{ " + "not " * 300 + "甲 }}",
    "{{ " + "[" * 200 + "]" * 200 + " }}",
    "{{ " + "-" * 450 + "1 }}", "{{ 甲" + "|upper" * 200 + " }}", "{{ " + "甲 if " * 100 + "甲 }}",
    "{% cellbg ().__class__ %}", "{% colspan 甲.__class__ %}", "{{r 甲.__class__ }}",
    "{%p include 'x' %}", "{%tr import 'x' as y %}",
)  # fmt: skip
#: Tags that are allowed and whose printing must stop at a limit.
LATE = (
    "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}"
    "{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in range(999999999) %}{% endfor %}", "{{ range(999999999)|length }}",
    "{% set a = '甲乙丙丁' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "{% set a = '甲乙丙丁' %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
    "{% set a = [1, 2] %}" + "{% set a = a + a %}" * 60 + "{{ a|length }}",
    "{{ 'aaaaaaaaaa'" + "|replace('a', 'aaaaaaaaaa')" * 14 + " }}",
    "{{ 长|join(长长) }}", "{{ 1.5|round(999999999) }}", "{{ 10|round(-999999999) }}",
    "{{ 长|slice(999999999)|list|length }}",
    "{% for a in range(999999) %}" + "长" * 400 + "{% endfor %}",
    "{% colspan 长长 %}", "{% colspan 0 %}", "{% colspan 99999 %}", "{% cellbg 注入 %}",
    "{% cellbg '\"/><w:x/>' %}", "{{ 对象 }}", "{{ 对象.x }}", "{{ 函数 }}",
    "{% if 对象.x %}a{% endif %}",
    "{% for x in 对象 %}{% endfor %}", "{{ 甲|sum }}", "{{ 甲 + 1 }}", "{{ 没有 }}",
    "{{ 甲.没有.还没有 }}",
)  # fmt: skip
FIELDS = (
    'INCLUDETEXT "C:\\\\x.docx"', 'INCLUDEPICTURE "http://example.test/x.png"',
    'DDE "cmd" "/c calc"',
    'DDEAUTO "c:\\\\windows\\\\cmd.exe" "/k"', 'LINK Excel.Sheet "x.xlsx"', 'IMPORT "x.png"',
    'DATABASE \\d "x"', "MACROBUTTON Run x", "AUTOTEXT x", "EMBED Package", "RD x.docx", "ADDIN x",
    "HTMLACTIVEX x", "CONTROL Forms.TextBox.1", "includetext x", "AUTOTEXTLIST x", "PRINT x",
)  # fmt: skip
LINKS = (
    ("image", "http://example.test/x.png"), ("attachedTemplate", "http://example.test/x.dotm"),
    ("attachedTemplate", "file:///C:/x.dotm"), ("oleObject", "file:///x.xls"),
    ("subDocument", "file:///x.docx"), ("frame", "http://example.test/"), ("aFChunk", "x.html"),
    ("hyperlink", "file:///C:/Windows/System32/calc.exe"), ("hyperlink", "\\\\host\\share\\x"),
    ("hyperlink", "javascript:alert(1)"), ("hyperlink", "ms-word:ofe|u|http://example.test/"),
    ("mailMergeSource", "file:///x.csv"), ("externalLink", "file:///x.xlsx"),
)  # fmt: skip
INNER = (
    ("control", "activeX/activeX1.xml"), ("oleObject", "embeddings/oleObject1.bin"),
    ("image", "../../../etc/passwd"), ("image", "http://example.test/x.png"),
    ("image", "..\\..\\x.png"), ("vbaProject", "vbaProject.bin"),
)  # fmt: skip
MEMBERS = (
    "word/vbaProject.bin", "word/vbaData.xml", "word/activeX/activeX1.bin", "word/embeddings/o.bin",
    "word/activeX/activeX1.xml",
)  # fmt: skip
TYPES = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-office.vbaProject",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.ms-office.activeX+xml",
)  # fmt: skip
PREAMBLES = (
    b'<!DOCTYPE x [<!ENTITY a "b">]>', b'<!DOCTYPE x SYSTEM "http://example.test/x.dtd">',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', b"<!doctype x>",
    b'<!DOCTYPE x [<!ENTITY a "' + b"b" * 999 + b'"><!ENTITY c "' + b"&a;" * 99 + b'">]>',
)  # fmt: skip
PARTS = (
    "word/document.xml",
    "word/styles.xml",
    "word/_rels/document.xml.rels",
    "docProps/core.xml",
)
_PLAIN = paragraph("甲")


def _tag(tag: str) -> Callable[[], bytes]:
    return lambda: docx(table(tag) if "c" in tag[:4] else paragraph(tag))


def _with(**members: bytes) -> Callable[[], bytes]:
    return lambda: docx(_PLAIN, extra=members)


def _field(instruction: str, *, cut: int) -> Callable[[], bytes]:
    texts = [instruction[at : at + cut] for at in range(0, len(instruction), cut)]
    codes = "".join(
        f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in map(_escaped, texts)
    )
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return lambda: docx(f"<w:p>{begin}{codes}{end}</w:p>")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _simple(instruction: str) -> Callable[[], bytes]:
    said = _escaped(instruction).replace('"', "&quot;")
    return lambda: docx(f'<w:p><w:fldSimple w:instr="{said}"/></w:p>')


def _link(kind: str, target: str, mode: str) -> Callable[[], bytes]:
    external = ' TargetMode="External"' if mode else ""
    text = (
        f'<Relationships xmlns="{_REL}"><Relationship Id="r9" Type="{_KIND}/{kind}"'
        f' Target="{target}"{external}/></Relationships>'
    )
    return _with(**{"word/_rels/document.xml.rels": text.encode()})


def _typed(kind: str) -> Callable[[], bytes]:
    text = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    return _with(**{"[Content_Types].xml": text.encode()})


def _declared(part: str, preamble: bytes) -> Callable[[], bytes]:
    return _with(**{part: b"<?xml version='1.0'?>" + preamble + b"<x>&a;</x>"})


def _package(change: Callable[[zipfile.ZipFile], None]) -> Callable[[], bytes]:
    def made() -> bytes:
        buffer = io.BytesIO(docx(_PLAIN))
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
            change(package)
        return buffer.getvalue()

    return made


def _flags(offset: int, value: bytes) -> Callable[[], bytes]:
    """Change bytes of the first entry in the directory."""

    def made() -> bytes:
        data = bytearray(docx(_PLAIN))
        at = data.index(b"PK\x01\x02") + offset
        data[at : at + len(value)] = value
        return bytes(data)

    return made


def _packages() -> Iterator[Sample]:
    write = lambda name, data: _package(lambda p: p.writestr(name, data))  # noqa: E731
    yield "zip bomb of one part", write("word/big.xml", b"0" * (80 * 1024 * 1024))
    yield (
        "zip bomb of many parts",
        _package(
            lambda p: [p.writestr(f"word/b{n}.xml", b"0" * 9_000_000) for n in range(9)] and None
        ),
    )
    yield (
        "three thousand parts",
        _package(lambda p: [p.writestr(f"word/p{n}.xml", b"<x/>") for n in range(3_000)] and None),
    )
    yield "a flood of elements", write("word/x.xml", b"<x>" + b"<a/>" * 500_000 + b"</x>")
    yield "a very large part", write("word/x.xml", b"<x>" + b"a" * (17 * 1024 * 1024) + b"</x>")
    for name in ("../x", "/etc/passwd", "word\\x.xml", "word/../../x", "WORD/DOCUMENT.XML"):
        yield f"a part named {name}", write(name, b"<x/>")
    yield "a part in UTF-16", write("word/x.xml", "<x/>".encode("utf-16"))
    yield "deeply nested elements", _with(**{"word/styles.xml": b"<a>" * 5_000 + b"</a>" * 5_000})
    yield "an encrypted entry", _flags(8, struct.pack("<H", 1))
    yield "an unknown way to pack", _flags(10, struct.pack("<H", 99))
    yield "a size that lies", _flags(24, struct.pack("<I", 0x7FFFFFFF))
    yield "a checksum that lies", _flags(16, b"\0\1\2\3")
    yield "an offset that lies", _flags(42, struct.pack("<I", 0x7FFFFFFF))
    yield "an old Word file", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    yield "nothing at all", lambda: b""
    yield "half a file", lambda: docx(_PLAIN)[:300]
    yield "something else", lambda: b"%PDF-1.7\n" * 99
    yield "a body that is no XML", _with(**{"word/document.xml": b"<w:document"})
    yield "a body of another kind", _with(**{"word/document.xml": b"<html/>" * 2})
    yield "a mark of our own", lambda: docx(paragraph("\ufdd0R付款\ufdd1"))


def _at_once() -> Iterator[Sample]:
    for base in BASES:
        for chain in CHAINS:
            yield f"{base}{chain}", _tag(f"{{{{ {base}{chain} }}}}")
    for tag in TAGS:
        yield tag[:60], _tag(tag)
    for instruction in FIELDS:
        yield f"field {instruction}", _field(instruction, cut=99)
        yield f"cut field {instruction}", _field(instruction, cut=3)
        yield f"simple field {instruction}", _simple(instruction)
    for kind, target in LINKS:
        yield f"link {kind} {target}", _link(kind, target, "External")
    for kind, target in INNER:
        yield f"inner link {kind} {target}", _link(kind, target, "")
    for member in MEMBERS:
        yield f"member {member}", _with(**{member: b"x"})
    for kind in TYPES:
        yield f"type {kind}", _typed(kind)
    for part in PARTS:
        for preamble in PREAMBLES:
            yield f"document type in {part} {preamble[:30]!r}", _declared(part, preamble)
    for name in ("altChunk", "subDoc"):
        yield name, lambda name=name: docx(_PLAIN, f'<w:{name} r:id="r9"/>')
    yield from _packages()


#: Refused when they are compiled.
AT_ONCE: tuple[Sample, ...] = tuple(_at_once())
#: Refused when they are printed, if not before.
WHEN_PRINTED: tuple[Sample, ...] = tuple((tag[:60], _tag(tag)) for tag in LATE)
