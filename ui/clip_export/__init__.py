"""A clip that leaves with faces hidden."""
