"""What every address and every operation gives to whom. A new one needs a row here: the test says which.

Who: `anyone` also without signing in; `signed` everybody signed in; `keepers` those who may write the record (KEEPS, and
only records of the own unit for colleague, ward and member); `managers` administrators; or roles by name. The first that fits
counts. Whoever fits nowhere is sent to sign in if not signed in, and otherwise must be named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

OFFICE = "officer head administrator colleague"
ALL = f"{OFFICE} ward member"
KEEPS = {
    "activities": ALL,
    "agreement_actions": OFFICE,
    "agreements": OFFICE,
    "applications": OFFICE,
    "appointments": OFFICE,
    "assets": ALL,
    "attendances": OFFICE,
    "cases": OFFICE,
    "commendations": ALL,
    "commitments": ALL,
    "competences": ALL,
    "costs": OFFICE,
    "courses": OFFICE,
    "delegates": ALL,
    "delegation_members": ALL,
    "enrolments": ALL,
    "exhibitors": ALL,
    "feedback": ALL,
    "figure_checks": OFFICE,
    "figures": OFFICE,
    "gift_moves": OFFICE,
    "gifts": OFFICE,
    "legs": ALL,
    "mandates": ALL,
    "materials": ALL,
    "memberships": OFFICE,
    "milestones": ALL,
    "objectives": OFFICE,
    "outcomes": ALL,
    "partners": OFFICE,
    "payments": OFFICE,
    "people": ALL,
    "points": OFFICE,
    "presences": OFFICE,
    "proposals": ALL,
    "programme_items": ALL,
    "projects": ALL,
    "regulation_problems": ALL,
    "regulations": OFFICE,
    "requests": ALL,
    "resources": OFFICE,
    "series": OFFICE,
    "sessions": ALL,
    "sources": OFFICE,
    "tasks": ALL,
    "ties": OFFICE,
    "units": "officer head administrator",
}


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Door:
    """One address: for each method who gets which status; `hidden` for something that is out of sight or not there."""

    methods: Mapping[str, str]
    hidden: str = ""
    sends: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""


PAGE = Door(methods={"GET": "signed 200"})
KEPT: dict[str, Any] = {"hidden": "signed 404"}
SHUT = Door(methods=dict.fromkeys(METHODS, "anyone 404"))

OWN = Door(methods={"GET": "signed 200"})  # a page about the own sign-in, which reaches nobody else's
OWN_FORM = Door(methods={"GET": "signed 200", "POST": "signed 200", "PUT": "signed 200"})
AFTER_PASSWORD = Door(methods=dict.fromkeys(("GET", "POST", "PUT"), "signed 302"))  # the password is asked again first
NONE_YET = Door(methods=dict.fromkeys(("GET", "POST", "PUT"), "signed 404"))  # nobody here has a second step
LATER = Door(methods=dict.fromkeys(METHODS, "anyone 302"))  # a step of signing in that was not begun

SIGNING_IN: dict[str, Door] = {
    r"^accounts/(?:signup|email|3rdparty|social|password/reset|password/set|confirm-email)(?:/|$)": SHUT,
    "accounts/login/": Door(
        methods={
            "GET": "anonymous 200, signed 302",
            "POST": "anonymous 200, signed 302",
            "PUT": "anonymous 200, signed 302",
            "PATCH": "anonymous 405, signed 302",
            "DELETE": "anonymous 405, signed 302",
        }
    ),
    "accounts/logout/": Door(methods={"GET": "anonymous 302, signed 200", "POST": "anyone 302"}),
    "accounts/inactive/": Door(methods={"GET": "anyone 200"}),
    "accounts/reauthenticate/": OWN_FORM,
    "accounts/password/change/": OWN_FORM,
    "accounts/login/code/confirm/": LATER,
    "accounts/2fa/": OWN,
    "accounts/2fa/authenticate/": LATER,
    "accounts/2fa/reauthenticate/": AFTER_PASSWORD,
    "accounts/2fa/totp/activate/": AFTER_PASSWORD,
    "accounts/2fa/totp/deactivate/": NONE_YET,
    "accounts/2fa/recovery-codes/": Door(methods={"GET": "signed 404"}),
    "accounts/2fa/recovery-codes/generate/": AFTER_PASSWORD,
    "accounts/2fa/recovery-codes/download/": Door(methods={"GET": "signed 404"}),
    "accounts/2fa/webauthn/": OWN,
    "accounts/2fa/webauthn/add/": AFTER_PASSWORD,
    "accounts/2fa/webauthn/reauthenticate/": AFTER_PASSWORD,
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": Door(methods={"GET": "signed 302", "POST": "signed 302"}),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": Door(methods={"GET": "signed 302", "POST": "signed 302"}),
    "accounts/2fa/webauthn/login/": Door(methods=dict.fromkeys(("GET", "POST", "PUT"), "anyone 302")),
    **dict.fromkeys(  # no provider is set up here
        ("accounts/oidc/<str:provider_id>/login/", r"accounts/oidc/^(?P<provider_id>[^/]+)/login/"),
        Door(url="accounts/oidc/city/login/", methods={"GET": "anyone 404", "POST": "anyone 404"}),
    ),
    **dict.fromkeys(
        ("accounts/oidc/<str:provider_id>/login/callback/", r"accounts/oidc/^(?P<provider_id>[^/]+)/login/callback/"),
        Door(url="accounts/oidc/city/login/callback/", methods={"GET": "anyone 404"}),
    ),
    "accounts/sessions/": Door(methods={"GET": "signed 200", "POST": "signed 302", "PUT": "signed 302"}),
    **dict.fromkeys(
        (
            "accounts/signup/",
            "accounts/email/",
            "accounts/confirm-email/",
            "accounts/password/set/",
            "accounts/password/reset/",
            "accounts/password/reset/key/done/",
            "accounts/password/reset/done/",
            "accounts/3rdparty/login/cancelled/",
            "accounts/3rdparty/login/error/",
            "accounts/3rdparty/signup/",
            "accounts/3rdparty/",
            "accounts/social/login/cancelled/",
            "accounts/social/login/error/",
            "accounts/social/signup/",
            "accounts/social/connections/",
        ),
        SHUT,
    ),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": replace(SHUT, url="accounts/confirm-email/abc/"),
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": replace(
        SHUT, url="accounts/password/reset/key/a-b/"
    ),
}

DOORS: dict[str, Door] = (
    SIGNING_IN
    | {
        "": PAGE,
        "search/": PAGE,
        "map/": PAGE,
        "reports/": PAGE,
        "reports/dashboards/": PAGE,
        **{f"reports/{kind}/": Door(methods={"GET": "signed 422"}) for kind in ("docx", "pdf", "xlsx")},
        "reports/made/<str:kind>/<str:token>/": replace(PAGE, url=f"reports/made/docx/{'0' * 32}/"),
        "admin/templates/": Door(methods={"GET": "head 200, administrator 200, signed 403"}),
        "admin/templates/<slug:kind>/<str:language>/": Door(
            methods={
                "GET": "head 200, administrator 200, signed 403",
                "POST": "head 422, administrator 422, signed 403",
            },
            url="admin/templates/report/vi/",
        ),
        "admin/templates/<slug:kind>/<str:language>/file/": Door(
            methods={"GET": "head 200, administrator 200, signed 403"}, url="admin/templates/report/vi/file/"
        ),
        "admin/templates/<slug:kind>/<str:language>/force/": Door(
            methods={"POST": "head 302, administrator 302, signed 403"}, url="admin/templates/report/vi/force/"
        ),
        "reports/figure/<slug:code>/": replace(PAGE, url="reports/figure/delegations_in/"),
        "reports/issue/": Door(methods={"GET": "keepers 200, signed 403", "POST": "keepers 422, signed 403"}),
        "reports/issued/": PAGE,
        "reports/issued/<int:pk>/": Door(methods={"GET": "signed 200"}, **KEPT),
        "reports/issued/<int:pk>/text/": Door(  # written by whoever may write the draft
            methods={"GET": "keepers 200, signed 403", "POST": "keepers 422, signed 403"}, **KEPT
        ),
        "reports/issued/<int:pk>/step/": Door(methods={"POST": "signed 302"}, **KEPT),
        "reports/issued/<int:pk>/figure/<slug:code>/": Door(
            methods={"GET": "signed 200"}, url="reports/issued/<int:pk>/figure/agreements_signed/", **KEPT
        ),
        "reports/issued/<int:pk>/file/<str:kind>/": Door(
            methods={"GET": "signed 200"}, url="reports/issued/<int:pk>/file/json/", **KEPT
        ),
        "reports/returns/": PAGE,
        "reports/returns/ask/": Door(
            methods={"GET": "head 200, managers 200, signed 403", "POST": "head 422, managers 422, signed 403"}
        ),
        "reports/returns/<int:pk>/": Door(methods={"GET": "signed 200", "POST": "signed 302"}, **KEPT),
        "components/": PAGE,
        "calendar/": PAGE,
        "calendar/feeds/new/": Door(methods={"GET": "signed 200", "POST": "signed 422"}),
        "calendar/feeds/<int:pk>/end/": Door(methods={"POST": "signed 302"}, **KEPT),
        "feeds/<str:key>.ics": Door(methods={"GET": "anyone 200"}),  # who has the key reads what its owner may see
        "calendar/move/<register:of>/<int:pk>/": Door(
            methods={"GET": "keepers 200, signed 403", "POST": "keepers 422, signed 403"}, **KEPT
        ),
        "admin/days/": Door(methods={"GET": "signed 200", "POST": "head 422, administrator 422, signed 403"}),
        "admin/days/undo/": Door(methods={"POST": "head 302, administrator 302, signed 403"}),
        "admin/personal/": Door(methods={"GET": "managers 200, auditor 200, signed 403"}),
        "contacts/<int:pk>/": Door(methods={"GET": "head 200, signed 403", "POST": "head 422, signed 403"}, **KEPT),
        "contacts/<int:pk>/edit/": Door(
            methods={"GET": "head 200, signed 403", "POST": "head 422, signed 403"}, **KEPT
        ),
        "contacts/<int:pk>/erase/": Door(methods={"POST": "head 422, signed 403"}, **KEPT),
        "people/<int:pk>/personal/": Door(
            methods={"GET": "head 200, signed 403", "POST": "head 422, signed 403"}, **KEPT
        ),
        "people/<int:pk>/personal/edit/": Door(
            methods={"GET": "head 200, signed 403", "POST": "head 422, signed 403"}, **KEPT
        ),
        "people/<int:pk>/personal/erase/": Door(methods={"POST": "head 422, signed 403"}, **KEPT),
        "language/": Door(methods={"POST": "anyone 302"}, sends={"language": "en"}),
        "account/": Door(methods={"GET": "signed 200", "POST": "signed 422"}),
        "cases/<int:pk>/ask/<str:of>/": Door(  # nothing is asked there; test_opinion_links has the rest
            url="cases/<int:pk>/ask/opinions/", methods={"GET": "signed 404", "POST": "signed 404"}, **KEPT
        ),
        "cases/<int:pk>/opinions/": Door(  # posting without a day is refused
            methods={
                "GET": "ward 403, member 403, keepers 200, signed 403",
                "POST": "ward 403, member 403, keepers 422, signed 403",
            },
            **KEPT,
        ),
        "cases/<int:pk>/ask/<int:link>/end/": Door(
            url="cases/<int:pk>/ask/0/end/", methods={"POST": "signed 404"}, **KEPT
        ),
        "opinion/<str:secret>/": Door(url="opinion/none/", methods={"GET": "anyone 404", "POST": "anyone 404"}),
        "opinion/<str:secret>/file/": Door(url="opinion/none/file/", methods={"GET": "anyone 404"}),
        "news/": PAGE,
        "news/read/": Door(methods={"POST": "signed 302"}),
        "stand-ins/": Door(methods={"GET": "signed 200", "POST": "signed 422"}),
        "stand-ins/<int:pk>/end/": Door(
            methods={"POST": "signed 404"}, **KEPT
        ),  # none there; test_stand_ins has the rest
        "healthz": Door(methods={"GET": "anyone 200"}),
        "files/<int:pk>/": Door(methods={"GET": "signed 200"}, **KEPT),
        "files/<int:pk>/remove/": Door(methods={"POST": "keepers 302, signed 403"}, **KEPT),
        "views/<int:pk>/remove/": Door(methods={"POST": "signed 302"}, **KEPT),
        "imports/": PAGE,
        "undo/<str:act>/<int:pk>/": Door(methods={"POST": "keepers 302, signed 403"}, **KEPT),
        "activities/<int:pk>/concluded/": Door(  # no point at all; who may make what: test_concluded
            methods={"POST": "leader 403, auditor 403, signed 422"}, **KEPT
        ),
        "activities/<int:pk>/interpreters/": Door(methods={"GET": "signed 200"}, **KEPT),
        "pick/<register:of>/": Door(methods={"GET": "signed 200", "POST": "keepers 422, signed 403"}),
        "admin/officers/": Door(methods={"GET": "managers 200, signed 403"}),
        "admin/officers/new/": Door(methods={"GET": "managers 200, signed 403", "POST": "managers 422, signed 403"}),
        "admin/officers/<int:pk>/": Door(
            methods={"GET": "managers 200, signed 403", "POST": "managers 422, signed 403"},
            hidden="managers 404, signed 403",
        ),
        "admin/officers/<int:pk>/reset/": Door(
            methods={"POST": "managers 200, signed 403"}, hidden="managers 404, signed 403"
        ),
        "admin/officers/<int:pk>/signout/": Door(
            methods={"POST": "managers 302, signed 403"}, hidden="managers 404, signed 403"
        ),
        "admin/officers/<int:pk>/join/": Door(  # no provider is set up here
            methods={"POST": "managers 404, signed 403"}, hidden="managers 404, signed 403"
        ),
        "admin/officers/<int:pk>/part/": Door(
            methods={"POST": "managers 302, signed 403"}, hidden="managers 404, signed 403"
        ),
        "admin/tokens/": Door(methods={"GET": "managers 200, signed 403"}),
        "admin/tokens/new/": Door(methods={"GET": "managers 200, signed 403", "POST": "managers 422, signed 403"}),
        "admin/tokens/<int:pk>/revoke/": Door(
            methods={"POST": "managers 302, signed 403"}, hidden="managers 404, signed 403"
        ),
        **{
            f"activities/<int:pk>/programme/<str:sheet>/{kind}": Door(
                methods={"GET": "signed 200"}, url=f"activities/<int:pk>/programme/card/{kind}", **KEPT
            )
            for kind in ("", "pdf/")
        },
        "ties/health/": PAGE,
        "resources/free/": PAGE,
        **{f"resources/<int:pk>/day/{kind}": Door(methods={"GET": "signed 200"}, **KEPT) for kind in ("", "pdf/")},
        "programme_items/taken/": PAGE,
        "procedures/": PAGE,
        "procedures/<slug:name>/": Door(url="procedures/reception/", methods={"GET": "signed 200"}),
        "procedures/<slug:name>/drawing.svg": Door(
            url="procedures/reception/drawing.svg", methods={"GET": "signed 200"}
        ),
        "cases/<int:pk>/drawing.svg": Door(methods={"GET": "signed 200"}, **KEPT),
        "cases/queue/": PAGE,
        "cases/times/": PAGE,
        "cases/<int:pk>/act/": Door(
            methods={"POST": "signed 422"}, **KEPT
        ),  # an act of no kind; who may do what: test_cases
        "cases/<int:pk>/edxml/": Door(  # the desk's alone, and of who reads for the office
            methods={
                "GET": "ward 404, member 404, keepers 200, colleague 404, signed 200",
                "POST": "ward 404, member 404, keepers 422, colleague 404, signed 403",
            },
            **KEPT,
        ),
        "cases/<int:pk>/edxml/package/": Door(  # it says nothing of the document
            methods={"GET": "ward 404, member 404, keepers 422, colleague 404, signed 422"}, **KEPT
        ),
        "cases/<int:pk>/paper/<str:step>/<int:at>/<str:language>/<str:kind>/": Door(  # a step not begun; test_case_papers has the rest
            url="cases/<int:pk>/paper/decide/0/en/docx/", methods={"GET": "signed 404"}, **KEPT
        ),
        "cases/<int:pk>/receipt/<str:language>/<str:kind>/": Door(  # not handed in yet; test_receipts has the rest
            url="cases/<int:pk>/receipt/en/docx/", methods={"GET": "signed 404"}, **KEPT
        ),
        "proposals/<int:pk>/answer/": Door(  # no answer at all; who may give which: test_proposals
            methods={"POST": "colleague 403, ward 403, member 403, keepers 422, signed 403"}, **KEPT
        ),
        "partners/<int:pk>/story/": Door(methods={"GET": "signed 200"}, **KEPT),
        "<register:of>/": PAGE,
        "<register:of>/new/": Door(methods={"GET": "keepers 200, signed 403", "POST": "keepers 422, signed 403"}),
        "<register:of>/bulk/": Door(methods={"POST": "signed 302"}),
        "calendar/filter/<str:name>/": replace(PAGE, url="calendar/filter/partners/"),
        "<register:of>/filter/<str:name>/": replace(PAGE, url="<register:of>/filter/partners/"),
        "<register:of>/views/": Door(methods={"POST": "signed 302"}, sends={"name": "mine", "query": "q=x"}),
        "<register:of>/export/<str:kind>/": PAGE,
        "<register:of>/exported/<str:kind>/<str:token>/": PAGE,
        "<register:of>/template/": PAGE,
        "<register:of>/import/": Door(methods={"GET": "keepers 200, signed 403", "POST": "keepers 422, signed 403"}),
        "<register:of>/import/<int:pk>/": Door(  # as its officer left it; nobody else has one on the way
            methods={"GET": "signed 200", "POST": "signed 302"}, **KEPT
        ),
        "<register:of>/import/<int:pk>/errors/": Door(methods={"GET": "signed 200"}, **KEPT),
        "<register:of>/<int:pk>/": Door(methods={"GET": "signed 200"}, **KEPT),
        "<register:of>/<int:pk>/edit/": Door(
            methods={"GET": "keepers 200, signed 403", "POST": "keepers 422, signed 403"}, **KEPT
        ),
        "<register:of>/<int:pk>/remove/": Door(methods={"POST": "keepers 302, signed 403"}, **KEPT),
        "<register:of>/<int:pk>/verify/": Door(methods={"POST": "signed 404"}, **KEPT),  # activities are not verified
        "<register:of>/<int:pk>/parts/<register:part>/": Door(
            methods={"GET": "signed 200", "POST": "keepers 422, signed 403"}, **KEPT
        ),
        "<register:of>/<int:pk>/brief/": Door(methods={"GET": "signed 200"}, **KEPT),
        "<register:of>/<int:pk>/brief/pdf/": Door(methods={"GET": "signed 200"}, **KEPT),
        "<register:of>/<int:pk>/rules/": Door(
            methods={"GET": "signed 200", "POST": "signed 404"}, **KEPT
        ),  # a festival has none
        "<register:of>/<int:pk>/history/": Door(methods={"GET": "signed 200"}, **KEPT),
        "<register:of>/<int:pk>/files/": Door(methods={"POST": "keepers 302, signed 403"}, **KEPT),
        "<register:of>/<int:pk>/cite/": Door(
            methods={"GET": "keepers 200, signed 403", "POST": "keepers 422, signed 403"}, **KEPT
        ),
        "<register:of>/<int:pk>/cite/<int:citation>/remove/": Door(methods={"POST": "keepers 302, signed 403"}, **KEPT),
    }
)

# By operation, `*` for a register's key. Without a token everything is 401; `reader` is a token that only reads.
OPERATIONS: dict[str, Door] = {
    "registers": Door(methods={"GET": "signed 200"}),
    "undo": Door(methods={"POST": "keepers 204, signed 403"}, hidden="reader 403, signed 409"),
    "case_standing": Door(methods={"GET": "signed 200"}, **KEPT),
    "case_act": Door(
        methods={"POST": "ward 403, member 403, keepers 422, signed 403"}, hidden="reader 403, signed 404"
    ),  # an act without a place
    "*_list": Door(methods={"GET": "signed 200"}),
    "*_get": Door(methods={"GET": "signed 200"}, **KEPT),
    "*_history": Door(methods={"GET": "signed 200"}, **KEPT),
    "*_attachments": Door(methods={"GET": "signed 200"}, **KEPT),
    "*_add": Door(methods={"POST": "keepers 201, signed 403"}),
    "*_change": Door(methods={"PATCH": "keepers 200, signed 403"}, hidden="reader 403, signed 404"),
    "*_delete": Door(methods={"DELETE": "keepers 200, signed 403"}, hidden="reader 403, signed 404"),
}
# What the API serves that is no operation: the description itself, and the address it all starts from.
BESIDE = {"api/v1/openapi.json": 200, "api/v1/": 404}
