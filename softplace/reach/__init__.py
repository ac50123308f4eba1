"""Studies of reach: who is how far from what, and what if. Stands on `engines.reach`."""
