"""The panels beside the player: review, who is who, events, exchanges, and the sheet of keys."""
