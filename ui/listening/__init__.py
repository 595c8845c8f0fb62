"""Coding by ear: the picture of the sound, and going from one sound to the next."""
