"""Exchanges: each bid with its outcome under one written rule, and the windows that a family chose."""
