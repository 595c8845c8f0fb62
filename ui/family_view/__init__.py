"""The view for showing to the family."""
