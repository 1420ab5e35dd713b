"""Whose turn it is in the folder of comments: the publisher's, which writes there, or git's, which may move it all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corkboard.desk.environment import Environment

__all__ = ["left_by_git", "turn"]


@contextmanager
def turn(environment: Environment, *, wait: bool) -> Iterator[bool]:
    """Whether it is ours until the end of the block; with `wait` it is, sooner or later.

    One that has ended, however that was, leaves the turn to others.
    """
    descriptor = os.open(environment.data / "desk" / "turn.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            is_ours = True
        except BlockingIOError:
            is_ours = False
        yield is_ours
    finally:
        os.close(descriptor)


def left_by_git(environment: Environment) -> Path:
    """A file that is there while git moves the folder, and if it was killed at it until it has tidied up.

    What is written there in between would be lost.
    """
    return environment.data / "desk" / "git-rebasing"
