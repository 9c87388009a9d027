"""People, their organisations, and the roles that they hold on a scope from a date to a date."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from ancrage.kernel.rights import ScopeKind

SCOPE_KINDS = [
    (ScopeKind.NATION.value, "France entière"),
    (ScopeKind.REGION.value, "région"),
    (ScopeKind.TERRITORY.value, "territoire"),
    (ScopeKind.OPERATOR.value, "opérateur"),
    (ScopeKind.COMPANY.value, "entreprise"),
]


def new_reference() -> str:
    """An opaque reference for a person: it says nothing once the person is erased."""
    return uuid.uuid4().hex


class Organisation(models.Model):
    """Who people work for. `code` is official: INSEE for a region, SIREN, or our own slug."""

    STATE, PREFECTURE, REGION = "state", "prefecture", "region"
    INTERCOMMUNALITY, OPERATOR, COMPANY = "intercommunality", "operator", "company"
    SECRETARIAT = "secretariat"
    KINDS = [
        (STATE, "État, équipe nationale"),
        (PREFECTURE, "préfecture de région"),
        (REGION, "conseil régional"),
        (INTERCOMMUNALITY, "intercommunalité"),
        (OPERATOR, "opérateur"),
        (COMPANY, "entreprise"),
        (SECRETARIAT, "secrétariat de comité"),
    ]

    kind = models.CharField("nature", max_length=20, choices=KINDS)
    code = models.CharField("code", max_length=40)
    name = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_organisation")]
        verbose_name = "organisation"

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """Somebody who may sign in. Erased, only the reference is left, which names nobody."""

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    email = models.EmailField("adresse électronique", unique=True, null=True)
    given_name = models.CharField("prénom", max_length=100, blank=True)
    family_name = models.CharField("nom", max_length=100, blank=True)
    subject = models.CharField("identifiant ProConnect", max_length=255, unique=True, null=True)
    is_active = models.BooleanField("compte ouvert", default=True)
    is_demonstration = models.BooleanField("démonstration", default=False)
    created_at = models.DateTimeField("créé le")
    erased_at = models.DateTimeField("effacé le", null=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "email"

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        verbose_name = "personne"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """« Prénom Nom », or what is left to call somebody by."""
        full = f"{self.given_name} {self.family_name}".strip()
        return full or self.email or "personne effacée"


class RoleHolding(models.Model):
    """A role of a person on a scope, both days included; `until` empty: no end is set.

    `stands_in_for` is the holding whose deputy (no end needed) or delegate (an end is) one is.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    person = models.ForeignKey(Person, models.CASCADE, related_name="holdings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    role = models.CharField("rôle", max_length=30)
    scope_kind = models.CharField("nature du périmètre", max_length=12, choices=SCOPE_KINDS)
    scope_code = models.CharField("périmètre", max_length=100, blank=True)
    since = models.DateField("du")
    until = models.DateField("au", null=True)
    stands_in_for = models.ForeignKey("self", models.CASCADE, null=True, related_name="stand_ins")
    is_delegation = models.BooleanField("délégation", default=False)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["role", "scope_kind", "scope_code"], name="who_holds")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="role_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(is_delegation=False) | models.Q(until__isnull=False),
                name="delegation_has_an_end",
            ),
        ]
        verbose_name = "rôle tenu"

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.scope_kind}:{self.scope_code}"


