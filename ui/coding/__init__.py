"""Coding by hand: codes under keys, and the table of events."""
