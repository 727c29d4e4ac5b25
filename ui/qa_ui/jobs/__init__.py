"""Long work in the background, one piece of each kind at a time."""
