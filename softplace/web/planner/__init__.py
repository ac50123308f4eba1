"""The territory: the pages of those who answer for all of it."""
