"""The mirror report in the window."""
