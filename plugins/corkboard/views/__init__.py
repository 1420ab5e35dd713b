"""For each page, the plain data that its template needs, and no more."""
