"""Who is who over a clip: tracks, their joining, and a suggestion of roles."""
