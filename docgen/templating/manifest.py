"""``manifest.yaml``: what a template is called, what it needs, and what an absent value does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from types import MappingProxyType
from typing import Any, cast, get_args

import yaml

from docgen.errors import Problem, TemplateError
from docgen.figures.absence import Policy, What
from docgen.glossary import title_path
from docgen.model import NoticeKind, Stage
from docgen.proof import LayoutPromises

__all__ = ["LawReference", "Manifest", "read_manifest"]

_WHATS = get_args(What)
_TEXTS = ("id", "title", "version", "layout", "notice")
_KEYS = {*_TEXTS, "kind", "law", "layout_promises", "fields", "short_title", "needs", "own_number"}
_FIELD_KEYS = {"absent", "width", *(stage.value for stage in Stage)}
_DEFAULT_WIDTH = 8
#: Where a notice's number stands, if it prints one.
_NOTICE_NUMBER = "notice.document_no"
#: What prints as "/" stands in narrow cells; its line in a draft must fit them.
_NARROW = 4


@dataclass(frozen=True, slots=True)
class LawReference:
    """A law that a template follows, with the articles it cites."""

    title: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a template says of itself.

    Attributes:
        id: The template's id, the name of its folder.
        title: Printed title.
        short_title: Name of the document in file names and on the command line.
        version: Version of the wording.
        layout: Name of the layout that ``template build`` uses.
        notice: What a bureau must do before it uses the wording.
        needs: Chinese titles of the parts of a case without which the document is not made.
        law: Laws it follows.
        layout_promises: What its pages promise; the audit holds the PDF to it.
        fields: Policy by stage and dotted Chinese title.
        kind: Which notice it is; None for a contract, an agreement or a plan.
        own_number: Where in a case the number stands that the paper itself bears, an English key
            path (``contract_no``); empty where it bears none.
    """

    id: str
    title: str
    short_title: str
    version: str
    layout: str
    notice: str
    needs: tuple[str, ...]
    law: tuple[LawReference, ...]
    layout_promises: LayoutPromises
    fields: Mapping[str, Mapping[str, Policy]]
    kind: NoticeKind | None = None
    own_number: str = ""

    def policies(self, stage: Stage) -> Mapping[str, Policy]:
        """Return what absence does at a stage, by dotted Chinese title.

        In a draft whatever would stop becomes a hand-fill line, and so does "/": that a limit was
        not set is known only of a final paper.
        """
        chosen = {
            title: by_stage.get(stage.value, by_stage["absent"])
            for title, by_stage in self._items()
        }
        if stage is Stage.DRAFT:
            chosen = {title: _drafted(policy) for title, policy in chosen.items()}
        return MappingProxyType(chosen)

    def required(self, stage: Stage) -> frozenset[str]:
        """Return the titles whose absence stops the final paper, whatever the stage makes of it."""
        return frozenset(
            title
            for title, by_stage in self._items()
            if by_stage["absent"].what == "required"
            and (stage is not Stage.ANNOUNCEMENT or by_stage.get(stage.value) is None)
        )

    def _items(self) -> list[tuple[str, Mapping[str, Policy]]]:
        return list(self.fields.items())


def _drafted(policy: Policy) -> Policy:
    match policy.what:
        case "required":
            return Policy("blank", policy.width)
        case "slash":
            return Policy("blank", min(policy.width, _NARROW))
        case _:
            return policy


class _TwiceError(yaml.constructor.ConstructorError):
    """The same key twice in one mapping; YAML itself would silently take the last."""


