"""A practice session without a screen, and the diary that remembers it."""
