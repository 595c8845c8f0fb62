"""What the words mean: time, codes, people, events, signals, settings. Frozen records; imports nothing else of ours."""
