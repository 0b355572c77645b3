"""The addresses of the office's pages: one set for every register, by name."""

from django.urls import path, register_converter

from comity.documents.making import KINDS
from comity.registers import BY_KEY, Register
from comity.web import (
    atlas,
    board,
    bulk,
    conclude,
    contacts,
    edit,
    edxml,
    files,
    filter_menus,
    home,
    imports,
    interpreters,
    issued,
    issued_parts,
    lists,
    notices,
    office_days,
    officers,
    opinions,
    parts,
    personal,
    pickers,
    proposal_answers,
    records,
    report,
    report_files,
    returns,
    search,
    settings_pages,
    signins,
    stand_ins,
    story_page,
    templates,
    tie_health,
    tokens,
    transfer,
    verify,
)
from comity.web.briefing import pages as briefing
from comity.web.calendar import feeds
from comity.web.calendar import move as calendar_move
from comity.web.calendar import pages as calendar_pages
from comity.web.cases import acts as case_acts
from comity.web.cases import asking as case_asking
from comity.web.cases import check as case_check
from comity.web.cases import papers as case_papers
from comity.web.cases import queue as case_queue
from comity.web.cases import taking_up as case_taking_up
from comity.web.cases import times as case_times
from comity.web.law import pages as law
from comity.web.pages import components
from comity.web.programmes import car_day
from comity.web.programmes import pages as programmes
from comity.web.resources import free, taken


class RegisterInAddress:
    """A register by its name in the address."""

    regex = "|".join(sorted(BY_KEY, key=len, reverse=True))

    def to_python(self, value: str) -> Register:
        return BY_KEY[value]

    def to_url(self, value: str | Register) -> str:
        return value if isinstance(value, str) else value.key


