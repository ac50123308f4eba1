"""Pages about bookings: one's own, and those of the places one keeps."""
