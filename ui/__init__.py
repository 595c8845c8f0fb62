"""The window and the command line: the only folder that knows a screen."""
