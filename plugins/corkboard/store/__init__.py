"""What is kept from one build to the next, in a folder that may be deleted at any time."""

from __future__ import annotations

from corkboard.store.errors import StoreDamagedError, StoreError
from corkboard.store.files import bytes_of
from corkboard.store.listing import Listing, list_again, list_files
from corkboard.store.pack import Pack, Piece, Place
from corkboard.store.stamps import Stamp, is_settled, stamp_of
from corkboard.store.state_file import Saved, noted, read_state
from corkboard.store.store import Store

__all__ = [
    "Listing",
    "Pack",
    "Piece",
    "Place",
    "Saved",
    "Stamp",
    "Store",
    "StoreDamagedError",
    "StoreError",
    "bytes_of",
    "is_settled",
    "list_again",
    "list_files",
    "noted",
    "read_state",
    "stamp_of",
]
