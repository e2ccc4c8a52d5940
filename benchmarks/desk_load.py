"""What the desk's API bears: clients that ask for contracts at once, and each answer held up.

A real ``docgen serve`` is asked by several clients for a while. Each request brings a case with a
price and names that no other has, and gets Word file, PDF and receipt; every tenth is a notice that
is handed in, let out and numbered by the register. Then every answer is verified: each
Word file is the one of its receipt, the receipt is that of the very case that was sent, no paper
says anything that another request brought, and no number was given twice or left out.

    python -m benchmarks.desk_load [--seconds N] [--clients N] [--json]
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import statistics
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from benchmarks.measure import print_lines, print_table
from docgen import intake
from docgen.delivery.receipt import canonical, sha256
from docgen.pipeline.returned import verify_bytes
from docgen.resources import template_folders
from tests.servers import serve

__all__: list[str] = []

_CONTRACT, _DEMAND = "land_grant_contract", "price_demand"
_SERIES = "偃自然资函〔2026〕号"
_CENT = Decimal("0.01")
_NUMBERED_EVERY, _NUMBERED_AT = 10, 2
_JSON = {"Content-Type": "application/json"}


@dataclass
class Asked:
    """A contract that was asked for: the case that was sent, what only it says, the answer."""

    case: dict[str, Any]
    marks: frozenset[str]
    answer: bytes


@dataclass
class Told:
    """What one client saw."""

    contracts: list[Asked] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    busy: int = 0


def sample(document: str) -> dict[str, Any]:
    """Return the case that comes with a template, every value as its text."""
    (folder,) = [one for one in template_folders() if one.id == document]
    found: dict[str, Any] = yaml.load(folder.read("sample.yaml") or b"", yaml.BaseLoader)
    return found


def contract(turn: int) -> tuple[dict[str, Any], frozenset[str]]:
    """Return a case that differs from all others, and what only its paper may say.

    Args:
        turn: A number that no other request has.
    """
    case = sample(_CONTRACT)
    unit = Decimal("288.00") + _CENT * turn
    area = Decimal(case["parcel"]["granted_area_m2"])
    price = (unit * area).quantize(_CENT, ROUND_HALF_UP)
    first = (price / 2).quantize(_CENT, ROUND_DOWN)
    name = f"示例{_letters(turn)}有限公司"
    case["parties"]["grantees"][0]["name"] = name
    case["grant"] |= {
        "price_yuan": str(price),
        "unit_price_yuan_per_m2": str(unit),
        "deposit_yuan": str((price / 5).quantize(_CENT, ROUND_DOWN)),
    }
    for one, amount in zip(case["grant"]["instalments"], (first, price - first), strict=True):
        one["amount_yuan"] = str(amount)
    return case, frozenset({name, str(price)})


def _letters(turn: int) -> str:
    """Return a number as letters of a name, which no rule about figures reads."""
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(one)] for one in f"{turn:05d}")


class Client:
    """One client: a connection, and what it saw."""

    def __init__(self, address: str, number: int, clients: int, *, warm: bool = False) -> None:
        parts = urlsplit(address)
        self._link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        self._turns = iter(range(number, 10**6, clients))
        self._warm = warm
        self.told = Told()
        self.fault: BaseException | None = None

    def run(self, until: float) -> None:
        """Ask until the time is up."""
        try:
            for count, turn in enumerate(self._turns):
                if time.perf_counter() >= until:
                    break
                if count % _NUMBERED_EVERY == _NUMBERED_AT and not self._warm:
                    self._numbered(turn)
                else:
                    self._contract(turn)
        except BaseException as error:  # told where the clients are gathered
            self.fault = error
        finally:
            self._link.close()

    def _contract(self, turn: int) -> None:
        case, marks = contract(turn)
        body = {"case": case, "documents": [_CONTRACT], "as": "zip"}
        begun = time.perf_counter()
        answer = self._post("/generate", body)
        self.told.seconds.append(time.perf_counter() - begun)
        self.told.contracts.append(Asked(case, marks, answer))

    def _numbered(self, turn: int) -> None:
        case = sample(_DEMAND)
        del case["notice"]["document_no"]
        made = json.loads(self._post("/cases", {"case": case}))
        body = {"document": _DEMAND, "number": _SERIES}
        key = {"Idempotency-Key": f"load-{turn}"}
        handed = json.loads(self._post(f"/cases/{made['id']}/submissions", body, key))
        out = json.loads(self._post(f"/submissions/{handed['id']}/approve", {}))
        self.told.numbers.append(out["number"])

    def _post(self, path: str, body: object, more: dict[str, str] | None = None) -> bytes:
        data = json.dumps(body).encode()
        while True:
            self._link.request("POST", f"/api/v1{path}", data, _JSON | (more or {}))
            answer = self._link.getresponse()
            told = answer.read()
            if answer.status < 300:
                return told
            if answer.status != 503:
                raise AssertionError(f"{path}: {answer.status} {told[:500].decode()}")
            self.told.busy += 1
            time.sleep(float(answer.headers["Retry-After"]))


@dataclass
class Load:
    """What a load came to: what each client saw, seconds by the clock, seconds of processors."""

    told: list[Told]
    taken: float
    used: float


def load(seconds: float, clients: int, data: Path) -> Load:
    """Have clients ask a desk for a while."""
    with serve(data) as desk:
        _warm(desk.address, clients)
        asking = [Client(desk.address, number, clients) for number in range(clients)]
        before, begun = _used(desk.process.pid), time.perf_counter()
        threads = [threading.Thread(target=one.run, args=(begun + seconds,)) for one in asking]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        taken = time.perf_counter() - begun
        used = _used(desk.process.pid) - before
    for one in asking:
        if one.fault is not None:
            raise one.fault
    return Load([one.told for one in asking], taken, used)


def _warm(address: str, clients: int) -> None:
    """Have every process compile the template before anything is measured."""
    first = [Client(address, 90_000 + number, clients, warm=True) for number in range(clients)]
    threads = [threading.Thread(target=one.run, args=(time.perf_counter() + 5,)) for one in first]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _used(pid: int) -> float:
    """Return the seconds of processors that a desk and its processes have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(stat.parent.name) == pid or int(told[1]) == pid:
            ticks += sum(map(int, told[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def foreign(told: list[Told]) -> Iterator[str]:
    """Yield what is wrong with any answer: another's figures, or not what its receipt says."""
    asked = [one for each in told for one in each.contracts]
    every = {mark for one in asked for mark in one.marks}
    for one in asked:
        with zipfile.ZipFile(io.BytesIO(one.answer)) as archive:
            files = {name.partition(".")[2]: archive.read(name) for name in archive.namelist()}
        receipt = json.loads(files["receipt.json"])
        case = intake.case_from_mapping(one.case).case
        if receipt["case"]["sha256"] != sha256(canonical(intake.dump_case(case))):
            yield "回执不是这份案卷的"
        for ending in ("docx", "pdf"):
            verdict = verify_bytes(
                files[ending], name=ending, receipt=files["receipt.json"], receipt_name="回执"
            )
            if verdict.status != "unchanged":
                yield f"{ending} 不是回执所写的那一份"
        said = {line["text"] for line in receipt["text"]}
        text = "\n".join(said)
        yield from (f"没有印「{mark}」" for mark in one.marks if mark not in text)
        yield from (f"印了别人的「{mark}」" for mark in every - one.marks if mark in text)


def numbers_fault(told: list[Told]) -> str:
    """Return what is wrong with the numbers; "" for nothing: each once, none left out."""
    found = sorted(number for each in told for number in each.numbers)
    head, tail = _SERIES.removesuffix("号"), "号"
    wanted = sorted(f"{head}{value}{tail}" for value in range(1, len(found) + 1))
    return "" if found == wanted else f"编号不对：{found}"


def figures(found: Load) -> dict[str, Any]:
    """Return the figures of a load, every answer verified."""
    told, taken = found.told, found.taken
    numbered = sum(len(each.numbers) for each in told)
    times = sorted(one for each in told for one in each.seconds)
    faults = [*foreign(told), *filter(None, [numbers_fault(told)])]
    if faults:
        raise AssertionError("\n".join(faults[:20]))
    return {
        "合同份数": len(times),
        "每秒合同份数": round(len(times) / taken, 2),
        "中位秒": round(statistics.median(times), 3),
        "p95 秒": round(times[int(len(times) * 0.95)], 3),
        "最长秒": round(times[-1], 3),
        "处理器毫秒每份": round(found.used * 1000 / (len(times) + numbered)),
        "请稍候": sum(each.busy for each in told),
        "串用的数据": 0,
        "编号文书": numbered,
        "重号或空号": 0,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="几个系统同时经接口出合同")
    parser.add_argument("--seconds", type=float, default=60, help="多久")
    parser.add_argument("--clients", type=int, default=8, help="几个同时")
    parser.add_argument("--json", action="store_true", help="一个数字一行，供程序读取")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        loaded = load(options.seconds, options.clients, Path(folder))
        found = figures(loaded)
    if options.json:
        print_lines(found)
        return
    title = f"{options.clients} 个系统同时出合同，{loaded.taken:.0f} 秒"
    print_table(title, ["项目", "数值"], [[name, str(value)] for name, value in found.items()])


if __name__ == "__main__":
    main()
