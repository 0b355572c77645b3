"""Questions sent to agencies outside the office: a link that opens one question on one file, answered once, with a code.

Of the link's secret only a hash is kept. The secret itself is worked out from the row's own random number and the key of
the deployment, so that the worker can send it by e-mail and nobody reads it in the queue or in a backup.
"""

import hashlib
import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from comity.core.attached import Attachment
from comity.core.people import City, Officer

SALT = "comity.opinion_link"
TRIES = 5  # wrong codes, after which a link opens nothing any more


def _nonce() -> str:
    return secrets.token_hex(32)


class OpinionLink(models.Model):
    """One question to one agency: what was sent, where, until when it opens, and what came of it."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    case = models.ForeignKey("comity.Case", models.DO_NOTHING, related_name="links", db_constraint=False)
    of = models.CharField(max_length=120)
    agency = models.CharField(_("agency"), max_length=200)
    address = models.EmailField(_("e-mail address"), blank=True, default="")
    title = models.CharField(_("title"), max_length=300)
    question = models.TextField(_("question"))
    file = models.ForeignKey(Attachment, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    nonce = models.CharField(max_length=64, default=_nonce, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    code = models.CharField(max_length=200, editable=False)  # hashed as passwords are
    tries = models.PositiveSmallIntegerField(db_default=0)
    expires_on = models.DateField(_("expires"))
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    mail = models.BooleanField(db_default=False)  # is still to be sent by e-mail
    mailed_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.CharField(_("who answered"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("question to an agency")
        verbose_name_plural = _("questions to agencies")
        indexes = [
            models.Index(fields=["case", "id"], name="opinionlink_case"),
            models.Index(fields=["id"], name="opinionlink_mail", condition=models.Q(mail=True)),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.of}"

    def secret(self, key: str | None = None) -> str:
        """Return the secret in the link's address."""
        return salted_hmac(SALT, self.nonce, secret=key, algorithm="sha256").hexdigest()


def hashed(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
