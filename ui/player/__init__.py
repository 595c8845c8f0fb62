"""The player: frame-exact stepping and playing off the window's thread, the picture, and the bar of controls."""
