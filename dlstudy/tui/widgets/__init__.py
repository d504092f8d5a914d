"""The widgets, one to a file, each with its own CSS."""
