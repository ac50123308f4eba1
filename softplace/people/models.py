"""Accounts, what they may do, and which audiences they belong to."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from softplace.people.enums import Audience, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person's account, known by an e-mail address."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="fr")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    def roles(self) -> frozenset[str]:
        """The roles across the territory, read once per loaded account."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.grants.values_list("role", flat=True))
        return self._roles

    @property
    def is_planner(self) -> bool:
        return bool(self.roles() & {Role.PLANNER, Role.ADMINISTRATOR})

    @property
    def is_mediator(self) -> bool:
        return bool(self.roles() & {Role.MEDIATOR, Role.PLANNER, Role.ADMINISTRATOR})

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles()


class Grant(models.Model):
    """A role that an account holds across the territory."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_granted_once")]

    def __str__(self) -> str:
        return f"{self.user} is {self.role}"


class Group(models.Model):
    """People who belong together: an association, a service, the members of a third place."""

    name = models.CharField(max_length=120, unique=True)
    members = models.ManyToManyField(User, related_name="member_of", blank=True)

    def __str__(self) -> str:
        return self.name


class Entitlement(models.Model):
    """An audience that an account was found to belong to, until a date or for good."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="entitlements")
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "audience"], name="one_entitlement_per_audience"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {Audience(self.audience).name}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def valid_at(self, at: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)


class ApiToken(models.Model):
    """A key to the API in the name of an account. The key itself is shown once and never kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    key_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the key. A key has 256 random bits: a slow hash would add nothing."""
    key_start = models.CharField(max_length=12)
    """The first letters of the key, by which its owner knows it again."""
    scopes = ArrayField(models.CharField(max_length=30))
    """Of `enums.Scope`. Not choices of the field: a new scope must not need a migration."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.key_start}...)"

    def is_valid_at(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
