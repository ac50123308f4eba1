"""People: accounts, groups, roles and audiences."""
