"""GSEQ's sequential data."""
