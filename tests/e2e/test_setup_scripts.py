"""The set-up scripts, run among stand-ins for apt, dpkg and Python that log their calls."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="没有 bash")

BASE = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-lxgw-wenkai")
ALL = (*BASE, "fonts-noto-cjk", "libreoffice-writer-nogui", "poppler-utils", "chromium")

# Each stand-in answers from the files beside it and adds its call to the log.
STAND_INS = {
    "dpkg-query": 'name="${@: -1}"; grep -qx "$name" "$STATE/installed" && echo installed',
    "apt-get": 'echo "apt-get $*" >>"$STATE/log"; if [[ " $* " == *" install "* ]]; then '
    'exit "$(cat "$STATE/apt_code")"; fi',
    "id": 'cat "$STATE/uid"',
    "sudo": "exit 1",
    "sleep": "true",
    "python3": """
case "$*" in
    *'import ensurepip'*) exit "$(cat "$STATE/ensurepip_code")" ;;
    *'import pip'* | *version_info* | '-c ') ;;
    *'-m venv'*) echo "python $*" >>"$STATE/log"
        mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    *'install -q'*) echo "python $*" >>"$STATE/log"; exit "$(cat "$STATE/pip_code")" ;;
    *) echo "unexpected: $*" >>"$STATE/log"; exit 9 ;;
