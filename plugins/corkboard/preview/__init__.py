"""Looking at a site before it is published."""
