"""My place: the pages of those who keep one."""
