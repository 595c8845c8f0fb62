"""Tools that draw boxes on videos: a box is followed as a track of one person or thing, a span is an event."""
