"""Places, what can be booked there, and when they open."""
