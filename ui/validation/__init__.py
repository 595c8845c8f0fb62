"""How right the proposals are in this study, and thresholds fitted to its own coding."""
