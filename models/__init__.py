"""Local estimators: frames in, signals out. They propose and write nothing. No Qt, no storage, no network."""
