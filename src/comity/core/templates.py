"""Word templates that an office owns, and which of them was in force when. Rows are added and never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.core.people import City, Officer


class Template(models.Model):
    """One uploaded template. Its bytes lie outside the web root under the name of their hash."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("file name"), max_length=200)
    size = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        indexes = [models.Index(fields=["city", "kind", "language", "-id"], name="template_kind")]

    def __str__(self) -> str:
        return self.name


class TemplateUse(models.Model):
    """A template came into force; none is the one that comes with the program."""

    id = models.BigAutoField(primary_key=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["city", "kind", "language", "-id"], name="templateuse_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
