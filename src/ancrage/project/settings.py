"""Settings, read from the environment; the defaults serve the demo on one machine."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

HOME = Path(env.str("ANCRAGE_HOME", default="var")).resolve()
"""Where the embedded database and the collected static files live."""

DEBUG = env.bool("DEBUG", default=False)
LOCAL = ["127.0.0.1", "localhost", "[::1]"]
# The demo holds no secret and no account: on this machine alone it may sign with a known key.
KNOWN_KEY = "demonstration-only-not-a-secret"
SECRET_KEY = env.str("SECRET_KEY", default=KNOWN_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL)
if SECRET_KEY == KNOWN_KEY and not set(ALLOWED_HOSTS) <= set(LOCAL):
    raise ImproperlyConfigured("SECRET_KEY manque : donnez une clé secrète avant d’ouvrir le site.")

# People of the demonstration, whom any visitor may become: only on this machine.
ANCRAGE_DEMO = env.bool("ANCRAGE_DEMO", default=False)
if ANCRAGE_DEMO and not set(ALLOWED_HOSTS) <= set(LOCAL):
    raise ImproperlyConfigured("ANCRAGE_DEMO ouvre le site à tous : gardez-le sur cette machine.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "dsfr",
    "django_htmx",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "ancrage.ui",
    "ancrage.journal",
    "ancrage.files",
    "ancrage.jobs",
    "ancrage.geography",
    "ancrage.people",
    "ancrage.inbox",
    "ancrage.selection",
    "ancrage.adaptation",
    "ancrage.mission",
    "ancrage.catalogue",
    "ancrage.matching",
    "ancrage.requests",
    "ancrage.vte",
    "ancrage.roadmaps",
    "ancrage.committees",
    "ancrage.contracts",
    "ancrage.funding",
    "ancrage.stateaid",
    "ancrage.allocation",
    "ancrage.evidence",
    "ancrage.antennas",
    "ancrage.simplification",
    "ancrage.opendata",
    "ancrage.home",
    "ancrage.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ancrage.ui.middleware.AsAtMiddleware",
    "ancrage.people.signin.middleware.SessionLifeMiddleware",
    "ancrage.people.middleware.ActorMiddleware",
]
AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "sign_in"

ROOT_URLCONF = "ancrage.project.urls"
WSGI_APPLICATION = "ancrage.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "ancrage.ui.context.page",
                "ancrage.people.context.account",
            ],
            "builtins": ["ancrage.ui.templatetags.ui", "ancrage.ui.templatetags.ui_maps"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'ancrage.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A web process and a worker share the file: readers must not wait for a writer.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # loading other figures holds the database for some tens of seconds
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"

# Who signs contracts, and the roots of confidence beside its own (docs/reference/signing.md).
SIGNATURES_FOLDER = HOME / "signing"
SIGNATURE_PROVIDER = env.str(
    "SIGNATURE_PROVIDER", default="ancrage.contracts.providers.local_authority"
)
SIGNATURE_ROOTS = env.str("SIGNATURE_ROOTS", default="")
STATICFILES_FINDERS = ["ancrage.project.static.UsedFilesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ancrage.project.static.StaticStorage"},
}

# The State design system is reserved to State sites: any other host takes the neutral theme.
ANCRAGE_THEME = env.str("ANCRAGE_THEME", default="etat")
DSFR_USE_INTEGRITY_CHECKSUMS = False  # hashed static files change their checksum

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# more than any page takes at once, so that the page says its own limit
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# a form of a few hundred rules, each of a dozen fields
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ancrage.ui.errors.csrf_failure"

# Signing in: sessions end after a time without use, and in any case.
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=60))
SESSION_LIFE = timedelta(hours=env.int("SESSION_HOURS", default=12))
SESSION_COOKIE_AGE = int(SESSION_LIFE.total_seconds())
SESSION_COOKIE_SECURE = HTTPS

# Signing in with an OpenID provider, by ProConnect's flow, once its address is given.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_NAME = env.str("OIDC_NAME", default="ProConnect")
OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_ACR = env.list("OIDC_ACR", default=[])
OIDC_RP_SCOPES = "openid given_name usual_name email uid siret"
OIDC_USE_PKCE = True
OIDC_AUTHENTICATION_CALLBACK_URL = "provider_return"
OIDC_TIMEOUT = 10
if OIDC_ISSUER:
    if not (OIDC_RP_CLIENT_ID and OIDC_RP_CLIENT_SECRET):
        raise ImproperlyConfigured("OIDC_CLIENT_ID ou OIDC_CLIENT_SECRET manque.")
    if urlsplit(OIDC_ISSUER).scheme != "https" and urlsplit(OIDC_ISSUER).hostname not in LOCAL:
        raise ImproperlyConfigured("OIDC_ISSUER doit commencer par https://.")

# Signing in with a password and a second factor; whoever guesses is slowed (django-axes).
LOCAL_ACCOUNTS = env.bool("LOCAL_ACCOUNTS", default=True)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "given_name", "family_name")},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
PROXIES = env.int("PROXIES", default=1 if HTTPS else 0)
AXES_HANDLER = "ancrage.people.signin.slowing.Handler"
AXES_CLIENT_IP_CALLABLE = "ancrage.people.signin.slowing.client_address"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "email", "code", "csrfmiddlewaretoken"]
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # our own pages say that one has to wait

# The address that messages give: `ancrage demo` and `ancrage serve` set it when nobody does.
SITE_URL: str = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

# Without a mail server, and in the demonstration, messages stay on their page.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Ancrage <ancrage@localhost>")
MAIL_LEAVES = bool(EMAIL_HOST) and not ANCRAGE_DEMO

# Who answers for this installation; shown on the legal page.
PUBLISHER = env.str("PUBLISHER", default="")
