"""What the hub holds, and how it answers.

Written from https://huggingface.co/docs/hub/api and https://docs.github.com/en/rest: the fields, codes and headers that
are named there, for the few addresses that the collector asks. GitHub's addresses lie under ``/github``.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

CARD = """---
license: apache-2.0
---
# Model description
A model that reads and writes, for the tests of this project. {filling}
## Intended use
Reading.
## Limitations
It is small.
## Training data
All of it is linked.
## Evaluation
It was tried.
""".format(filling="It says the same again. " * 30)
PAGE = "<!DOCTYPE html><html><title>Are you a person?</title></html>"


@dataclass
class Held:
    """A model or a data set.

    Attributes:
        files: Each with its size, or with its content as text.
        settings: What stands at the head of its card.
        gated: As the API writes it.
        changes: The day of the last commit of a file.
        mood: How it answers, where that is not as documented: `World.answer`.
        extra: Fields of the answer that differ; None takes one away.
    """

    files: dict[str, int | str] = field(default_factory=lambda: {"model.safetensors": 10, "README.md": CARD})
    settings: dict[str, Any] = field(default_factory=lambda: {"license": "apache-2.0"})
    gated: bool | str = False
    changes: dict[str, str] = field(default_factory=dict)
    mood: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Code:
    """A repository at GitHub; ``changed`` is the day of its licence file's last commit."""

    licence: str | None = "Apache-2.0"
    archived: bool = False
    pushed: str = "2024-02-01"
    changed: str = "2024-01-20"
    mood: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """All that there is.

    Attributes:
        models, datasets, code: By name.
        moved: New names by old ones, of models, data sets and repositories.
        private: Names that are there for none of us.
        owners: Those who are there.
        elsewhere: Another host, to which the mood "sent elsewhere" sends everybody.
        latency: Seconds before each answer.
        asked: The addresses that were asked for, in order.
        tokens: The tokens that came along.
    """

    models: dict[str, Held] = field(default_factory=dict)
    datasets: dict[str, Held] = field(default_factory=dict)
    code: dict[str, Code] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    elsewhere: str = ""
    latency: float = 0.0
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    times: Counter[str] = field(default_factory=Counter)

    async def spoilt(self, name: str, mood: str) -> Response | None:
        """The answer that a mood gives instead of the documented one; None where it gives that."""
        self.times[name] += 1
        if mood == "slow":
            await asyncio.sleep(1)
        if mood in ("limited once", "limited") and (mood == "limited" or self.times[name] == 1):
            wait = "5" if mood == "limited once" else "86400"
            return JSONResponse({"error": "Too many requests"}, 429, {"Retry-After": wait})
        if mood in ("busy once", "broken") and (mood == "broken" or self.times[name] == 1):
            return JSONResponse({"error": "Internal"}, 503 if mood == "busy once" else 500)
        if mood == "captcha":
            return Response(PAGE, media_type="text/html")
        if mood == "captcha that calls itself JSON":
            return Response(PAGE, media_type="application/json")
        if mood == "truncated":
            return Response('{"id": "half', headers={"Content-Length": "5000"}, media_type="application/json")
        if mood == "sent elsewhere":
            return RedirectResponse(f"{self.elsewhere}/api/models/acme/there", 307)
        if mood == "for members":
            return JSONResponse({"error": "Invalid username or password."}, 401)
        if mood == "forbidden":
            return JSONResponse({"message": "Forbidden"}, 403)
        if mood == "withheld":
            return JSONResponse({"message": "Repository access blocked"}, 451)
        return None


def hub(world: World) -> Starlette:
    """The application."""

    async def answer(request: Request) -> Response:
        path = request.url.path
        world.asked.append(path)
        if token := request.headers.get("authorization"):
            world.tokens.add(token)
        await asyncio.sleep(world.latency)
        parts = path.strip("/").split("/")
        if parts[0] == "github":
            return await _github(world, request, parts[1:])
        return await _hugging_face(world, request, parts)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


# ------------------------------------------------------------------------------------------------------- Hugging Face


