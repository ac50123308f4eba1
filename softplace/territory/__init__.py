"""The land: its official units, what people come for, its holidays."""
