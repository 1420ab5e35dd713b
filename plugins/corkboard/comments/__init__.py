"""Moderated comments: name `corkboard.comments` in PLUGINS beside `corkboard`."""
