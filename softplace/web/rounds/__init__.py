"""Pages of rounds: my rounds, a vehicle's stops, the driver's sheet, markets, where the truck is."""
