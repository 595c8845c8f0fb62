"""The first steps: the ten-minute path with a sample, inside the window."""
