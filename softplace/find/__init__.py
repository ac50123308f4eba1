"""The one search over places, openings and resources."""
