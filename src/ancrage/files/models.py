"""Attached files. The page that owns a file decides who reads it: none is public by itself."""

import uuid

from django.db import models

from ancrage.files.rules.words import kind_in_words, size_in_words


class FileContent(models.Model):
    """The bytes of files, by their SHA-256: what is given twice is kept once."""

    sha256 = models.CharField("empreinte", max_length=64, primary_key=True)
    data = models.BinaryField("contenu")

    class Meta:
        verbose_name = "contenu de fichier"

    def __str__(self) -> str:
        return self.sha256


class StoredFile(models.Model):
    """One file as somebody gave it: told apart by an id that cannot be guessed."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nom", max_length=150)
    media_type = models.CharField("nature", max_length=100)
    size = models.PositiveIntegerField("taille en octets")
    content = models.ForeignKey(
        FileContent, models.PROTECT, db_column="sha256", verbose_name="contenu"
    )
    uploaded_at = models.DateTimeField("déposé le")
    uploaded_by = models.CharField("déposé par", max_length=32)

    class Meta:
        ordering = ["uploaded_at", "name"]
        verbose_name = "fichier"

    def __str__(self) -> str:
        return self.name

    @property
    def sha256(self) -> str:
        """The content's SHA-256, for the journal; the content itself is not read."""
        return self.content_id

    @property
    def kind_in_words(self) -> str:
        return kind_in_words(self.media_type)

    @property
    def size_in_words(self) -> str:
        return size_in_words(self.size)
