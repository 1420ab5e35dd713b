"""Fairness to the living: what is claimed of them needs, and that no text states what nobody has verified."""

from __future__ import annotations

from corkboard.board.fairness.check import Fairness, Near, check_fairness, is_still_fair, near_by, near_to, stated_by

__all__ = ["Fairness", "Near", "check_fairness", "is_still_fair", "near_by", "near_to", "stated_by"]
