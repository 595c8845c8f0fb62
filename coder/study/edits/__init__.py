"""Every edit that a human can make, with its inverse: one file for each kind of thing edited."""
