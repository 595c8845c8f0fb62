"""The rows of the timeline as a coder lays them out: order, height, colour, hidden, collapsed, locked."""
