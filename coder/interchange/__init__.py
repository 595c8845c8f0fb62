"""What comes into a study from other programs' files, and what goes out of it."""
