"""Who is how far from what, when, how unequally, and what if."""
