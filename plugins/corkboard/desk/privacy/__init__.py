"""The rights of those who wrote: to be forgotten, to know what is kept, and that it is not kept for ever."""
