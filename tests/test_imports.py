"""Importing a module makes nothing: no thread, no process, no data read, no service that would outlive a session."""

from __future__ import annotations

import json
import subprocess
import sys

from openness.core.paths import ROOT

LOOK = """
import importlib, json, pkgutil, sys, threading
from concurrent.futures import Executor

touched, started = set(), []
threads = threading.enumerate()

def watch(event, args):
    if event in ("open", "os.listdir", "os.scandir"):
        touched.add(str(args[0]))
    elif event in ("subprocess.Popen", "os.posix_spawn", "os.fork"):
        started.append(f"{event} {args}")

def modules(name):
    module = importlib.import_module(name)
    yield module
    for part in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}."):
        if part.name not in ("openness.__main__", "dashboard.frame.router"):  # those are run
            yield from modules(part.name)

import dashboard, streamlit  # what comes with Streamlit is its own business
sys.addaudithook(watch)
every = [*modules("openness"), *modules("dashboard")]
from openness.core.cache import Cache
from openness.facts.package import Package
from openness.publish.chrome import Chrome
from openness.publish.live import Live
from openness.publish.pictures import Pictures
from openness.web.site import Site

services = (Executor, Cache, Package, Chrome, Live, Pictures, Site, threading.Thread)
print(json.dumps({
    "modules": [module.__name__ for module in every],
    "threads": [thread.name for thread in threading.enumerate() if thread not in threads],
    "started": started,
    "touched": sorted(touched),
    "services": [f"{m.__name__}.{name}" for m in every for name, held in vars(m).items() if isinstance(held, services)],
}))
"""


def test_importing_starts_no_thread_and_no_process_reads_no_data_and_makes_no_service() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    ).stdout
    found = json.loads(told.splitlines()[-1])

    assert {"openness.web.site", "openness.publish.pictures", "dashboard.frame.services"} <= set(found["modules"])
    assert str(ROOT / "openness" / "web") in found["touched"], "the watch works"
    data = [path for path in found["touched"] if path.startswith((str(ROOT / "data"), str(ROOT / "rubric")))]
    assert (data, found["threads"], found["started"], found["services"]) == ([], [], [], [])
