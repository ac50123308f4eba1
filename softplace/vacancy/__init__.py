"""Vacancy: opening hours of resources that nobody claims, and the policy against it."""
