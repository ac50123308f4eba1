"""Why a typed text is refused: missing, too long, or nothing that a person could read."""

import unicodedata

from softplace.foundation.errors import Reason

_LINE_BREAKS = {"\n", "\r", "\t"}
_JOINERS = {"\u200d", "\u200c", "\u00ad"}


def reasons_to_refuse_text(
    field: str, text: str, *, limit: int, required: bool = False, lines: bool = False
) -> list[Reason]:
    """Reasons about any text; `lines` lets it have several."""
    if required and not text.strip():
        return [Reason("required", field)]
    reasons = []
    if len(text) > limit:
        reasons.append(Reason("too_long", field, {"limit": limit, "length": len(text)}))
    allowed = _JOINERS | (_LINE_BREAKS if lines else set())
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in allowed for c in text):
        reasons.append(Reason("unprintable", field))
    return reasons


def reasons_to_refuse_name(field: str, name: str, *, limit: int) -> list[Reason]:
    """Reasons about a name: it must have a letter or a figure, and no mark-up."""
    reasons = reasons_to_refuse_text(field, name, limit=limit, required=True)
    if reasons:
        return reasons
    if not any(unicodedata.category(c)[0] in "LN" for c in name):
        reasons.append(Reason("name_without_letters", field))
    if "<" in name or ">" in name:
        reasons.append(Reason("name_with_markup", field))
    return reasons
