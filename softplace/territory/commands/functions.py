"""Writing the functions that every installation starts with."""

from django.db import transaction

from softplace.territory.functions import FUNCTIONS
from softplace.territory.models import Function


@transaction.atomic
def install_functions() -> int:
    """Add the functions of the table that are missing; how many were added.

    What a planner has renamed, moved or enriched stays as it is; only official codes that a new
    version of SoftPlace knows are added. Two processes may do it at once.
    """
    known = {function.code: function for function in Function.objects.all()}
    added = 0
    rest = [entry for entry in FUNCTIONS if entry.code not in known]
    while rest:
        ready = [entry for entry in rest if not entry.parent or entry.parent in known]
        Function.objects.bulk_create(
            [
                Function(
                    code=entry.code,
                    parent=known[entry.parent] if entry.parent else None,
                    name_fr=entry.name_fr,
                    name_en=entry.name_en,
                    synonyms_fr=list(entry.synonyms_fr),
                    synonyms_en=list(entry.synonyms_en),
                    official_codes={k: list(v) for k, v in entry.official_codes.items()},
                )
                for entry in ready
            ],
            ignore_conflicts=True,
        )
        added += len(ready)
        codes = [entry.code for entry in ready]
        known |= {f.code: f for f in Function.objects.filter(code__in=codes)}
        rest = [entry for entry in rest if entry.code not in known]
    _add_official_codes(known)
    return added


def _add_official_codes(known: dict[str, Function]) -> None:
    changed = []
    for entry in FUNCTIONS:
        function = known[entry.code]
        official = dict(function.official_codes)
        for vocabulary, codes in entry.official_codes.items():
            present = official.get(vocabulary, [])
            missing = [code for code in codes if code not in present]
            if missing:
                official[vocabulary] = [*present, *missing]
        if official != function.official_codes:
            function.official_codes = official
            changed.append(function)
    Function.objects.bulk_update(changed, ["official_codes"])
