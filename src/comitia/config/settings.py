"""Django's settings, all from the environment (docs/settings.md), safe on a laptop by default."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from comitia.base import clock
from comitia.base.languages import LANGUAGE_NAMES
from comitia.config.databases import database
from comitia.config.environment import Environment
from comitia.config.example_clock import example_shift

env = Environment()
PACKAGE = Path(__file__).resolve().parents[1]

# What an administrator sets (docs/settings.md has a line for each).
DATA = env.folder("DATA", Path("data"))
DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
MAIL_DOMAIN = env.text("MAIL_DOMAIN", "comitia.example").lower()
HTTP = env.host_port("HTTP", "127.0.0.1:8000")
LMTP = env.host_port("LMTP", "127.0.0.1:8024")
SMTP = env.host_port("SMTP", "127.0.0.1:8025")
RELAY = env.host_port("RELAY", "127.0.0.1:25")
RELAY_CONNECTIONS = env.whole("RELAY_CONNECTIONS", 4, least=1, most=100)
RELAY_TLS = env.one_of("RELAY_TLS", "", ("off", "offered", "required", "verified", "direct"))
RELAY_USER = env.optional_text("RELAY_USER")
RELAY_PASSWORD = env.optional_text("RELAY_PASSWORD")
SINK = env.flag("SINK", default=DEMO)
UPLOAD_BYTES = env.whole("UPLOAD_BYTES", 20_000_000, least=100_000, most=1_000_000_000)
API_REQUESTS = env.whole("API_REQUESTS", 300, least=0, most=1_000_000)
WEB_WORKERS = env.whole("WEB_WORKERS", 2, least=1, most=64)
# Where the fonts of PDF are: by default where Debian's fonts-noto-core and fonts-noto-cjk put them.
FONTS = env.text("FONTS", "/usr/share/fonts/truetype/noto:/usr/share/fonts/opentype/noto").split(
    ":"
)
TLS_CERTIFICATE = env.optional_text("TLS_CERTIFICATE")
TLS_KEY = env.optional_text("TLS_KEY")
MESSAGE_BYTES = env.whole("MESSAGE_BYTES", 40_000_000, least=10_000, most=1_000_000_000)
POST_BYTES = env.whole("POST_BYTES", 10_000_000, least=10_000, most=1_000_000_000)
ORGANISATION = env.text("ORGANISATION", "Comitia")
TRUSTED_AUTHSERV = env.words("TRUSTED_AUTHSERV", "")
PEER_MESSAGES = env.whole("PEER_MESSAGES", 300, least=0, most=1_000_000)
PEER_RECIPIENTS = env.whole("PEER_RECIPIENTS", 1_000, least=0, most=1_000_000)
TRUSTED_PEERS = env.networks("TRUSTED_PEERS", "127.0.0.0/8,::1")
SPAM_HEADERS = env.flag("SPAM_HEADERS", default=False)
ARC = env.flag("ARC", default=False)
DNS = env.flag("DNS", default=not DEMO)
if DEMO:
    clock.shift_by(example_shift(DATA))


def _secret_key() -> str:
    """The given key, else one made at the first start and kept beside the database."""
    given = env.optional_text("SECRET_KEY")
    if given:
        return given
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            # A link fails where the name exists: of two processes starting at once, one wins.
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DATABASES = {"default": database(env.optional_text("DATABASE"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORES = [
    "ledger",
    "jobs",
    "glossary",
    "people",
    "outbox",
    "bodies",
    "mandates",
    "groups",
    "archive",
    "mail",
    "timetable",
    "documents",
    "reports",
    "circulars",
    "official",
    "reconcile",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    *[f"comitia.{store}" for store in STORES],
    "comitia.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "comitia.web.middleware.compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "comitia.api.middleware.problems_only",
    "django.middleware.common.CommonMiddleware",
    "comitia.web.middleware.inert_pages",
    "comitia.web.middleware.bounded_bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "comitia.web.middleware.readers_language",
    "comitia.web.middleware.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "comitia.config.urls"
WSGI_APPLICATION = "comitia.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "comitia.web.context.page",
            ],
        },
    },
]

# People sign in by a code sent to their address; there are no passwords to lose.
AUTH_USER_MODEL = "people.Person"
# Its address is unique wherever there is one; whom a circular only names has none yet.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "comitia.web.pages.sign_in.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Mail may take a while; the code is of no use to who does not read the mailbox.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
# The code itself shows that mail reaches the address; there is no second confirmation.
ACCOUNT_EMAIL_VERIFICATION = "none"
# Nothing shows whether an address is known, and no mail goes to one that is not.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
LOGIN_REDIRECT_URL = "/me/"
LOGIN_URL = "/sign-in/"

# Shared by all web processes, so that a limit on attempts counts them together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [(code, _(name)) for code, name in LANGUAGE_NAMES.items()]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["comitia.config.formats"]
USE_TZ = True
# The organisation's own zone: deadlines end at its midnight (DOMAIN W-10: Europe/Zurich).
TIME_ZONE = env.text("TIME_ZONE", "Europe/Zurich")

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("HOSTS", f"{urlsplit(BASE_URL).hostname},127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SESSION_ENGINE = "comitia.web.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # A stranger's broken signature is kept with the message and is no fault of ours.
    "loggers": {"dkimpy": {"level": "CRITICAL"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
}
