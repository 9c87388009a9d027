"""What waits for people or has to be known by them; what was told to whom, and how it left."""

from django.db import models

from ancrage.inbox.rules import Rhythm
from ancrage.people.models import SCOPE_KINDS


class Item(models.Model):
    """Something that waits for somebody, or that somebody has to know.

    `cause` says what it is about, for as long as it waits: the same is never asked twice at once.
    `above`: to which role it goes when it waits too long with people named by their reference.
    """

    TODO, KNOW = "todo", "know"
    KINDS = [(TODO, "à faire"), (KNOW, "à savoir")]

    cause = models.CharField("cause", max_length=200)
    kind = models.CharField("nature", max_length=4, choices=KINDS)
    title = models.CharField("titre", max_length=300)
    why = models.TextField("pourquoi", blank=True)
    url_name = models.CharField("page", max_length=80)
    url_args = models.JSONField("codes de la page", default=list)
    where = models.JSONField("lieux", default=dict)
    since = models.DateField("depuis le")
    due = models.DateField("à faire avant le", null=True)
    urgent = models.BooleanField("urgent", default=False)
    ladder = models.CharField("échelle de relance", max_length=40, blank=True)
    above = models.CharField("rôle au-dessus", max_length=30, blank=True)
    asked_at = models.DateTimeField("demandé le")
    settled_at = models.DateTimeField("réglé le", null=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["settled_at", "kind"], name="inbox_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["cause"],
                condition=models.Q(settled_at=None),
                name="one_open_item_for_a_cause",
            )
        ]
        verbose_name = "élément"

    def __str__(self) -> str:
        return self.cause


class Addressee(models.Model):
    """Who an item is for: the holders of a role on a scope, or one person by his reference.

    `after_days` is set when the item came to them only because it had waited so long elsewhere.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="addressees")
    role = models.CharField("rôle", max_length=30, blank=True)
    scope_kind = models.CharField(
        "nature du périmètre", max_length=12, choices=SCOPE_KINDS, blank=True
    )
    scope_code = models.CharField("périmètre", max_length=100, blank=True)
    reference = models.CharField("personne", max_length=32, blank=True, db_index=True)
    after_days = models.PositiveSmallIntegerField("après tant de jours", null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["role", "scope_kind", "scope_code"], name="inbox_for")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "role", "scope_kind", "scope_code", "reference"],
                name="addressed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role="") ^ models.Q(reference=""), name="a_role_or_a_person"
            ),
        ]
        verbose_name = "destinataire"

    def __str__(self) -> str:
        return self.reference or f"{self.role} {self.scope_kind}:{self.scope_code}"


class ReadMark(models.Model):
    """Somebody has read something that there was to know."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="read_marks")
    reference = models.CharField("personne", max_length=32, db_index=True)
    read_at = models.DateTimeField("lu le")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "reference"], name="read_once")]
        verbose_name = "lecture"

    def __str__(self) -> str:
        return f"{self.reference} {self.item_id}"


class Mailbox(models.Model):
    """How somebody wants to be told, and the day of the last digest that he had his turn for."""

    DIGESTS = [
        (Rhythm.DAILY.value, "chaque jour"),
        (Rhythm.WEEKLY.value, "chaque semaine, le lundi"),
        (Rhythm.NONE.value, "jamais"),
    ]

    reference = models.CharField("personne", max_length=32, unique=True)
    digest = models.CharField("résumé", max_length=6, choices=DIGESTS, default=Rhythm.DAILY.value)
    urgent_at_once = models.BooleanField("urgences tout de suite", default=True)
    told_slot = models.DateField("dernier résumé du", null=True)
    chosen_at = models.DateTimeField("choisi le", null=True)

    class Meta:
        verbose_name = "boîte"

    def __str__(self) -> str:
        return f"{self.reference} {self.digest}"


class Message(models.Model):
    """A message to one person: written once, then sent, kept on our page, or tried again.

    `uncertain`: the sender stopped between sending it and saying so. It may have left: nobody
    but a person sends it again.
    """

    DIGEST, URGENT, INVITATION = "digest", "urgent", "invitation"
    KINDS = [(DIGEST, "résumé"), (URGENT, "urgence"), (INVITATION, "invitation")]
    WAITING, SENDING, SENT, KEPT = "waiting", "sending", "sent", "kept"
    FAILED, UNCERTAIN = "failed", "uncertain"
    STATES = [
        (WAITING, "à envoyer"),
        (SENDING, "envoi en cours"),
        (SENT, "envoyé"),
        (KEPT, "gardé ici, non envoyé"),
        (FAILED, "abandonné"),
        (UNCERTAIN, "envoi interrompu, peut-être parti"),
    ]

    identifier = models.CharField("identifiant", max_length=32, unique=True)
    reference = models.CharField("personne", max_length=32, db_index=True)
    address = models.EmailField("adresse", blank=True)
    kind = models.CharField("nature", max_length=20, choices=KINDS)
    subject = models.CharField("objet", max_length=300)
    text = models.TextField("texte")
    html = models.TextField("texte mis en forme")
    is_demonstration = models.BooleanField("démonstration", default=False)
    state = models.CharField("état", max_length=10, choices=STATES, default=WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.CharField("erreur", max_length=500, blank=True)
    made_at = models.DateTimeField("écrit le")
    next_at = models.DateTimeField("prochain essai le", null=True)
    claimed_at = models.DateTimeField("envoi commencé le", null=True)
    ended_at = models.DateTimeField("parti ou abandonné le", null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_at"], name="inbox_to_send")]
        verbose_name = "message"

    def __str__(self) -> str:
        return f"{self.kind} {self.identifier}"

    @property
    def link_kinds(self) -> frozenset[str]:
        """The personal links that marks in it may stand for: no other could slip in."""
        return frozenset({"invitation" if self.kind == self.INVITATION else "answer"})

    @property
    def is_stuck(self) -> bool:
        """Whether somebody has to say that it should be sent again."""
        return self.state in {self.FAILED, self.UNCERTAIN}


class Told(models.Model):
    """What was told to whom, for which cause: a step of an item is told once to a person."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="told")
    reference = models.CharField("personne", max_length=32, db_index=True)
    step = models.CharField("étape", max_length=20)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="told")
    at = models.DateTimeField("le")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "reference", "step"], name="told_once")
        ]
        verbose_name = "annonce"

    def __str__(self) -> str:
        return f"{self.reference} {self.item_id} {self.step}"
