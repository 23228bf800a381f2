"""One settings file, driven by environment variables (docs/operate.md lists them all), safe by default.

It refuses to start, with one sentence, when a secret is missing or weak, when no host is named, or when demo
mode could be reached from another machine.
"""

import re
import sys
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import tables
from portal.foundation.vault.ciphers import parse_keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}


def _must(right: bool, sentence: str) -> None:
    if not right:
        raise ImproperlyConfigured(sentence)


# --- what must be named ------------------------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", "")
_must(bool(SECRET_KEY), "SECRET_KEY is missing: set it to 50 or more random characters.")
_must(
    len(SECRET_KEY) >= 50 and len(set(SECRET_KEY)) >= 10 and not SECRET_KEY.startswith("django-insecure"),
    "SECRET_KEY is too weak: set it to 50 or more random characters.",
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
_must(bool(ALLOWED_HOSTS), "ALLOWED_HOSTS is empty: name the hosts that the portal answers for, divided by commas.")
_must("*" not in ALLOWED_HOSTS, "ALLOWED_HOSTS must name each host; * would let any address pose as the portal.")

ENCRYPTION_KEYS = env.str("ENCRYPTION_KEYS", "")
_must(
    bool(ENCRYPTION_KEYS),
    "ENCRYPTION_KEYS is missing: set it to NAME:KEY, where KEY is 32 random bytes in base64; divide several by commas.",
)
try:
    parse_keys(ENCRYPTION_KEYS)
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None

OTHER_SECRETS = tables.OTHER_SECRETS

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
"""Demonstration with fictional people, known passwords and no second factor; never reachable from elsewhere."""
_must(
    not DEMO or set(ALLOWED_HOSTS) <= LOOPBACK,
    "DEMO=1 is refused: demo mode has public passwords, so ALLOWED_HOSTS may only hold localhost, 127.0.0.1 and [::1].",
)
PORTAL_URL = env.str("PORTAL_URL", f"http://localhost:{env.int('PORT', 8000)}" if DEMO else "").rstrip("/")
"""How links in mail begin."""
_must(
    bool(PORTAL_URL),
    "PORTAL_URL is missing: set it to the address of the portal, such as https://portal.council.example.",
)
COUNCIL_NAME = env.str("COUNCIL_NAME", "Merebridge City Council" if DEMO else "The council")
HELPLINES = [
    tuple(line.split("=", 1))
    for line in env.list(
        "HELPLINES", default=["Samaritans, free, at any hour=116 123", "Police, when it is no emergency=101"]
    )
]
"""Shown after a record that weighs heavily: "name=number", separated by commas that are not in a name."""
EXIT_URL = env.str("EXIT_URL", "https://www.bbc.co.uk/weather")
"""Where "Exit this page" goes from every page of the records: somewhere dull."""
COUNCIL_SAFETY_PHONE = env.str("COUNCIL_SAFETY_PHONE", "01632 960199, at any hour" if DEMO else "")
"""Whom a threatened member may ring at the council, in words; shown on the public page about threats."""
COUNCIL_DESK_PHONE = env.str("COUNCIL_DESK_PHONE", "01632 960157, weekdays 9am to 5pm" if DEMO else "")
"""The Communications Team's number for what cannot wait, in words."""
COUNCIL_OFFICE_PHONE = env.str("COUNCIL_OFFICE_PHONE", "01632 960171, weekdays 9am to 5pm" if DEMO else "")
"""The number of the Monitoring Officer's office, in words."""
COUNCIL_OFFICE_ADDRESS = env.str("COUNCIL_OFFICE_ADDRESS", "Town Hall, 1 Market Square, Merebridge" if DEMO else "")
"""Where a letter to the Monitoring Officer goes, in one line; shown on the public page for complaints."""

SUPPORT_CONTACTS = [
    tuple(line.split("=", 1))
    for line in env.list(
        "SUPPORT_CONTACTS",
        default=["Samaritans, free, at any hour=116 123", "Citizens Advice=0800 144 8848"],
    )
]
"""Who supports people in a conduct case from outside it, named in letters: "name=number", divided by commas."""
NOTICES_INDEXED = env.bool("NOTICES_INDEXED", False)
"""Whether search engines may list published decision notices; otherwise each page asks them not to."""

# --- rooms -------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "crispy_forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "portal.foundation.look",
    "portal.foundation.vault",
    "portal.foundation.audit",
    "portal.foundation.outbox",
    "portal.foundation.deadlines",
    "portal.foundation.records",
    "portal.foundation.files",
    "portal.foundation.people",
    "guidance",
    "reviews.advice",
    "reviews.conduct",
    "abuse_log",
    "portal.home",
]
MIDDLEWARE = [
    "portal.home.middleware.DemoOnLoopbackOnly",
    "portal.foundation.people.middleware.EvenReset",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.home.middleware.SecurityHeaders",
    "guidance.following.one_click.OneClick",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.foundation.people.middleware.SessionRules",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.foundation.people.middleware.SecondFactorRequired",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

# --- pages -------------------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.home.context.house",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_FAIL_SILENTLY = False
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / ".local" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
FILES_ROOT = env.str("FILES_ROOT", str(BASE_DIR / ".local" / "files"))
"""Sealed originals and safe copies; on one volume, in the backup."""
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is ever stored unsealed
    "sealed": {
        "BACKEND": "portal.foundation.files.storage.DurableStorage",
        "OPTIONS": {"location": FILES_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_MAX_BYTES = env.int("FILES_MAX_BYTES", 10 * 1024 * 1024)
FILES_KINDS: dict[str, tuple[str, ...]] = {
    "abuse_log": ("picture", "heic", "video", "voice", "mail", "document"),
    "conduct": ("picture", "heic", "video", "voice", "mail", "document"),
}
"""Which families of files each room takes; pictures alone, where a room is not named."""
FILES_LIMITS: dict[str, int] = {
    "heic": env.int("FILES_MAX_BYTES_HEIC", 25 * 1024 * 1024),
    "video": env.int("FILES_MAX_BYTES_VIDEO", 100 * 1024 * 1024),
    "voice": env.int("FILES_MAX_BYTES_VOICE", 50 * 1024 * 1024),
    "mail": env.int("FILES_MAX_BYTES_MAIL", 25 * 1024 * 1024),
    "document": env.int("FILES_MAX_BYTES_DOCUMENT", 25 * 1024 * 1024),
}
"""The most bytes of one file by family, beside pictures, for which FILES_MAX_BYTES holds."""
FILE_UPLOAD_HANDLERS = ["portal.foundation.files.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a form refuses its own number with a sentence, and keeps what was typed
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- stores ------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "statement_timeout": env.int("STATEMENT_TIMEOUT_MS", 5_000),
        "lock_timeout": env.int("LOCK_TIMEOUT_MS", 3_000),
        "idle_in_transaction_session_timeout": env.int("IDLE_TRANSACTION_TIMEOUT_MS", 15_000),
    }.items()
)
REDIS_URL = env.str("REDIS_URL", "").strip()
_must(bool(REDIS_URL), "REDIS_URL is missing: set it to the address of Redis, such as redis://redis:6379/0.")
CACHES = {
    # Rate limits and used one-time codes: what must not be forgotten when Redis is flushed.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
}
SESSION_ENGINE = "portal.foundation.people.sessions"
_SOCKET_BROKER = REDIS_URL.replace("unix://", "redis+socket://", 1) + "?virtual_host=0"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", _SOCKET_BROKER if REDIS_URL.startswith("unix:") else REDIS_URL)

GUIDANCE_SEARCHES_PER_MINUTE = env.int("GUIDANCE_SEARCHES_PER_MINUTE", 300)
"""Searches without sign-in from one address; a council and its website sit behind one each."""

# --- what is sent later ------------------------------------------------------------------------------------

OUTBOX_KINDS = tables.OUTBOX_KINDS
TIMESTAMP_AUTHORITIES: list[dict[str, str]] = env.json("TIMESTAMP_AUTHORITIES", [])
"""Who confirms when evidence existed (RFC 3161), at least two: [{"name": "...", "url": "https://...", "roots": "PEM"}].

Empty: the pages say that only the portal's own clock tells. They see a hash, never a file. A name of small letters,
figures and hyphens: it stands in file names and in the commands that a bundle prints.
"""
for _row in TIMESTAMP_AUTHORITIES:
    _must(
        set(_row) == {"name", "url", "roots"} and bool(re.fullmatch(r"[a-z0-9-]{1,30}", _row["name"])),
        "TIMESTAMP_AUTHORITIES: each needs name (a-z, 0-9, -), url and roots, and nothing more.",
    )
    _must(
        _row["url"].startswith(("https://", "http://")),
        "TIMESTAMP_AUTHORITIES: an address begins with https:// or http://.",
    )
RECORD_ROOMS = tables.RECORD_ROOMS
PUBLICATION_CARE = tables.PUBLICATION_CARE
RECORD_REMINDER_AMOUNTS: dict[str, int] = env.json("RECORD_REMINDER_AMOUNTS", {})
"""Other amounts than the defaults in abuse_log/reminders.py, by rule: {"REM4.nudge": 3}. The table says the units."""
ADVICE_HOLD_SECONDS = env.int("ADVICE_HOLD_SECONDS", 120)
"""How long an answer waits before it goes out, so that it can be undone. 0: it goes out with the next poke."""
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", 60)
"""How long a worker may be silent before its item is tried by another; longer than the longest send."""
vars().update(env.email_url("EMAIL_URL", f"filemail:///{BASE_DIR / '.local' / 'mail'}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Members' portal <portal@council.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- sign-in (people) --------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "portal.foundation.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    # A council sits behind one address: before a meeting all its members sign in within a minute.
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/5m/key",
    "reset_password_from_key": "60/m/ip",
    # What somebody carries from the check to a request waits in a session, signed in or not.
    "advice_carry": "60/m/ip",
    # Complaints without an account: to begin one, to add files, to send, and to come back with a code.
    "conduct_begin": "30/m/ip",
    "conduct_files": "60/h/ip",
    "conduct_send": "20/h/ip",
    "conduct_return": "20/m/ip",
    # A new code for a complainant who lost theirs, given by the office.
    "conduct_new_code": "10/h/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if env.bool("BEHIND_PROXY", False) else 0)
"""How many proxies stand before the portal; with a wrong number the whole council shares one limit."""
MFA_ADAPTER = "portal.foundation.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = f"{COUNCIL_NAME} members' portal"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
]
SESSION_COOKIE_AGE = 30 * 60
"""Seconds of idleness that end a session; people.middleware ends every session after twelve hours."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
PERMISSION_TABLES = tables.PERMISSION_TABLES

# --- browser safety ----------------------------------------------------------------------------------------

_SECURE = not DEMO  # demo mode runs on http://localhost, where a Secure cookie is dropped by some browsers
SECURE_SSL_REDIRECT = _SECURE and env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.home.views.stale_page"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- logs: no query strings, no bodies, no names -----------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"plain": {"()": "portal.home.logs.WithoutContent"}},
    "formatters": {"json": {"()": "portal.home.logs.json_lines"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "json", "filters": ["plain"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        **{name: {"handlers": [], "propagate": True} for name in ("django.server", "gunicorn.error")},
        # A poke comes every few seconds, and says nothing.
        **{f"celery.{name}": {"level": "WARNING"} for name in ("app.trace", "beat", "worker.strategy")},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
