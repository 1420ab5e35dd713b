"""Where moderators decide: the comments that were taken over, and the record of what was done with them."""
