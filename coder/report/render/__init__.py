"""What a report tells, drawn: SVG, HTML and PDF."""
