"""Pages of campaigns: setting one up, offering, applying, deciding, the results."""
