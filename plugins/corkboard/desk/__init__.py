"""The moderation desk: where readers' comments come in and moderators decide.  Never imports Pelican."""
