"""The caregiver's own side: cards, meetings, what was brought, and the day's rhythm."""
