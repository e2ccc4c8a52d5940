"""``docgen serve`` as whoever starts it sees it."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.servers import Served, serve

pytestmark = pytest.mark.e2e


def opened(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.read().decode()


def refused(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "docgen", "serve", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_new_desk_says_its_address_and_shows_the_set_up_page(tmp_path: Path) -> None:
    with serve(tmp_path / "桌面") as desk:
        assert "只有这台电脑能使用" in desk.said
        status, page = opened(f"{desk.address}/")
        assert status == 200
        assert "设立管理员" in page


def test_ctrl_c_stops_it_and_leaves_a_sound_register(tmp_path: Path) -> None:
    desk = Served(tmp_path)
    opened(f"{desk.address}/")
    assert desk.stop() == 0
    assert "Traceback" not in desk.said
    check = [sys.executable, "-m", "docgen", "register", "list", "--register"]
    done = subprocess.run(
        [*check, str(tmp_path / "register.sqlite")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0


def test_for_other_machines_it_says_the_code_that_sets_up_the_first_user(tmp_path: Path) -> None:
    with serve(tmp_path, "--host", "0.0.0.0") as desk:
        assert "设立码" in desk.said


def test_a_port_in_use_is_told_before_anything_else(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = refused("--port", port, "--data", str(tmp_path))
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "已启动" not in done.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "八千"])
def test_a_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    done = refused("--port", port, "--data", str(tmp_path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_file_in_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("", "utf-8")
    done = refused("--port", "0", "--data", str(tmp_path / "文件"))
    assert done.returncode == 3
    assert "--data" in done.stderr


def test_another_programs_file_in_place_of_the_register_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_bytes(b"something else entirely")
    done = refused("--port", "0", "--data", str(tmp_path))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert (tmp_path / "register.sqlite").read_bytes() == b"something else entirely"
