"""Folds the events of a part into loops and choices, and says which tags do not pair."""

from __future__ import annotations

from dataclasses import dataclass, field

from docgen import proof
from docgen.templating.expressions import ExpressionError
from docgen.templating.marks import RESTART_ANCHOR
from docgen.templating.prepare import TagPlace, Tokens

__all__ = ["Blocks", "Control"]

# Python itself compiles no more than twenty loops within each other.
_MAX_NESTED = 12


@dataclass(frozen=True, slots=True)
class Control:
    """A control tag among the events of a part."""

    place: TagPlace


@dataclass(slots=True)
class _Open:
    """A for or if that is not closed yet."""

    word: str
    place: TagPlace
    target: str = ""
    over: proof.Expr | None = None
    branches: list[tuple[proof.Expr | None, tuple[proof.PlanNode, ...]]] = field(
        default_factory=list
    )
    condition: proof.Expr | None = None
    nodes: list[proof.PlanNode] = field(default_factory=list)


class Blocks:
    """Folds a flat run of events into loops and choices."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._nodes: list[proof.PlanNode] = []
        self._open: list[_Open] = []

    def take(self, event: proof.PlanNode | Control) -> None:
        """Take the next event in reading order."""
        if isinstance(event, Control):
            self._control(event.place)
            return
        target = self._open[-1].nodes if self._open else self._nodes
        last = target[-1] if target else None
        if isinstance(event, proof.Literal_) and isinstance(last, proof.Literal_):
            target[-1] = proof.Literal_(last.text + event.text)
        else:
            target.append(event)

    def finish(self) -> tuple[proof.PlanNode, ...]:
        """Return what the part says; a block left open is a fault."""
        for left in self._open:
            self._fault(left.place, f"「{left.place.tag}」没有结束标记。", f"补上 end{left.word}。")
        return tuple(self._nodes)

    def _control(self, place: TagPlace) -> None:
        try:
            statement = self._tokens.dialect.statement(place.source)
        except ExpressionError as error:
            self._fault(place, str(error), "改正这个标记。", error.code)
            # An opener must still be closed by its end tag, or every later fault is a false one.
            if place.source.startswith(("if", "for")):
                self._open.append(_Open(place.source.split(" ")[0], place))
            return
        if statement.word == "restart":
            self.take(proof.Literal_(RESTART_ANCHOR))
        elif statement.word in ("if", "for"):
            if len(self._open) == _MAX_NESTED:
                self._fault(place, f"「{place.tag}」套得太深。", f"最多套 {_MAX_NESTED} 层。")
            self._open.append(
                _Open(statement.word, place, statement.target, statement.expr, [], statement.expr)
            )
        elif statement.word in ("elif", "else"):
            self._next_branch(place, statement.word, statement.expr)
        elif statement.word != "set":
            self._close(place, statement.word)

    def _next_branch(self, place: TagPlace, word: str, condition: proof.Expr | None) -> None:
        if self._tokens.dialect.general and self._open and self._open[-1].word == "for":
            return  # what is printed when there is nothing to go over
        if not self._open or self._open[-1].word != "if":
            self._fault(place, f"「{place.tag}」前面没有对应的 if。", "补上 if，或删去它。")
            return
        self._seal_branch()
        self._open[-1].condition = condition if word == "elif" else None

    def _seal_branch(self) -> None:
        opened = self._open[-1]
        self._check_balance(opened)
        opened.branches.append((opened.condition, tuple(opened.nodes)))
        opened.nodes = []

    def _close(self, place: TagPlace, word: str) -> None:
        wanted = word.removeprefix("end")
        if not self._open:
            self._fault(
                place, f"「{place.tag}」前面没有对应的 {wanted}。", f"补上 {wanted}，或删去它。"
            )
            return
        opened = self._open[-1]
        if opened.word != wanted:
            self._fault(
                place,
                f"「{place.tag}」与前面的「{opened.place.tag}」（{opened.place.where}）不配对。",
                f"先用 end{opened.word} 结束前一个。",
            )
            return
        if wanted == "for":
            self._check_balance(opened)
            self._open.pop()
            if opened.over is not None:
                self.take(proof.Loop(opened.target, opened.over, tuple(opened.nodes)))
        else:
            self._seal_branch()
            self._open.pop()
            self.take(proof.Choice(tuple(opened.branches)))

    def _check_balance(self, opened: _Open) -> None:
        """Refuse a body that would tear the table or paragraph it stands in."""
        closers: list[str] = []
        openers: list[str] = []
        for node in opened.nodes:
            if not isinstance(node, proof.Mark):
                continue
            if not node.kind.startswith("/"):
                openers.append(node.kind)
            elif openers:
                openers.pop()
            else:
                closers.append(node.kind[1:])
        if closers[::-1] != openers and closers != openers:
            self._fault(
                opened.place,
                f"「{opened.place.tag}」与它的结束标记不在同一层（一个在表格里，一个在外面）。",
                "把两个标记放在同一个单元格、同一列行或同一串段落里。",
            )

    def _fault(self, place: TagPlace, message: str, fix: str, code: str = "T005") -> None:
        self._tokens.fault(message, place.where, fix, code)
