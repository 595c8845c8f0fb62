"""Tables: this program's own, and those of other programs through a column mapping."""
