"""Pages about vacancy: what the planner sees and decides, and what everybody may read."""
