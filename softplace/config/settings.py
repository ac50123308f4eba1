"""Django's settings. What an operator may change is an environment variable, listed in
docs/operating.md; everything else is the same in the demo and in production."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from softplace.config.database import database_settings
from softplace.config.home import home, secret_key

PROJECT = Path(__file__).resolve().parents[2]
WEB = PROJECT / "softplace" / "web"


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _basemap_origin(address: str) -> list[str]:
    """Where tiles come from, to be allowed by the Content-Security-Policy; nothing by default."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


DEBUG = _flag("SOFTPLACE_DEBUG")
SECRET_KEY = secret_key()
ADDRESS = os.environ.get("SOFTPLACE_ADDRESS", "")
"""The public address (https://places.example.fr), for links in mails and feeds."""

HTTPS = ADDRESS.startswith("https://")
ALLOWED_HOSTS = (
    [ADDRESS.split("://")[-1].split("/")[0].split(":")[0], "localhost", "127.0.0.1", "[::1]"]
    if ADDRESS
    else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = [ADDRESS] if ADDRESS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "softplace.trail",
    "softplace.people",
    "softplace.territory",
    "softplace.places",
    "softplace.bookings",
    "softplace.matching",
    "softplace.timebank",
    "softplace.vacancy",
    "softplace.reach",
    "softplace.rounds",
    "softplace.find",
    "softplace.web",
    "softplace.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "softplace.web.health.AnswerHealth",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "softplace.web.language.ChooseLanguage",
    "softplace.api.answers.AnswerApi",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "softplace.config.urls"
WSGI_APPLICATION = "softplace.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "softplace.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "softplace.web.templatetags.words",
            ],
        },
    }
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits and lock-outs must hold across worker processes: they live in the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

# --- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "softplace.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "softplace.web.accounts.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if os.environ.get("SOFTPLACE_SMTP") else "optional"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": os.environ.get("SOFTPLACE_OIDC_ID", "sso"),
                "name": os.environ.get("SOFTPLACE_OIDC_NAME", "SSO"),
                "client_id": os.environ["SOFTPLACE_OIDC_CLIENT"],
                "secret": os.environ.get("SOFTPLACE_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["SOFTPLACE_OIDC_SERVER"]},
            }
        ]
        if os.environ.get("SOFTPLACE_OIDC_CLIENT")
        else []
    }
}

# --- Language and time --------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns where there is none
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "softplace.web.browser_libraries.BrowserLibrariesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = home() / "media"
MEDIA_URL = "/media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
LARGEST_IMPORT_MEGABYTES = float(os.environ.get("SOFTPLACE_LARGEST_IMPORT_MB", "100"))
"""A larger file is refused before it is read into memory."""

# --- The map --------------------------------------------------------------------------------

BASEMAP = os.environ.get("SOFTPLACE_BASEMAP", "")
"""Address of raster tiles to draw under the map (https://…/{z}/{x}/{y}.png); none by default,
so that no request leaves the visitor's browser for a third party."""

# --- Mail ---------------------------------------------------------------------------------

SMTP = os.environ.get("SOFTPLACE_SMTP", "")
"""smtp://user:password@host:port of the mail server; without it mails go to home/mail."""

DEFAULT_FROM_EMAIL = os.environ.get("SOFTPLACE_MAIL_FROM", "softplace@localhost")
if SMTP:
    from urllib.parse import unquote

    _smtp = urlsplit(SMTP)
    EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "localhost", _smtp.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(_smtp.username or ""),
        unquote(_smtp.password or ""),
    )
    EMAIL_USE_TLS = _smtp.scheme == "smtp+tls"
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = home() / "mail"

# --- Background work ----------------------------------------------------------------------

PROCRASTINATE_IMPORT_PATHS = ["softplace.config.tasks"]
SOLVERS = int(os.environ.get("SOFTPLACE_SOLVERS", "1"))
"""How many plans of campaigns a worker computes at once."""

# --- Security -----------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "softplace.web.failures.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # Widths and positions of the time ribbon are numbers of the data, so they are attributes.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:", *_basemap_origin(BASEMAP)],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF, *_basemap_origin(BASEMAP)],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

API_REQUESTS_A_MINUTE = int(os.environ.get("SOFTPLACE_API_REQUESTS_A_MINUTE", "600"))
"""From one address, without signing in. A holder of a token has twice as many."""

API_REQUESTS_A_MINUTE_SIGNED_IN = 2 * API_REQUESTS_A_MINUTE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"refused_in_a_line": {"()": "softplace.config.logs.RefusedInALine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["refused_in_a_line"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
