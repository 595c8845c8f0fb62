"""A clip as it is stored: probe, frame index by true PTS, exact seek, audio."""
