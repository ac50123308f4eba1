"""One module per area: the shapes of its answers, and its operations."""
