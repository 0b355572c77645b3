"""“I verified this today”: one click that says so in the record and its history, and can be taken back."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.core import write
from comity.core.http import Request
from comity.gate import causes, values
from comity.gate.access import NotAllowed, require
from comity.gate.form import Wrong, check
from comity.registers import Register
from comity.web import errors, present
from comity.web.records import of_number


@require_POST
def verify(request: Request, of: Register, pk: int) -> HttpResponse:
    """Put today into the record as the day on which it was last verified, and take the mark off that asks for it."""
    record = of_number(of, pk)
    if "verified_on" not in of.fields:
        raise Http404
    try:
        require("change", of, record)
        form = check(of, {"verified_on": values.today().isoformat(), "to_verify": False}, instance=record)
        write.save(form.instance, reason=causes.VERIFIED)
    except (NotAllowed, write.Refused) as error:
        return errors.page(request, 403, reason=str(error))
    except (Wrong, IntegrityError):
        messages.error(request, _("Something else in this record is wrong. Edit it first, then verify it."))
        return redirect("edit", of.key, pk)
    undo = reverse("undo", args=[request.identity.act, pk])
    messages.success(request, _("Verified today: %(title)s.") % {"title": record.title}, extra_tags=f"undo:{undo}")
    return redirect(present.address(record))
