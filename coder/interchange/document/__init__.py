"""The neutral document between a study and every file format, and what bringing it down to a format takes."""