register_converter(RegisterInAddress, "register")

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("map/", atlas.atlas, name="atlas"),
    path("calendar/", calendar_pages.calendar, name="calendar"),
    path("calendar/filter/<str:name>/", calendar_pages.choices, name="calendar_filter"),
    path("calendar/feeds/new/", feeds.feed_new, name="feed_new"),
    path("calendar/feeds/<int:pk>/end/", feeds.feed_revoke, name="feed_revoke"),
    path("feeds/<str:key>.ics", feeds.feed, name="feed"),
    path("calendar/move/<register:of>/<int:pk>/", calendar_move.move, name="calendar_move"),
    path("procedures/", law.listing, name="procedures"),
    path("procedures/<slug:name>/", law.procedure, name="procedure"),
    path("procedures/<slug:name>/drawing.svg", law.drawing, name="procedure_drawing"),
    path("reports/", report.report, name="report"),
    path("reports/dashboards/", board.dashboards, name="dashboards"),
    *(path(f"reports/{kind}/", report_files.file, {"kind": kind}, name=f"report_{kind}") for kind in KINDS),
    path("reports/made/<str:kind>/<str:token>/", report_files.made, name="report_made"),
    path("reports/figure/<slug:code>/", report.figure, name="figure"),
    path("reports/issue/", issued.issue, name="issue"),
    path("reports/issued/", issued.issued_list, name="issued_list"),
    path("reports/issued/<int:pk>/", issued.issued, name="issued"),
    path("reports/issued/<int:pk>/text/", issued.text, name="issued_text"),
    path("reports/issued/<int:pk>/step/", issued.step, name="issued_step"),
    path("reports/issued/<int:pk>/figure/<slug:code>/", issued_parts.figure, name="issued_figure"),
    path("reports/issued/<int:pk>/file/<str:kind>/", issued_parts.file, name="issued_file"),
    path("reports/returns/", returns.listing, name="returns"),
    path("reports/returns/ask/", returns.ask, name="return_ask"),
    path("reports/returns/<int:pk>/", returns.answer, name="return"),
    path("components/", components, name="components"),
    path("language/", settings_pages.language, name="language"),
    path("account/", settings_pages.profile, name="profile"),
    path("news/", notices.listing, name="notices"),
    path("news/read/", notices.read, name="notices_read"),
    path("stand-ins/", stand_ins.listing, name="stand_ins"),
    path("stand-ins/<int:pk>/end/", stand_ins.end, name="stand_in_end"),
    path("healthz", settings_pages.healthz, name="healthz"),
    path("files/<int:pk>/", files.download, name="file"),
    path("files/<int:pk>/remove/", files.remove, name="remove_file"),
    path("views/<int:pk>/remove/", lists.remove_view, name="remove_view"),
    path("imports/", imports.imports, name="imports"),
    path("undo/<str:act>/<int:pk>/", records.undo, name="undo"),
    path("resources/free/", free.free, name="free"),
    path("resources/<int:pk>/day/", car_day.car_day, name="car_day"),
    path("resources/<int:pk>/day/pdf/", car_day.car_day_pdf, name="car_day_pdf"),
    path("programme_items/taken/", taken.taken, name="taken"),
    path("activities/<int:pk>/concluded/", conclude.conclude, name="conclude"),
    path("activities/<int:pk>/interpreters/", interpreters.interpreters, name="interpreters"),
    path("pick/<register:of>/", pickers.pick, name="pick"),
    path("admin/officers/", officers.officers, name="officers"),
    path("admin/officers/new/", officers.officer_new, name="officer_new"),
    path("admin/officers/<int:pk>/", officers.officer_edit, name="officer_edit"),
    path("admin/officers/<int:pk>/reset/", signins.officer_reset, name="officer_reset"),
    path("admin/officers/<int:pk>/signout/", signins.officer_signout, name="officer_signout"),
    path("admin/officers/<int:pk>/join/", signins.officer_join, name="officer_join"),
    path("admin/officers/<int:pk>/part/", signins.officer_part, name="officer_part"),
    path("admin/templates/", templates.templates, name="templates"),
    path("admin/templates/<slug:kind>/<str:language>/", templates.kind, name="template_kind"),
    path("admin/templates/<slug:kind>/<str:language>/file/", templates.template_file, name="template_file"),
    path("admin/templates/<slug:kind>/<str:language>/force/", templates.put_in_force, name="template_force"),
    path("admin/days/", office_days.days, name="office_days"),
    path("admin/days/undo/", office_days.undo, name="office_days_undo"),
    path("admin/personal/", personal.acts, name="personal_acts"),
    path("people/<int:pk>/personal/", personal.show, name="personal"),
    path("people/<int:pk>/personal/edit/", personal.edit, name="personal_edit"),
    path("people/<int:pk>/personal/erase/", personal.erase, name="personal_erase"),
    path("contacts/<int:pk>/", contacts.show, name="contacts"),
    path("contacts/<int:pk>/edit/", contacts.edit, name="contacts_edit"),
    path("contacts/<int:pk>/erase/", contacts.erase, name="contacts_erase"),
    path("admin/tokens/", tokens.tokens, name="tokens"),
    path("admin/tokens/new/", tokens.token_new, name="token_new"),
    path("admin/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("activities/<int:pk>/programme/<str:sheet>/", programmes.programme, name="programme"),
    path("activities/<int:pk>/programme/<str:sheet>/pdf/", programmes.programme_pdf, name="programme_pdf"),
    path("ties/health/", tie_health.health, name="tie_health"),
    path("cases/queue/", case_queue.queue, name="case_queue"),
    path("cases/times/", case_times.times, name="case_times"),
    path("cases/<int:pk>/act/", case_acts.act, name="case_act"),
    path("cases/<int:pk>/opinions/", case_taking_up.take_up, name="case_opinions"),
    path("cases/<int:pk>/drawing.svg", case_acts.drawing, name="case_drawing"),
    path("cases/<int:pk>/ask/<str:of>/", case_asking.ask, name="case_ask"),
    path("cases/<int:pk>/ask/<int:link>/end/", case_asking.revoke, name="case_ask_revoke"),
    path("opinion/<str:secret>/", opinions.opinion, name="opinion"),
    path("opinion/<str:secret>/file/", opinions.file, name="opinion_file"),
    path("cases/<int:pk>/edxml/", edxml.exchange, name="edxml"),
    path("cases/<int:pk>/edxml/package/", edxml.package, name="edxml_package"),
    path("cases/<int:pk>/receipt/<str:language>/<str:kind>/", case_papers.receipt, name="case_receipt"),
    path("cases/<int:pk>/paper/<str:step>/<int:at>/<str:language>/<str:kind>/", case_papers.paper, name="case_paper"),
    path("proposals/<int:pk>/answer/", proposal_answers.answer, name="proposal_answer"),
    path("partners/<int:pk>/story/", story_page.page, name="story"),
    path("<register:of>/", lists.show, name="list"),
    path("<register:of>/new/", edit.new, name="new"),
    path("<register:of>/bulk/", bulk.bulk, name="bulk"),
    path("<register:of>/filter/<str:name>/", filter_menus.show, name="filter"),
    path("<register:of>/views/", lists.save_view, name="save_view"),
    path("<register:of>/export/<str:kind>/", transfer.export, name="export"),
    path("<register:of>/exported/<str:kind>/<str:token>/", transfer.exported, name="exported"),
    path("<register:of>/template/", transfer.template, name="template"),
    path("<register:of>/import/", imports.import_, name="import"),
    path("<register:of>/import/<int:pk>/", imports.batch, name="import_batch"),
    path("<register:of>/import/<int:pk>/errors/", imports.returned, name="import_errors"),
    path("<register:of>/<int:pk>/", records.show, name="detail"),
    path("<register:of>/<int:pk>/edit/", edit.change, name="edit"),
    path("<register:of>/<int:pk>/remove/", records.remove, name="remove"),
    path("<register:of>/<int:pk>/verify/", verify.verify, name="verify"),
    path("<register:of>/<int:pk>/parts/<register:part>/", parts.parts, name="parts"),
    path("<register:of>/<int:pk>/brief/", briefing.brief, name="brief"),
    path("<register:of>/<int:pk>/brief/pdf/", briefing.brief_pdf, name="brief_pdf"),
    path("<register:of>/<int:pk>/rules/", case_check.rules, name="rules"),
    path("<register:of>/<int:pk>/history/", records.history, name="history"),
    path("<register:of>/<int:pk>/files/", files.add, name="attach"),
    path("<register:of>/<int:pk>/cite/", bulk.cite, name="cite"),
    path("<register:of>/<int:pk>/cite/<int:citation>/remove/", bulk.uncite, name="uncite"),
]
