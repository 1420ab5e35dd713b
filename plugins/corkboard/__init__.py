"""Corkboard: a publication in which everything is pinned to everything else."""


def register() -> None:
    """Pelican's entry point: name `corkboard` in PLUGINS."""
    from corkboard.pelican_plugin import connect

    connect()
