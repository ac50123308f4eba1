"""The Studio: who is how far from what, and what if."""
