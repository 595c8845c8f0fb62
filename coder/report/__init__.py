"""The mirror report: numbers assembled from confirmed events, and pages that say them. Knows no storage."""
