"""Undo and redo: the states that a reader's definition went through, and where among them it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

State = tuple[str, tuple[tuple[str, str], ...]]
"""The definition that is changed, and the changes: `Query.rubric` and `Query.edit`."""

MOST = 200


@dataclass(frozen=True)
class History:
    """States in the order in which they were reached.

    Attributes:
        states: All of them.
        at: Which one is in force.
    """

    states: tuple[State, ...] = ()
    at: int = -1

    def seen(self, state: State) -> History:
        """The history once this state is in force, however it came about.

        A state that is the one before, or the one after, was reached by going there (the browser's back button);
        any other one is new, and what had been undone is forgotten.
        """
        if self.states and self.states[self.at] == state:
            return self
        for at in (self.at - 1, self.at + 1):
            if 0 <= at < len(self.states) and self.states[at] == state:
                return replace(self, at=at)
        states = (*self.states[: self.at + 1], state)[-MOST:]
        return History(states, len(states) - 1)

    @property
    def before(self) -> State | None:
        """The state that undo leads to, if any."""
        return self.states[self.at - 1] if self.at > 0 else None

    @property
    def after(self) -> State | None:
        """The state that redo leads to, if any."""
        return self.states[self.at + 1] if self.at + 1 < len(self.states) else None
