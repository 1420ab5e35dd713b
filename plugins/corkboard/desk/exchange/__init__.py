"""In and out: comments from other systems, and everything as JSON Lines."""
