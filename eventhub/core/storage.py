"""Files that people give us: the bytes in a storage, what we know of them in a table.

A storage is written before the row that names it is committed: what goes wrong between leaves a file nobody knows,
never a row without its file.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base
from eventhub.core.text import KEY_LENGTH, make_key

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,119}", re.ASCII)
_storage: list[Storage] = []


class StoredFile(Base):
    """What is known of a file. ``key`` stands in addresses, ``name`` in the storage; pictures have a size in pixels."""

    __tablename__ = "stored_files"
    __table_args__ = (
        sa.CheckConstraint("size >= 0", name="size"),
        sa.CheckConstraint("(width IS NULL) = (height IS NULL)", name="pixels"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(KEY_LENGTH), unique=True, default=make_key)
    name: Mapped[str] = mapped_column(sa.String(120))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)


class Storage(Protocol):
    """Where bytes are kept by name. Names are lower-case ASCII letters, digits, dots, dashes and underscores."""

    def put(self, name: str, data: bytes | BinaryIO, content_type: str) -> None:
        """Keep the data under the name, whole or not at all; replaces what was there."""
        ...

    def open(self, name: str) -> BinaryIO:
        """The data, to be read and closed. :raises FileNotFoundError: there is none."""
        ...

    def delete(self, name: str) -> None:
        """Remove the data; nothing happens when there is none."""
        ...

    def exists(self, name: str) -> bool:
        """Whether there is data under the name."""
        ...


class LocalStorage:
    """A folder on this machine, with files spread over sub-folders by a hash of their name."""

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)

    def put(self, name: str, data: bytes | BinaryIO, content_type: str) -> None:
        """Write beside the place, then rename: a reader sees the old file or the new one. The type is not kept here."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                if isinstance(data, bytes):
                    file.write(data)
                else:
                    shutil.copyfileobj(data, file)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def open(self, name: str) -> BinaryIO:
        """The file, opened to read."""
        return self._path(name).open("rb")

    def delete(self, name: str) -> None:
        """Remove the file, if there is one."""
        self._path(name).unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return self._path(name).is_file()

    def _path(self, name: str) -> Path:
        """The place of a name. :raises ValueError: the name could lead elsewhere."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name for a file: {name!r}")
        shard = hashlib.sha256(name.encode()).hexdigest()
        return self._folder / shard[:2] / shard[2:4] / name


def bind(storage: Storage) -> None:
    """Set the storage in use; called once by the application."""
    _storage[:] = [storage]


def storage() -> Storage:
    """The storage in use. :raises LookupError: none is bound."""
    if not _storage:
        raise LookupError("no storage is bound: call storage.bind first")
    return _storage[0]
