"""The timeline: tiers of proposals and events over a clip's true frame times. Start at :mod:`ui.timeline.timeline_view`."""
