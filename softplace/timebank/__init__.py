"""The time bank: accounts in minutes, transfers that sum to zero, offers and needs."""
