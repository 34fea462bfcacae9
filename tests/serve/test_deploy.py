"""What `deploy/` says agrees with itself and with the code: there is no engine for containers here to try it on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from openness.core.paths import ROOT
from openness.core.served import PROXIES, REPLICA
from openness.serve.__main__ import LISTEN, elsewhere

DEPLOY = ROOT / "deploy"
HEALTH = "/_stcore/health"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
CLUSTER: list[dict[str, Any]] = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
ADDRESSES = ["openness-0:8501", "openness-1:8501"]


def of(kind: str, name: str) -> dict[str, Any]:
    (found,) = (one for one in CLUSTER if (one["kind"], one["metadata"]["name"]) == (kind, name))
    return found


def container(kind: str, name: str) -> dict[str, Any]:
    (only,) = of(kind, name)["spec"]["template"]["spec"]["containers"]
    found: dict[str, Any] = only
    return found


def test_configuration_of_nginx_is_what_the_template_of_serve_gives() -> None:
    assert elsewhere(ADDRESSES) == NGINX, f"python -m openness.serve {' '.join(ADDRESSES)} > deploy/nginx.conf"


def test_image_has_all_that_the_dashboard_reads_and_runs_as_nobody() -> None:
    copied = {
        word.rstrip("/")
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
        for word in line.split()
    }
    assert {path for path in copied if not (ROOT / path).exists()} == set()
    needed = {"app.py", "openness", "dashboard", "pages", "data", "rubric.yaml", "rubrics", "questions", ".streamlit"}
    needed |= {"requirements.txt", "pyproject.toml", "deploy/nginx.conf", "editions", "docs/ACCESSIBILITY.md"}
    assert needed <= copied
    assert re.findall(r"^USER (\S+)$", CONTAINERFILE, re.MULTILINE) == ["10001:10001"]
    assert f"http://127.0.0.1:8501{HEALTH}" in CONTAINERFILE.partition("HEALTHCHECK")[2]


def test_compose_starts_the_replicas_that_nginx_names() -> None:
    services = COMPOSE["services"]
    replicas = {name: service for name, service in services.items() if REPLICA in service.get("environment", {})}
    assert [f"{name}:{service['command'][5]}" for name, service in replicas.items()] == ADDRESSES
    assert [service["environment"] for service in replicas.values()] == [
        {REPLICA: name, PROXIES: "*"} for name in replicas
    ]
    assert not any("ports" in service for service in replicas.values()), "who is believed is reached by nginx alone"
    assert services["proxy"]["ports"] == [f"{LISTEN}:{LISTEN}"]
    assert "deploy/nginx.conf" in services["proxy"]["command"][4]
    for service in services.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]


def test_cluster_starts_the_replicas_that_nginx_names() -> None:
    replicas = of("StatefulSet", "openness")["spec"]
    assert [f"openness-{number}:8501" for number in range(replicas["replicas"])] == ADDRESSES
    assert replicas["serviceName"] == of("Service", "openness")["metadata"]["name"]
    for address in ADDRESSES:
        name = address.partition(":")[0]
        service = of("Service", name)["spec"]
        assert service["selector"] == {"statefulset.kubernetes.io/pod-name": name}
        assert service["ports"][0]["port"] == 8501
    told = {one["name"]: one for one in container("StatefulSet", "openness")["env"]}
    assert told[REPLICA]["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}
    assert told[PROXIES]["value"] == "*"
    only = of("NetworkPolicy", "openness")["spec"]
    assert only["ingress"][0]["from"] == [{"podSelector": {"matchLabels": {"app": "openness-proxy"}}}]
    assert only["egress"] == []


def test_what_runs_in_the_cluster_is_watched_bounded_and_not_root() -> None:
    for kind, name, port in (("StatefulSet", "openness", 8501), ("Deployment", "openness-proxy", int(LISTEN))):
        found = container(kind, name)
        assert found["ports"] == [{"name": "http", "containerPort": port}]
        assert found["readinessProbe"]["httpGet"] == {"path": HEALTH, "port": "http"}
        assert "livenessProbe" in found
        assert {"cpu", "memory"} <= set(found["resources"]["requests"])
        assert "memory" in found["resources"]["limits"]
        assert found["securityContext"]["readOnlyRootFilesystem"]
        assert not found["securityContext"]["allowPrivilegeEscalation"]
        assert of(kind, name)["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"]
    files = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text("utf-8"))
    assert files["resources"] == ["kubernetes.yaml"]
    (made,) = files["configMapGenerator"]
    assert all(Path(DEPLOY, name).exists() for name in made["files"])
    volumes = of("Deployment", "openness-proxy")["spec"]["template"]["spec"]["volumes"]
    assert {"name": "config", "configMap": {"name": made["name"]}} in volumes
