"""Sound to signals: what is heard in a clip, on the clip's own clock. docs/voices.md says what was measured of it."""
