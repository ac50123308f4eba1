"""What was done, in words: each verb of the trail that a page shows."""

from typing import Any

from django.utils.translation import gettext_lazy as word

OF_PLACES: dict[str, Any] = {
    "create_place": word("Place added"),
    "import_place": word("Place imported"),
    "link_place": word("Place put into its commune"),
    "change_place": word("Sheet changed"),
    "name_keepers": word("Keepers named"),
    "publish_place": word("Place shown to everyone"),
    "unpublish_place": word("Place hidden"),
    "add_resource": word("Resource added"),
    "change_resource": word("Resource changed"),
    "remove_resource": word("Resource removed"),
    "add_opening_rule": word("Opening hours added"),
    "change_opening_rule": word("Opening hours changed"),
    "remove_opening_rule": word("Opening hours removed"),
    "add_closure": word("Closure added"),
    "remove_closure": word("Closure removed"),
    "set_terms": word("Terms of booking set"),
    "remove_terms": word("Terms of booking removed"),
    "set_vacancy_policy": word("Policy against vacancy set"),
    "open_half_days": word("Idle half-days opened to others"),
    "take_back_half_days": word("Idle half-days taken back"),
    "grant_exemption": word("Exempted from the policy against vacancy"),
    "end_exemption": word("Exemption ended"),
    "add_photo": word("Photo added"),
    "remove_photo": word("Photo removed"),
    "change_vehicle": word("Working hours of the vehicle changed"),
    "add_stop": word("Stop planned"),
    "change_stop": word("Stop changed"),
    "remove_stop": word("Stop taken off the round"),
    "lock_stop": word("Stop locked"),
    "unlock_stop": word("Stop unlocked"),
    "publish_rounds": word("Rounds published"),
    "create_draft": word("Draft of rounds begun"),
    "add_target": word("Commune or square to be served added"),
    "remove_target": word("Commune or square to be served taken off"),
    "request_computation": word("Computation of rounds asked for"),
    "stop_computation": word("Computation of rounds asked to stop"),
    "take_over_plan": word("Computed rounds taken over as stops"),
    "call_market": word("Service market called"),
    "change_market": word("Service market changed"),
    "end_market": word("Service market ended"),
}
OF_CAMPAIGNS: dict[str, Any] = {
    "create_campaign": word("Campaign created"),
    "change_campaign": word("Campaign changed"),
    "set_policy": word("Weights set"),
    "step_campaign": word("Campaign taken to its next step"),
    "offer_resource": word("Resource offered"),
    "withdraw_offer": word("Offer taken back"),
    "invite_keepers": word("Keepers invited to offer"),
    "request_run": word("Computation asked for"),
    "ask_to_stop": word("Computation asked to stop"),
    "save_plan": word("Computed plan put on the board"),
    "publish_campaign": word("Results published"),
    "open_second_pass": word("Second pass opened"),
}
OF_REQUESTS: dict[str, Any] = {
    "describe_applicant": word("Applicant described"),
    "submit_request": word("Request submitted"),
    "change_request": word("Request changed"),
    "withdraw_request": word("Request withdrawn"),
    "lock_session": word("Session placed by hand or locked"),
    "unlock_session": word("Session unlocked"),
    "take_off_board": word("Session taken off the board"),
    "forbid": word("Option ruled out"),
    "allow_again": word("Option allowed again"),
    "set_priority": word("Priority changed"),
    "comment": word("Comment written"),
    "decide_request": word("Decision published"),
    "take_alternative": word("Alternative taken"),
    "make_appeal": word("Appeal made"),
    "appeal_upheld": word("Appeal upheld"),
    "appeal_dismissed": word("Appeal dismissed"),
    "take_option": word("Possibility taken"),
    "request_expired": word("Request expired"),
    "request_waits_again": word("Refused by the keeper: the request waits again"),
}
VERBS = {**OF_PLACES, **OF_CAMPAIGNS, **OF_REQUESTS}


def verb_words(verb: str) -> str:
    return str(VERBS.get(verb, verb))
