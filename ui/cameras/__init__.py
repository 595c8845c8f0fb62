"""Several cameras: added, and placed on one clock by a human who looks at both pictures."""
