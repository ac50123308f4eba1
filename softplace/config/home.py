"""Where this installation keeps its files."""

import os
from pathlib import Path

from platformdirs import user_data_path


def home() -> Path:
    """The folder of the database, the uploads and the secret key; made on first use.

    SOFTPLACE_HOME chooses it. Otherwise it is the platform's folder for a user's data, except
    for root: PostgreSQL refuses to run as root and its own user could not enter /root.
    """
    chosen = os.environ.get("SOFTPLACE_HOME")
    if chosen:
        folder = Path(chosen).expanduser().resolve()
    elif hasattr(os, "geteuid") and os.geteuid() == 0:
        folder = Path("/var/lib/softplace")
    else:
        folder = user_data_path("softplace", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key() -> str:
    """The installation's signing key: SOFTPLACE_SECRET_KEY, or one made once and kept in home."""
    given = os.environ.get("SOFTPLACE_SECRET_KEY")
    if given:
        return given
    path = home() / "secret-key"
    if not path.exists():
        from secrets import token_urlsafe

        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(token_urlsafe(48))
        # link() fails if another process was first: then its key is the key.
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
