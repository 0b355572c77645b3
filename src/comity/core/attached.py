"""What hangs on any record: the sources it rests on, the files that go with it, and views that officers save."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.people import City, Officer
from comity.core.records import Entry, NextId, in_language


class Citation(models.Model):
    """A record rests on a source."""

    id = models.BigIntegerField(primary_key=True, db_default=NextId(), editable=False)
    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="citations", db_constraint=False)
    source = models.ForeignKey("comity.Source", models.PROTECT, related_name="citations", verbose_name=_("source"))
    says_en = models.TextField(_("what the source states (English)"), blank=True, default="")
    says_vi = models.TextField(_("what the source states (Vietnamese)"), blank=True, default="")

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        indexes = [models.Index(fields=["entry"], name="citation_entry")]

    def __str__(self) -> str:
        return f"{self.source}"

    @property
    def says(self) -> str:
        """What the source states, in the reader's language or else in the other."""
        return in_language(self.says_en, self.says_vi)


class Attachment(models.Model):
    """A file on a record. Its bytes lie outside the web root under the name of their hash."""

    id = models.BigIntegerField(primary_key=True, db_default=NextId(), editable=False)
    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="attachments", db_constraint=False)
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind of file"), max_length=100)
    size = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["entry"], name="attachment_entry")]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """Filters, order and columns of a list that an officer keeps under a name."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=100)
    query = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "register", "name"], name="savedview_name")]

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A key with which an agency's program acts as an officer through the API; only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=100)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    may_write = models.BooleanField(_("may write"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name


class Feed(models.Model):
    """An address under which a calendar program reads what its owner may see, under filters; only the key's hash is kept."""

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="feeds")
    name = models.CharField(_("name"), max_length=100)
    query = models.TextField(blank=True, default="", editable=False)
    language = models.CharField(_("language"), max_length=10)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return self.name
