"""What a report tells, worked out: numbers from confirmed events. Pure."""
