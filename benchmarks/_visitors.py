"""Visitors as a server sees them: Streamlit's own messages over its own socket, without a browser.

A tab fetches the page, opens the socket, says what its address is, and reads until the script has ended; a click is
the state of a control sent back. Drawing is left out, so that one core can be a thousand visitors.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.protocol import State

PATIENCE = 120.0
_CONTROLS = ("selectbox", "multiselect", "slider", "number_input", "button", "text_area", "text_input")


class VisitError(Exception):
    """The server did not show what was asked for."""


@dataclass
class Visitor:
    """One tab.

    Attributes:
        base: Address of the server, without a slash at its end.
        page: The page, as in the address; empty for the first one.
        query: What stands after the question mark, as the tab's address says by now.
        cookies: What the server has asked to be told again.
        controls: Labels of the controls on the page, with id and kind.
        options: Labels of those that offer a choice, with what they offer.
        shown: Headings and texts of the last run, and how many charts it drew.
        waits: What was said beside the page: how long the line is, what is lost.
    """

    base: str
    page: str = ""
    query: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    controls: dict[str, tuple[str, str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    charts: int = 0
    waits: list[str] = field(default_factory=list)
    _session: str = ""
    _socket: ClientConnection | None = None
    _states: dict[str, WidgetState] = field(default_factory=dict)

    async def open(self) -> float:
        """Fetch the page, connect and read all of it; the seconds that it took."""
        begun = time.perf_counter()
        status, _, _ = await fetch(self.base, f"/{self.page}?{self.query}".rstrip("?"), self.cookies)
        if status != 200:
            raise VisitError(f"the page answers {status}")
        await self.connect()
        await self.run()
        return time.perf_counter() - begun

    async def connect(self) -> None:
        """Open the socket as the page does: a question after its health first, then the session it had before."""
        status, _, _ = await fetch(self.base, "/_stcore/health", self.cookies)
        if status != 200:
            raise VisitError(f"the server's health is {status}")
        token = self.cookies.get("_streamlit_xsrf", "none")
        self._socket = await connect(
            self.base.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", token, *([self._session] if self._session else [])],  # type: ignore[list-item]
            additional_headers={"Cookie": _cookie(self.cookies)} if self.cookies else {},
            origin=self.base,  # type: ignore[arg-type]
            open_timeout=PATIENCE,
            ping_interval=None,
            max_size=None,
            compression=None,
            proxy=None,
        )
        if self._socket.response:
            for value in self._socket.response.headers.get_all("Set-Cookie"):
                self.cookies.update(_set(value))

    async def run(self) -> float:
        """Let the script run with what the tab holds, and read until it has ended; the seconds that it took."""
        begun = time.perf_counter()
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = self.query, self.page
        asked.context_info.timezone, asked.context_info.locale = "Europe/Paris", "en-GB"
        asked.context_info.url = f"{self.base}/{self.page}"
        asked.context_info.color_scheme = "light"
        asked.widget_states.widgets.extend(self._states.values())
        await self._sent().send(message.SerializeToString())
        await asyncio.wait_for(self._read(), PATIENCE)
        return time.perf_counter() - begun

    async def choose(self, label: str, value: str | float | list[str]) -> float:
        """Give a control a value; the seconds until the page answers."""
        if label not in self.controls:
            raise VisitError(f"there is no '{label}', only {', '.join(self.controls)}")
        at, kind = self.controls[label]
        state = WidgetState(id=at)
        if isinstance(value, list):
            state.string_array_value.data.extend(value)
        elif isinstance(value, str):
            state.string_value = value
        elif kind == "slider":
            state.double_array_value.data.append(value)
        else:
            state.double_value = value
        self._states[at] = state
        return await self.run()

    async def again(self) -> float:
        """Connect once more after the connection was lost, as often as it takes; the seconds until all is there."""
        begun = time.perf_counter()
        pause = 0.5
        while True:
            try:
                await self.connect()
                await self.run()
                return time.perf_counter() - begun
            except (OSError, VisitError, WebSocketException):
                if time.perf_counter() - begun > PATIENCE:
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, 5.0)

    @property
    def is_open(self) -> bool:
        """Whether the connection holds."""
        return self._socket is not None and self._socket.state is State.OPEN

    async def leave(self) -> None:
        """Close the tab."""
        if self._socket:
            await self._socket.close()
            self._socket = None

    async def until_lost(self) -> None:
        """Wait until the server goes away."""
        try:
            while True:
                self._take(ForwardMsg.FromString(await self._sent().recv()))  # type: ignore[arg-type]
        except ConnectionClosed:
            return

    def _sent(self) -> ClientConnection:
        if self._socket is None:
            raise VisitError("the tab is closed")
        return self._socket

    async def _read(self) -> None:
        self.shown, self.charts = [], 0
        while True:
            message = ForwardMsg.FromString(await self._sent().recv())  # type: ignore[arg-type]
            self._take(message)
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise VisitError("the script cannot be read")
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session = message.new_session.initialize.session_id or self._session
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            sort = element.WhichOneof("type")
            held: Any = getattr(element, sort) if sort else None
            if sort == "exception":
                raise VisitError(f"{held.type}: {held.message}")
            if sort in _CONTROLS:
                self.controls[held.label] = (held.id, sort)
                if sort in ("selectbox", "multiselect"):
                    self.options[held.label] = list(held.options)
            elif sort == "plotly_chart":
                self.charts += 1
            elif sort == "toast":
                self.waits.append(held.body)
            elif sort in ("heading", "markdown"):
                self.shown.append(held.body)


async def fetch(base: str, path: str, cookies: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a GET; cookies are sent, and those that are set are added."""
    address = urlsplit(base)
    secure = ssl.create_default_context() if address.scheme == "https" else None
    reader, writer = await asyncio.open_connection(
        address.hostname, address.port or (443 if secure else 80), ssl=secure, limit=2**20
    )
    try:
        sent = [f"GET {path} HTTP/1.1", f"Host: {address.netloc}", f"Origin: {base}", "Connection: close"]
        sent += [f"Cookie: {_cookie(cookies)}"] if cookies else []
        writer.write("\r\n".join([*sent, "", ""]).encode())
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode("latin-1")
        body = await asyncio.wait_for(reader.read(), PATIENCE)
    except asyncio.IncompleteReadError as error:
        raise VisitError("the connection was closed without an answer") from error
    finally:
        writer.close()
    headers: dict[str, str] = {}
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
        if name.lower() == "set-cookie" and cookies is not None:
            cookies.update(_set(value))
    return int(head.split(" ", 2)[1]), headers, body


def _set(value: str) -> dict[str, str]:
    """The cookies of a `Set-Cookie`."""
    return {name: morsel.coded_value for name, morsel in SimpleCookie(value).items()}


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
