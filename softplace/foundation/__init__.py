"""Small certainties on which everything stands. Standard library only."""
