"""What goes out besides pages, one module for each format: made from the board and the views, never from HTML."""
