"""Studies and clips: new, open, add, analyse."""
