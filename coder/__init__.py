"""The domain: recordings, codes, events, proposals, exchanges. No Qt, no OpenCV, no inference, no network."""
