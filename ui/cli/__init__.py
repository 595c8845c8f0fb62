"""The commands behind the command line, one file per part of the work."""
