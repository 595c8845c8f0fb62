"""Coding blind: beginning and ending it."""
