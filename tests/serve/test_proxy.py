"""The configuration of nginx: accepted by nginx, and true to what the app says of files, cookies and proxies."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from openness.core.served import FILES, PREFIXES, PROXIES
from openness.serve import proxy
from openness.serve.proxy import Replica, configuration

TWO = [Replica("1", "127.0.0.1:9001"), Replica("2", "127.0.0.1:9002")]
NGINX = proxy.program()
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed here: apt install nginx")


def trusted(text: str) -> list[str]:
    block = re.search(r"geo \$realip_remote_addr \$trusted \{(.*?)\}", text, re.DOTALL)
    assert block
    return [line.strip() for line in block[1].strip().splitlines()]


@needs_nginx
@pytest.mark.parametrize("many", [2, 5])
def test_nginx_takes_it(tmp_path: Path, many: int) -> None:
    replicas = [Replica(str(number), f"127.0.0.1:{9000 + number}") for number in range(1, many + 1)]
    written = tmp_path / "nginx.conf"
    written.write_text(configuration(replicas, "9080", tmp_path, files=1024), encoding="utf-8")
    told = subprocess.run(
        [str(NGINX), "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(written)], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    assert "warn" not in told.stderr


def test_visitor_of_a_replica_goes_to_it_first_and_to_each_other_when_it_is_gone() -> None:
    text = configuration(TWO, "9080", "/tmp/x")  # noqa: S108 (only named)
    first = re.search(r"upstream first_1 \{(.*?)\}", text, re.DOTALL)
    assert first
    servers = [line.split() for line in first[1].splitlines() if line.split()[:1] == ["server"]]
    assert [(words[1], words[-1]) for words in servers] == [
        ("127.0.0.1:9001", "fail_timeout=2s;"),
        ("127.0.0.1:9002", "backup;"),
    ]


def test_files_are_kept_and_pages_are_not() -> None:
    below = re.search(r"location ~ (\S+) \{", configuration(TWO, "9080", "/tmp/x"))  # noqa: S108 (only named)
    assert below
    kept = re.compile(below[1])
    assert all(kept.match(f"{path}/a") for path in (*PREFIXES, "/static"))
    assert all(kept.match(path) for path in FILES)
    assert not any(kept.match(path) for path in ("/", "/data", "/releases", "/_stcore/health", "/media/a", "/apiary"))


@pytest.mark.parametrize(
    ("named", "lines"),
    [
        ("10.1.0.0/16, 192.0.2.7", ["default 0;", "10.1.0.0/16 1;", "192.0.2.7 1;"]),
        ("*", ["default 1;"]),
        ("a.socket; evil 1", ["default 0;"]),
    ],
)
def test_those_are_believed_about_the_reader_whom_the_variable_names(
    named: str, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROXIES, named)
    assert trusted(configuration(TWO, "9080", "/tmp/x")) == lines  # noqa: S108 (only named)


def test_nobody_from_afar_is_believed_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROXIES, raising=False)
    lines = trusted(configuration(TWO, "9080", "/tmp/x"))  # noqa: S108 (only named)
    assert lines[0] == "default 0;"
    assert {"127.0.0.0/8 1;", "10.0.0.0/8 1;"} < set(lines)
