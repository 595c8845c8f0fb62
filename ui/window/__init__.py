"""What the actions do, one file per menu or so. A control holds no data: the session and the widgets do."""
