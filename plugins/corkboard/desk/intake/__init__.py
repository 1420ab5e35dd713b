"""The intake: public, and able only to insert.  What it takes in, the desk takes over from it."""
