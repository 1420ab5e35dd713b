"""Where work is done: in this process, in others on this machine, or on a cluster."""

from __future__ import annotations

from corkboard.workers.errors import ExecutorError
from corkboard.workers.workers import Workers, batched

__all__ = ["ExecutorError", "Workers", "batched"]
