"""The note to oneself."""
