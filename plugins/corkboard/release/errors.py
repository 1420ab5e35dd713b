"""What can go wrong with files, as sentences."""

from __future__ import annotations

import errno

__all__ = ["ReleaseError", "reason"]


class ReleaseError(Exception):
    """The site could not be put in place; the message says why and what to do."""


def reason(error: OSError) -> str:
    """What the system refused, and the remedy, without a full stop."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "there is no space left on the disk: free some and build again"
    place = error.filename2 or error.filename or "the output"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{place} may not be written or read ({error.strerror}): mend its permissions and build again"
    return f"{place}: {error.strerror or error}: mend that and build again"
