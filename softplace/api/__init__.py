"""The same areas as JSON."""
