"""Charts of one recording under a named rule."""
