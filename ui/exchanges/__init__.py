"""Bids and what became of them."""
