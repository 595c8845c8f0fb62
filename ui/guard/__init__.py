"""Purpose, agreements, erasure, the audit log, and locking."""
