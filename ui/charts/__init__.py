"""Figures in the window that lead back: each point of a chart is a moment of the recording."""
