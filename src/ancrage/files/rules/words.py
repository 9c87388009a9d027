"""Files in French words: how large, of which kind, what is accepted."""

from ancrage.files.rules.kinds import KINDS, Limits

NO_BREAK = "\N{NO-BREAK SPACE}"


def size_in_words(size: int) -> str:
    """A size as people read it: « 812 octets », « 240 ko », « 1,2 Mo »; thousands, not 1024."""
    if size < 1000:
        return f"{size}{NO_BREAK}octet{'s' if size > 1 else ''}"
    if size < 999_500:
        return f"{size / 1000:.0f}{NO_BREAK}ko"
    written = f"{size / 1_000_000:.1f}".removesuffix(".0").replace(".", ",")
    return f"{written}{NO_BREAK}Mo"


def kind_in_words(media_type: str) -> str:
    """« document PDF », « image JPEG »…; « fichier » for what is no longer accepted."""
    kind = KINDS.get(media_type)
    return kind.label if kind else "fichier"


def accepted_in_words(limits: Limits) -> str:
    """What may be attached, in one sentence."""
    size = size_in_words(limits.file_bytes)
    return (
        "PDF, image (PNG, JPEG), texte ou tableur (ODT, DOCX, ODS, XLSX), CSV ou texte simple ; "
        f"{size} au plus, sans mot de passe ni macro."
    ).replace(" ;", f"{NO_BREAK};")


def accepted_suffixes() -> str:
    """The endings of accepted names, as a file chooser of a browser reads them."""
    return ",".join(suffix for kind in KINDS.values() for suffix in kind.suffixes)