class _Loader(yaml.CBaseLoader):
    """Texts only; refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the base class's signature
        keys = [key.value for key, _ in node.value]
        for index, (key, _) in enumerate(node.value):
            if key.value in keys[:index]:
                raise _TwiceError(None, None, "twice", key.start_mark)
        return super().construct_mapping(node, deep)


def read_manifest(data: bytes, *, name: str) -> Manifest:
    """Read a manifest.

    Args:
        data: The file's bytes.
        name: What to call it in messages.

    Raises:
        TemplateError: It cannot be read; every fault at once.
    """
    try:
        raw = yaml.load(data, Loader=_Loader)  # noqa: S506 - texts only, no objects
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = name if line is None else f"{name} 第{line + 1}行"
        twice = isinstance(error, _TwiceError)
        message = "同一个键写了两次。" if twice else "清单不是完好的 YAML。"
        fix = "只留一个。" if twice else "检查缩进和冒号。"
        raise TemplateError(message, where=where, fix=fix, code="T020") from error
    reader = _Reader(name)
    manifest = reader.read(raw)
    if reader.problems or manifest is None:
        raise TemplateError(reader.problems)
    return manifest


class _Reader:
    """Reads a manifest's mapping and gathers all that is wrong with it."""

    def __init__(self, name: str) -> None:
        self.problems: list[Problem] = []
        self._name = name

    def read(self, raw: Any) -> Manifest | None:
        if not isinstance(raw, dict):
            self._fault("清单应为“键: 值”。", "", "对照其他模板的 manifest.yaml 改正。")
            return None
        for key in raw:
            if key not in _KEYS:
                self._fault(
                    f"不认识的键「{key}」。", key, f"可用的键：{'、'.join(sorted(_KEYS))}。"
                )
        texts = {key: raw.get(key) for key in _TEXTS}
        for key, text in texts.items():
            if not isinstance(text, str) or not text:
                self._fault(f"缺少「{key}」。", key, "补上它。")
        fields = raw.get("fields")
        if not isinstance(fields, dict):
            self._fault("缺少「fields」。", "fields", "写明每个字段没有值时怎么办。")
            fields = {}
        made = {title: self._field(title, policy) for title, policy in fields.items()}
        return Manifest(
            **{key: cast(str, text) for key, text in texts.items()},
            short_title=raw.get("short_title") or cast(str, texts["title"]),
            needs=self._list(raw, "needs"),
            law=tuple(self._law(one) for one in raw.get("law") or ()),
            layout_promises=self._promises(raw.get("layout_promises")),
            fields=MappingProxyType(made),
            kind=self._kind(raw),
            own_number=self._own_number(raw, made),
        )

    def _kind(self, raw: Mapping[str, Any]) -> NoticeKind | None:
        held = raw.get("kind")
        if held is None:
            return None
        if held not in [one.value for one in NoticeKind]:
            self._fault(f"没有「{held}」这种通知书。", "kind", "照 schemas/notices.yaml 写代号。")
            return None
        if held != raw.get("id"):
            self._fault(f"通知书的 id 应是它的种类「{held}」。", "id", "改成同一个代号。")
        return NoticeKind(held)

    def _own_number(self, raw: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
        held = raw.get("own_number")
        if held is None:
            is_numbered = raw.get("kind") is not None and title_path(_NOTICE_NUMBER) in fields
            return _NOTICE_NUMBER if is_numbered else ""
        if held == "":
            return ""
        # A part that is no known key stays as it is written.
        if not isinstance(held, str) or any(one.isascii() for one in title_path(held).split(".")):
            self._fault(f"案卷里没有「{held}」这个字段。", "own_number", "照术语表写英文键。")
            return ""
        return held

    def _list(self, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
        held = raw.get(key) or []
        if isinstance(held, list) and all(isinstance(one, str) for one in held):
            return tuple(held)
        self._fault(f"「{key}」应为一列文字。", key, "写成 [甲, 乙]。")
        return ()

    def _promises(self, raw: Any) -> LayoutPromises:
        if raw is None:
            return LayoutPromises()
        known = [one.name for one in dataclass_fields(LayoutPromises)]
        if not isinstance(raw, dict) or set(raw) - set(known):
            self._fault("不认识的版面承诺。", "layout_promises", f"可用：{'、'.join(known)}。")
            return LayoutPromises()
        pages = raw.get("pages")
        if pages is not None and not (
            isinstance(pages, str) and pages.isascii() and pages.isdigit() and int(pages)
        ):
            self._fault(f"页数「{pages}」应为正整数。", "layout_promises", "写成 pages: 1。")
            pages = None
        switches = {key: value for key, value in raw.items() if key != "pages"}
        for key, value in switches.items():
            if value not in ("true", "false"):
                self._fault(f"「{key}」应为 true 或 false。", "layout_promises", "改正它。")
        made = {key: value == "true" for key, value in switches.items()}
        return LayoutPromises(pages=None if pages is None else int(pages), **made)

    def _law(self, raw: Any) -> LawReference:
        if not isinstance(raw, dict) or not isinstance(raw.get("title"), str):
            self._fault("law 的每一项应有 title 和 articles。", "law", "补上它们。")
            return LawReference("", ())
        return LawReference(raw["title"], self._list(raw, "articles"))

    def _field(self, title: str, raw: Any) -> Mapping[str, Policy]:
        if isinstance(raw, str):
            raw = {"absent": raw}
        if not isinstance(raw, dict) or "absent" not in raw or set(raw) - _FIELD_KEYS:
            self._fault(
                "应写 required、blank、slash、omit 之一，或 {absent: …, width: …}。",
                title,
                "改正它。",
            )
            return {"absent": Policy("required")}
        width = self._width(title, raw.get("width"))
        return MappingProxyType(
            {
                stage: Policy(self._what(title, what), width)
                for stage, what in raw.items()
                if stage != "width"
            }
        )

    def _what(self, title: str, what: Any) -> What:
        if what in _WHATS:
            return cast(What, what)
        self._fault(f"「{what}」不是 {'、'.join(_WHATS)} 之一。", title, "改正它。")
        return "required"

    def _width(self, title: str, text: Any) -> int:
        if text is None:
            return _DEFAULT_WIDTH
        if isinstance(text, str) and text.isascii() and text.isdigit() and 0 < int(text) <= 100:
            return int(text)
        self._fault(f"宽度「{text}」应为 1 到 100 的整数（字数）。", title, "改正它。")
        return _DEFAULT_WIDTH

    def _fault(self, message: str, key: str, fix: str) -> None:
        where = f"{self._name} {key}" if key else self._name
        self.problems.append(Problem(message, where, fix, "T020"))