esac""",
}


@dataclass(frozen=True)
class Machine:
    """A made-up machine: a project folder, a PATH of stand-ins, and the log of their calls."""

    project: Path
    state: Path

    def have(self, *packages: str) -> None:
        (self.state / "installed").write_text("".join(f"{name}\n" for name in packages), "utf-8")

    def set(self, name: str, value: int) -> None:
        (self.state / name).write_text(f"{value}\n", "utf-8")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        (self.state / "log").write_text("", "utf-8")
        env = {**os.environ, "STATE": str(self.state)}
        env.pop("PYTHON", None)
        env["PATH"] = f"{self.state / 'bin'}{os.pathsep}{env['PATH']}"
        return subprocess.run(
            ["bash", *command], cwd=self.project, env=env, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip

    @property
    def log(self) -> list[str]:
        return (self.state / "log").read_text("utf-8").splitlines()


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    project, state = tmp_path / "项目 甲", tmp_path / "state"
    shutil.copytree(root / "scripts", project / "scripts")
    shutil.copy(root / "pyproject.toml", project)
    (state / "bin").mkdir(parents=True)
    for name, body in STAND_INS.items():
        (state / "bin" / name).write_text(f"#!/bin/bash\n{body}\n", "utf-8")
        (state / "bin" / name).chmod(0o755)
    made = Machine(project, state)
    made.have(*ALL)
    for name in ("uid", "apt_code", "ensurepip_code", "pip_code"):
        made.set(name, 0)
    return made


def installs(machine: Machine) -> list[str]:
    return [line for line in machine.log if "-e .[dev" in line]


def test_nothing_is_asked_of_apt_when_every_package_is_there(machine: Machine) -> None:
    assert machine.run("scripts/setup.sh", "test").returncode == 0
    assert not any(line.startswith("apt-get") for line in machine.log)


def test_root_gets_exactly_the_missing_packages_after_one_update(machine: Machine) -> None:
    machine.have(*BASE)
    assert machine.run("scripts/setup.sh").returncode == 0
    update, install = (line for line in machine.log if line.startswith("apt-get"))
    assert update.endswith(" update")
    assert install.endswith(" install -y --no-install-recommends fonts-noto-cjk")


def test_without_rights_the_demo_names_the_command_and_goes_on(machine: Machine) -> None:
    machine.have(*BASE)
    machine.set("uid", 1000)
    done = machine.run("scripts/setup.sh")
    assert done.returncode == 0
    assert "apt-get install -y --no-install-recommends fonts-noto-cjk" in done.stderr
    assert len(installs(machine)) == 1


def test_without_rights_the_tests_name_the_command_and_stop(machine: Machine) -> None:
    machine.have(*BASE, "fonts-noto-cjk", "libreoffice-writer-nogui")
    machine.set("uid", 1000)
    done = machine.run("scripts/setup.sh", "test")
    assert done.returncode == 1
    assert "apt-get install -y --no-install-recommends poppler-utils" in done.stderr
    assert installs(machine) == []


def test_a_refused_apt_is_told_with_the_command_to_run_by_hand(machine: Machine) -> None:
    machine.have()
    machine.set("apt_code", 100)
    done = machine.run("scripts/packages.sh", "poppler-utils")
    assert done.returncode == 1
    assert "apt-get install -y --no-install-recommends poppler-utils" in done.stderr


def test_the_desktop_office_does_instead_of_the_one_that_would_remove_it(machine: Machine) -> None:
    machine.have(*BASE, "fonts-noto-cjk", "libreoffice-writer", "poppler-utils", "chromium")
    assert machine.run("scripts/setup.sh", "test").returncode == 0
    assert not any(line.startswith("apt-get") for line in machine.log)


def test_without_a_browser_the_tests_go_on_and_say_what_is_skipped(machine: Machine) -> None:
    machine.have(*(name for name in ALL if name != "chromium"))
    machine.set("apt_code", 100)
    done = machine.run("scripts/setup.sh", "test")
    assert done.returncode == 0
    assert any(line.endswith(" --no-install-recommends chromium") for line in machine.log)
    assert "没有 Chromium" in done.stderr
    assert len(installs(machine)) == 1


def test_a_second_run_calls_neither_apt_nor_pip(machine: Machine) -> None:
    assert machine.run("scripts/setup.sh", "test").returncode == 0
    assert len(installs(machine)) == 1
    assert machine.run("scripts/setup.sh", "test").returncode == 0
    assert machine.log == []


def test_a_changed_pyproject_is_installed_anew_into_the_same_environment(machine: Machine) -> None:
    machine.run("scripts/setup.sh")
    with (machine.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert machine.run("scripts/setup.sh").returncode == 0
    assert len(installs(machine)) == 1
    assert not any("-m venv" in line for line in machine.log)


def test_a_moved_checkout_gets_a_new_environment(machine: Machine) -> None:
    machine.run("scripts/setup.sh")
    moved = Machine(machine.project.rename(machine.project.with_name("乙")), machine.state)
    assert moved.run("scripts/setup.sh").returncode == 0
    assert "python -m venv --clear .venv" in moved.log
    assert len(installs(moved)) == 1


def test_pip_is_tried_three_times_and_the_next_run_starts_over(machine: Machine) -> None:
    machine.set("pip_code", 1)
    done = machine.run("scripts/setup.sh")
    assert done.returncode == 1
    assert len(installs(machine)) == 3
    assert "Traceback" not in done.stderr
    machine.set("pip_code", 0)
    assert machine.run("scripts/setup.sh").returncode == 0
    assert len(installs(machine)) == 1


def test_a_python_without_ensurepip_asks_apt_for_the_venv_package(machine: Machine) -> None:
    machine.set("ensurepip_code", 1)
    assert machine.run("scripts/setup.sh").returncode == 0
    assert any(line.endswith(" python3-venv") for line in machine.log)


def test_a_python_without_ensurepip_and_without_rights_uses_the_outer_pip(machine: Machine) -> None:
    machine.set("ensurepip_code", 1)
    machine.set("uid", 1000)
    assert machine.run("scripts/setup.sh").returncode == 0
    assert "python -m venv --clear --without-pip .venv" in machine.log
    assert any("--python .venv/bin/python install" in line for line in machine.log)


def test_an_unknown_purpose_is_refused(machine: Machine) -> None:
    done = machine.run("scripts/setup.sh", "tset")
    assert done.returncode == 1
    assert "tset" in done.stderr
