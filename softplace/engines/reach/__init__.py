"""Who is how far from what, when, how unequally, and what if.

From a `TravelTable` (for each cell its sites, nearest first): `nearest` (n-th nearest, nearest
open), `week` (hours within reach, people in reach through the week), `opportunities`
(cumulative, floating catchments, APL; `decay` holds their weights). From what each cell has of
it: `coverage` (people beyond, mean, P90, worst), `inequality` (Gini, Theil, Palma), `presets`
(legal tests). What if: `what_if` (all closures and openings at once), `scenario` and
`templates` (edits of a network of places), `shuttle_line`, `comparison` (who gains, what it
costs). `siting` says where the next sites should go.
"""