async def _hugging_face(world: World, request: Request, parts: list[str]) -> Response:
    if parts[:2] in (["api", "organizations"], ["api", "users"]):
        there = parts[2] in world.owners and parts[1] == "organizations"
        document = {"name": parts[2], "fullname": parts[2], "avatarUrl": "", "isHf": False, "isFollowing": False}
        return JSONResponse(document) if there else JSONResponse({"error": "This user does not exist"}, 404)
    api = parts[0] == "api"
    kind = parts.pop(1 if api else 0) if parts[1 if api else 0] in ("models", "datasets") else "models"
    name, rest = "/".join(parts[1:3] if api else parts[:2]), parts[3:] if api else parts[2:]
    if name in world.moved:
        return RedirectResponse(request.url.path.replace(name, world.moved[name]) + f"?{request.url.query}", 307)
    held = (world.datasets if kind == "datasets" else world.models).get(name)
    if held is None or name in world.private:
        # without a token it does not say whether there is nothing, or something that is not for everybody
        told = request.headers.get("authorization")
        headers = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
        return JSONResponse({"error": "Repository not found"}, 404 if told else 401, headers)
    if (spoilt := await world.spoilt(f"{kind}/{name}", held.mood)) is not None:
        return spoilt
    if rest[:1] == ["resolve"]:
        return _file(held, "/".join(rest[2:]))
    if rest[:1] == ["paths-info"]:
        form = await request.form()
        return JSONResponse([_path_info(held, str(path)) for path in form.getlist("paths") if path in held.files])
    media = "text/html" if held.mood == "lying" else "application/json"
    return Response(json.dumps(_document(name, held)), media_type=media)


def _document(name: str, held: Held) -> dict[str, Any]:
    """What ``GET /api/models/{name}`` answers, as far as anybody asks."""
    document = {
        "_id": "6543",
        "id": name,
        "modelId": name,
        "author": name.partition("/")[0],
        "sha": "0123456789abcdef0123456789abcdef01234567",
        "lastModified": "2024-03-01T10:00:00.000Z",
        "createdAt": "2024-01-10T10:00:00.000Z",
        "private": False,
        "gated": held.gated,
        "disabled": False,
        "downloads": 10,
        "likes": 1,
        "tags": ["safetensors"],
        "cardData": held.settings,
        "siblings": [{"rfilename": file, "blobId": "0", "size": _size(size)} for file, size in held.files.items()],
    }
    return {key: value for key, value in (document | held.extra).items() if value is not None}


def _size(size: int | str) -> int:
    return len(size) if isinstance(size, str) else size


def _path_info(held: Held, path: str) -> dict[str, Any]:
    changed = held.changes.get(path, "2024-01-15")
    last = {"id": "ab", "title": "Upload", "date": f"{changed}T08:00:00.000Z"}
    return {"type": "file", "oid": "cd", "size": _size(held.files[path]), "path": path, "lastCommit": last}


def _file(held: Held, path: str) -> Response:
    content = held.files.get(path)
    if content is None:
        return Response("Entry not found", 404, {"X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"})
    if isinstance(content, str):
        return Response(content, media_type="text/plain")

    async def parts() -> Any:
        for _ in range(0, content, 65_536):
            yield b"# " + b"x" * 65_534

    return StreamingResponse(parts(), media_type="text/plain")


# -------------------------------------------------------------------------------------------------------------- GitHub


async def _github(world: World, request: Request, parts: list[str]) -> Response:
    missing = JSONResponse({"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}, 404)
    if parts[0] == "users":
        return JSONResponse({"login": parts[1]}) if parts[1] in world.owners else missing
    name, rest = "/".join(parts[1:3]), parts[3:]
    if name in world.moved:
        return RedirectResponse(f"/github/repos/{world.moved[name]}", 301)
    code = world.code.get(name)
    if code is None or name in world.private:
        return missing
    if code.mood == "limit reached":
        headers = {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"}
        return JSONResponse({"message": "API rate limit exceeded"}, 403, headers)
    if (spoilt := await world.spoilt(f"github/{name}", code.mood)) is not None:
        return spoilt
    if rest == ["license"]:
        return JSONResponse({"path": "LICENSE", "license": {"spdx_id": code.licence}}) if code.licence else missing
    if rest == ["commits"]:
        commit = {"author": {"date": "2020-01-01T00:00:00Z"}, "committer": {"date": f"{code.changed}T08:00:00Z"}}
        return JSONResponse([{"sha": "ab", "commit": commit}])
    document = {
        "id": 1,
        "full_name": name,
        "private": False,
        "archived": code.archived,
        "disabled": False,
        "created_at": "2023-12-01T00:00:00Z",
        "pushed_at": f"{code.pushed}T00:00:00Z",
        "license": {"key": code.licence.lower(), "spdx_id": code.licence} if code.licence else None,
    }
    return JSONResponse({key: value for key, value in (document | code.extra).items() if value != "missing"})
