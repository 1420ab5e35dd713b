"""Out to the site: approved comments as files, and what is done after they were written."""
