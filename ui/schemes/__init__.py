"""What a study codes."""
