"""What a report tells, said: sentences and pages for families and for research."""
