"""What is measured, and against what. `make bench` runs everything, ONLY= chooses by name."""
