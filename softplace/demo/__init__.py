"""The demo territory: real towns around Crest (Drôme), and invented places of every kind.

Invented: every place, address, sentence and account. Real: the towns with their population,
from GeoNames, and the school holidays that are known. Made by code from a fixed seed around the
present day, so that there is always something to find, in an empty database only.
"""
