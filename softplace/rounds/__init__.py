"""Services on wheels: vehicles, their stops, and the markets at which they meet."""
