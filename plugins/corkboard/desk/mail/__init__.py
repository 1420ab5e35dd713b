"""Mail: what is to be said to whom, the links in it, and how it reaches a mail server."""
