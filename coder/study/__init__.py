"""A study: the one door to it, its state, who may do what in it, its edits and its storage."""
