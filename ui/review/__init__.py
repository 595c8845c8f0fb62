"""Deciding on proposals: the queue, the card in hand, its keys."""