class SecondFactor(models.Model):
    """What somebody proves, besides a local account's password, when signing in.

    `secret` is sealed; `last_step` is that of the last code used, so that none is used twice; of
    the recovery codes that are left only the hashes are kept.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="second_factor")
    secret = models.CharField("secret scellé", max_length=255)
    last_step = models.BigIntegerField("dernier pas utilisé", default=0)
    recovery_hashes = models.JSONField("empreintes des codes de secours", default=list)
    enrolled_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "second facteur"

    def __str__(self) -> str:
        return str(self.person_id)


class AccessRequest(models.Model):
    """Somebody who asks for a role on a scope, and what was answered."""

    WAITING, GRANTED, REFUSED, WITHDRAWN = "waiting", "granted", "refused", "withdrawn"
    STATES = [
        (WAITING, "en attente"),
        (GRANTED, "accordée"),
        (REFUSED, "refusée"),
        (WITHDRAWN, "retirée"),
    ]

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    person = models.ForeignKey(Person, models.CASCADE, related_name="access_requests")
    role = models.CharField("rôle", max_length=30)
    scope_kind = models.CharField("nature du périmètre", max_length=12, choices=SCOPE_KINDS)
    scope_code = models.CharField("périmètre", max_length=100, blank=True)
    organisation_name = models.CharField("organisation", max_length=200, blank=True)
    message = models.TextField("message", blank=True)
    state = models.CharField("état", max_length=10, choices=STATES, default=WAITING)
    asked_at = models.DateTimeField("demandée le")
    decided_at = models.DateTimeField("répondue le", null=True)
    decided_by = models.CharField("répondue par", max_length=32, blank=True)
    reason = models.TextField("motif", blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "scope_kind", "scope_code"],
                condition=models.Q(state="waiting"),
                name="one_waiting_request",
            )
        ]
        verbose_name = "demande d’accès"

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.scope_kind}:{self.scope_code}"


class Invitation(models.Model):
    """A single-use link sent to somebody whose account was opened with roles.

    Only the hash of the link's key is kept; None once the link is used or cancelled.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    holdings = models.ManyToManyField(RoleHolding, related_name="invitations")
    batch = models.CharField("envoi", max_length=32, db_index=True)
    key_hash = models.CharField("empreinte de la clé", max_length=64, unique=True, null=True)
    invited_by = models.CharField("invitée par", max_length=32)
    invited_at = models.DateTimeField("invitée le")
    sent_at = models.DateTimeField("envoyée le")
    sent_count = models.PositiveSmallIntegerField("nombre d’envois", default=1)
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True)
    cancelled_at = models.DateTimeField("annulée le", null=True)

    class Meta:
        ordering = ["-invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(accepted_at=None, cancelled_at=None),
                name="one_open_invitation",
            )
        ]
        verbose_name = "invitation"

    def __str__(self) -> str:
        return f"{self.person_id} {self.sent_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A key: to the API, or of a calendar's address. It never opens more than its person may do at
    that moment; a calendar's opens that calendar alone.

    `reference` is the part of the key that may be seen; of the secret only the hash is kept.
    `organisation`: made on behalf of it, and its people may see and revoke it.
    """

    API, CALENDAR = "api", "calendar"
    USES = [(API, "jeton d’API"), (CALENDAR, "adresse de calendrier")]

    reference = models.CharField("référence", max_length=16, unique=True)
    name = models.CharField("nom", max_length=100)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True)
    holdings = models.ManyToManyField(RoleHolding, related_name="tokens")
    use = models.CharField("usage", max_length=8, choices=USES, default=API)
    secret_hash = models.CharField("empreinte du secret", max_length=64)
    may_write = models.BooleanField("peut écrire", default=False)
    created_at = models.DateTimeField("créé le")
    expires_on = models.DateField("dernier jour")
    last_used_at = models.DateTimeField("utilisé le", null=True)
    revoked_at = models.DateTimeField("révoqué le", null=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = "jeton d’API"

    def __str__(self) -> str:
        return self.reference


class SavedView(models.Model):
    """A way of seeing a list that somebody named: its search, filters, columns and order.

    `page`: the name of the list's address.
    """

    reference = models.CharField("référence", max_length=32, unique=True, default=new_reference)
    person = models.CharField("personne", max_length=64)
    page = models.CharField("liste", max_length=50)
    name = models.CharField("nom", max_length=80)
    query = models.CharField("adresse", max_length=1000, blank=True)
    saved_at = models.DateTimeField("gardée le")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "name"], name="one_view_of_a_list")
        ]
        verbose_name = "vue gardée"

    def __str__(self) -> str:
        return f"{self.person} {self.name}"
