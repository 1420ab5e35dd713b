"""The desk's processes, and what starts and ends them together."""
