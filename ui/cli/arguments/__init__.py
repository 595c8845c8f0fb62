"""What each command takes, part by part; the parser puts them together."""
