"""Times Corkboard beside Hugo and stock Pelican on the same synthetic publication: `python -m bench`."""
