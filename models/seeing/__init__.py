"""Estimators of what a single picture shows: faces, bodies, irises."""
