"""Rendered clips of no real child, with their exact truth; ``play.mp4`` travels with the app for its demo."""
