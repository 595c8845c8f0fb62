"""BORIS projects and aggregated tables."""
