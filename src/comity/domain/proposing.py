"""A proposal of an activity on its way: where it stands, what may be answered, what is told to whom."""

PROPOSED, MORE, ACCEPTED, DECLINED = "proposed", "more", "accepted", "declined"
OVER = (ACCEPTED, DECLINED)
EXPLAINED = (MORE, DECLINED)  # whoever proposed must learn what is missing, or why not


def unfit(state: str, answer: str, said: str) -> str:
    """Return why an answer has no place, or ``: `unknown`, `over` once it was decided, `waits` for the unit, `unsaid` without a reason."""
    if answer not in (MORE, ACCEPTED, DECLINED):
        return "unknown"
    if state in OVER:
        return "over"
    if state == MORE and answer == MORE:
        return "waits"
    return "unsaid" if answer in EXPLAINED and not said.strip() else ""
