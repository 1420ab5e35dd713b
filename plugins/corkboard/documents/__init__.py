"""Bytes → documents: front matter with positions, bodies as HTML, and what they say."""
