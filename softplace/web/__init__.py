"""Pages: one module per area. Views parse, call at most one command, render."""
