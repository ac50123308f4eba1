"""Engines: plain data in, plan out. They know numpy, scipy and solvers, and never Django.

Each engine has a problem, `solve`, `check` and, where one can be had, a bound;
`softplace.engines.contract` holds the words that they share.
"""
