"""An otpauth:// address as a picture that an app reads."""

from __future__ import annotations

import qrcode
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

__all__ = ["qr_svg"]


def qr_svg(address: str) -> str:
    """As SVG to stand in a page: no file that a browser or a proxy could keep."""
    code = qrcode.QRCode(border=4)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    size = len(rows)
    shape = mark_safe(f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path fill="#000" d="{squares}"/>')  # noqa: S308
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">{}</svg>',
        _("Code for the app"),
        size,
        size,
        shape,
    )
