"""View and template → HTML."""
