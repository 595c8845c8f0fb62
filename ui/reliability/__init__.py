"""Where coders agree and where they differ."""
