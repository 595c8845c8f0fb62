"""Datavyu projects."""
