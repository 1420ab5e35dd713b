"""Comments from elsewhere: readers of other systems' exports, and finding each comment's place on this site.

A reader goes through a file of any size without keeping it, and yields `ImportedComment`s; `place` turns them
into comments of this site.  What could not be read or placed is in the `Findings` and the `Report`.
"""
