"""All settings, from the environment alone; docs/running.md describes each."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return an environment variable; `NAME_FILE` may name a file that holds it."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable. Raises ImproperlyConfigured for anything but 1, 0, true, false."""
    value = text(name, "1" if default else "0").lower()
    if value not in ("1", "0", "true", "false"):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be 1 or 0.")
    return value in ("1", "true")


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """Return a variable that is one of some words, the first unless it is set. Raises ImproperlyConfigured."""
    value = text(name, allowed[0])
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be {' or '.join(allowed)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for `postgresql://user:password@host:port/name?option=value`. Raises ImproperlyConfigured."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # the identity middleware opens the transaction
    }


PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(text("COMITY_DATA", str(PACKAGE.parent.parent / "data"))).resolve()
PACKS = Path(text("COMITY_PACKS", str(DATA / "packs"))).resolve()
DATASETS = Path(text("COMITY_DATASETS", str(DATA / "datasets"))).resolve()

DEBUG = False
DEMO = flag("COMITY_DEMO", default=False)
SECRET_KEY = text("COMITY_SECRET_KEY")
SECRET_KEY_FALLBACKS = words("COMITY_SECRET_KEY_FALLBACKS")
PERSONAL_KEYS = words("COMITY_PERSONAL_KEYS")
ALLOWED_HOSTS = words("COMITY_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("COMITY_ORIGINS")
HTTPS = flag("COMITY_HTTPS", default=False)
CITY = text("COMITY_CITY", "hanoi")

# The program works as a role that owns nothing. Only `comity migrate` is given the owner's address, and works as the owner.
DATABASES = {"default": database(text("DATABASE_URL", "postgresql://comity_app@localhost/comity"))}
APP_ROLE = DATABASES["default"]["USER"]
if OWNER_URL := text("COMITY_OWNER_URL"):
    DATABASES["default"] = database(OWNER_URL) | {"CONN_MAX_AGE": 0}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "comity",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "comity.web.headers.policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "comity.web.sessions.limited",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "comity.web.door.identified",
]
ROOT_URLCONF = "comity.config.urls"
WSGI_APPLICATION = "comity.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "comity.web.shell.context",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "jinja2"],
        "OPTIONS": {"environment": "comity.web.jinja.environment", "context_processors": _CONTEXT},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]

FORM_RENDERER = "comity.web.widgets.Renderer"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("vi", "Tiếng Việt")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("COMITY_TIME_ZONE", "UTC")  # of pages before sign-in; those of a city use the city's
FORMAT_MODULE_PATH = None

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

AUTH_USER_MODEL = "comity.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "comity.gate.passwords.NotOfTheOffice"},
    {"NAME": "comity.gate.breached.NotBreached", "OPTIONS": {"path": text("COMITY_BREACHED_PASSWORDS")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_FORMS = {"login": "comity.web.signin.SignIn", "change_password": "comity.web.signin.NewPassword"}
ACCOUNT_ADAPTER = "comity.web.accounts.Accounts"
SOCIALACCOUNT_ADAPTER = "comity.web.accounts.Federated"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "comity.web.accounts.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Comity"
USERSESSIONS_TRACK_ACTIVITY = False  # comity.web.door notices activity, not at every page
SOCIALACCOUNT_ONLY = False
OIDC_ISSUER = text("COMITY_OIDC_ISSUER")
OIDC_NAME = text("COMITY_OIDC_NAME", "OpenID Connect")
# Accounts are joined with this name and the subject. It stands for the issuer, so that another issuer's subjects open nothing.
OIDC_ID = f"city-{hashlib.sha256(OIDC_ISSUER.encode()).hexdigest()[:12]}" if OIDC_ISSUER else ""
OIDC_ORIGINS = [*words("COMITY_OIDC_ORIGINS"), *(["/".join(OIDC_ISSUER.split("/")[:3])] if OIDC_ISSUER else [])]
OIDC_ACR = words("COMITY_OIDC_ACR")  # one of these the provider must say of how somebody signed in there
OIDC_MAX_AGE = int(text("COMITY_OIDC_HOURS", "0")) * 3600  # somebody signed in there so long ago at most; 0: not asked
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": OIDC_ID,
                    "name": OIDC_NAME,
                    "client_id": text("COMITY_OIDC_CLIENT"),
                    "secret": text("COMITY_OIDC_SECRET"),
                    "settings": {"server_url": OIDC_ISSUER, "fetch_userinfo": False},
                }
            ],
        }
    }
    if OIDC_ISSUER
    else {}
)

SESSION_ENGINE = "comity.core.session_store"
SESSION_COOKIE_AGE = int(text("COMITY_SESSION_HOURS", "12")) * 3600
SECOND_STEP = flag("COMITY_SECOND_STEP", default=False)  # nobody works here with a password alone
REQUESTS_A_MINUTE = int(text("COMITY_REQUESTS_A_MINUTE", "1200"))  # of one officer or program, for each web process
SESSION_IDLE = int(text("COMITY_IDLE_MINUTES", "60")) * 60
ALLAUTH_TRUSTED_PROXY_COUNT = int(text("COMITY_PROXIES", "1" if HTTPS else "0"))  # how many write X-Forwarded-For
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"  # such names are taken only over HTTPS, from this host
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
MESSAGE_STORAGE = "comity.web.sealed_messages.Messages"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "comity.web.errors.csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # a program that sends its token without encryption is refused, not led on
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
NINJA_PAGINATION_CLASS = "ninja.pagination.LimitOffsetPagination"

# Without a server no e-mail is sent, and pages say so. Only the worker may connect to it (core/outgoing.py).
EMAIL_HOST = text("COMITY_EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_USE_SSL = flag("COMITY_EMAIL_SSL", default=False)
EMAIL_USE_TLS = flag("COMITY_EMAIL_TLS", default=not EMAIL_USE_SSL)
EMAIL_PORT = int(text("COMITY_EMAIL_PORT", "465" if EMAIL_USE_SSL else "587"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = text("COMITY_EMAIL_USER"), text("COMITY_EMAIL_PASSWORD")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("COMITY_EMAIL_FROM")
OFFICE_URL = text("COMITY_URL", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "")  # where links in e-mails lead
MAILS = bool(EMAIL_HOST)
if MAILS and not (DEFAULT_FROM_EMAIL and OFFICE_URL):
    raise ImproperlyConfigured("COMITY_EMAIL_HOST needs COMITY_EMAIL_FROM, and COMITY_URL or COMITY_ORIGINS for links.")

LOG_AS = one_of("COMITY_LOG_FORMAT", ("line", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        },
        "json": {"()": "comity.core.log_lines.JsonLines"},
    },
    "filters": {"secrets": {"()": "comity.core.log_lines.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_AS}},
    "loggers": {"django.request": {"filters": ["secrets"]}},  # it names the address of each answer that refuses
    "root": {"handlers": ["console"], "level": text("COMITY_LOG", "WARNING")},
}
