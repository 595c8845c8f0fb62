"""What window and command line both do: exports, figures, reports, words. No Qt."""
