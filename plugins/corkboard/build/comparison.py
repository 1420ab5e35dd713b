"""What pages were made from when they were made last, and what of it is another thing now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from corkboard.build.state import State, packed, unpacked
from corkboard.views.context import Context
from corkboard.views.inputs import fingerprint_of_input

__all__ = ["Comparison"]

_FEW = 16  # changed inputs, up to which each is looked for
_Edited = Mapping[str, tuple[str, str]]  # by the file's name, the type and id of its record


class Comparison:
    """The inputs of two builds, the later of which grows while pages are made."""

    def __init__(self, before: State, now: State, context: Context, edited: _Edited | None) -> None:
        """`edited` are the files that may say something else; None where an outline has changed."""
        self._before, self._now, self._context = before, now, context
        self._comparable = before.base == now.base
        if self._comparable:
            now.inputs = self._inputs(edited)
        self._compare()

    def _inputs(self, edited: _Edited | None) -> dict[str, bytes]:
        """The inputs known from before with their fingerprints now."""
        known = self._before.inputs
        if edited is None:
            return self._fingerprints(known)
        discussions = self._context.discussions
        maybe = [
            f"{kind} {what}"
            for name, (type, id) in edited.items()
            for kind, what in (("record", f"{type}/{id}"), ("body", name), ("mentions", name))
        ]
        maybe += discussions.changed if discussions else ()
        return {**known, **self._fingerprints(input for input in maybe if input in known)}

    def _fingerprints(self, inputs: Iterable[str]) -> dict[str, bytes]:
        return {input: fingerprint_of_input(self._context, input) for input in inputs}

    def _compare(self) -> None:
        """Find those of them that are other ones now, by their places."""
        self._changed = {
            number: input
            for number, (input, before) in enumerate(self._before.inputs.items())
            if self._now.inputs.get(input) != before
        }
        self._marks: Sequence[bytes] = [packed([number]) for number in self._changed]

    def look_again(self, inputs: Iterable[str]) -> None:
        """At what was not known before: those of these inputs that anything took."""
        known = self._now.inputs
        found = self._fingerprints(input for input in inputs if input in known)
        if any(known[input] != now for input, now in found.items()):
            known.update(found)
            self._compare()

    @cached_property
    def _places(self) -> dict[str, int]:
        return {input: number for number, input in enumerate(self._now.inputs)}

    def numbered(self, inputs: set[str]) -> bytes:
        """Their places, packed."""
        places = self._places
        for input in inputs.difference(places):
            places[input] = len(places)
            self._now.inputs[input] = fingerprint_of_input(self._context, input)
        return packed(map(places.__getitem__, inputs))

    def is_steady(self, inputs: bytes) -> bool:
        """Whether inputs of the last build are what they were."""
        if not self._comparable:
            return False
        if len(self._marks) <= _FEW and not any(mark in inputs for mark in self._marks):
            return True  # without unpacking; a mark may also begin in the middle of a number
        return self._changed.keys().isdisjoint(unpacked(inputs))
