"""Who is who in the picture: the panel, and the overlay on the picture."""
