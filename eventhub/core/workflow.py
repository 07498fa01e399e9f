"""State machines as data: what states there are, what moves between them, and what each means to people.

A domain declares a :class:`Workflow` once; :func:`eventhub.core.advance.advance` is the only writer of its status.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from eventhub.core.text import LazyText

Guard = Callable[[Any, Any, "Step"], None]
"""``guard(record, actor, step)`` raises :class:`~eventhub.core.errors.Refused` when the step must not be taken."""


class Tone(StrEnum):
    """How a state looks: each has its colour, its icon and its word."""

    QUIET = "quiet"
    WAIT = "wait"
    GOOD = "good"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a state says: in one sentence what happens now, whose turn it is, and when that should be over."""

    label: LazyText
    tone: Tone
    says: LazyText
    turn: str | None = None
    """The party whose move is next (``organizers``, ``reviewers`` …), or None when nobody's."""
    answer_within: timedelta | None = None
    """By when the person waiting will hear, counted from entering the state."""
    remind_after: timedelta | None = None
    """After how long the party whose turn it is gets a reminder; at most two, then ``escalate_to`` is told."""
    escalate_to: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A move: its name, from where to where, who may make it, what it will do, and whom it tells."""

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum
    permission: StrEnum | None
    """None means that only the clock takes this step."""
    label: LazyText
    does: LazyText
    """One sentence under the button: what will happen."""
    done: LazyText
    """One sentence after it: what has happened."""
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    tells: tuple[str, ...] = ()
    grave: bool = False
    """Whether a dialog asks once more, because it can't be undone."""

    @property
    def by_clock(self) -> bool:
        """Whether no person takes this step."""
        return self.permission is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """One machine: the whole life of a subject, or one of its two lives."""

    subject: str
    initial: StrEnum
    states: Mapping[StrEnum, State]
    steps: tuple[Step, ...]
    override_permission: StrEnum | None = None
    column: str = "status"
    _by_name: Mapping[str, Step] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name = {step.name: step for step in self.steps}
        if len(by_name) != len(self.steps):
            raise ValueError(f"{self.subject}: two steps have one name")
        unknown = {s for step in self.steps for s in (*step.sources, step.target)} - set(self.states)
        if unknown or self.initial not in self.states:
            raise ValueError(f"{self.subject}: states without a declaration: {sorted(unknown)}")
        object.__setattr__(self, "_by_name", by_name)

    def step(self, name: str) -> Step:
        """The step of that name; KeyError when there is none."""
        return self._by_name[name]

    def has(self, name: str) -> bool:
        """Whether there is a step of that name."""
        return name in self._by_name

    def steps_from(self, state: StrEnum) -> Iterator[Step]:
        """The steps that lead away from a state, in the order declared."""
        return (step for step in self.steps if state in step.sources)

    @property
    def public_states(self) -> frozenset[StrEnum]:
        """The states in which anyone may see the subject."""
        return frozenset(state for state, said in self.states.items() if said.public)


class Registry:
    """All machines, by subject and column: for the generated docs, the reminders and the tests."""

    def __init__(self) -> None:
        self._machines: dict[tuple[str, str], Workflow] = {}
        self._models: dict[tuple[str, str], type[Any]] = {}

    def bind(self, machine: Workflow, model: type[Any]) -> None:
        """Say which model carries a machine."""
        self._machines[machine.subject, machine.column] = machine
        self._models[machine.subject, machine.column] = model

    def __iter__(self) -> Iterator[tuple[Workflow, type[Any]]]:
        return ((machine, self._models[key]) for key, machine in sorted(self._machines.items()))


machines = Registry()
