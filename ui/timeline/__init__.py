"""The timeline: tiers of proposals and events over a clip's true frame times. Start at ``timeline_view``."""
