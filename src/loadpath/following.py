"""A case that is followed as its files are saved: the same project for as long as nothing has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from loadpath.case.audience import INTERNAL
from loadpath.errors import LoadpathError, NoCaseError, UndisclosableError
from loadpath.files.folder import stamp_of_source, texts_of
from loadpath.project import read

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from loadpath.project import Project


@dataclass(eq=False)
class Following:
    """Gives the case in a folder as it is now: the same project for as long as nothing in it has changed.

    What goes wrong is told without the place of the folder, and to other audiences than the authors without detail.

    Attributes:
        folder: where the case stands.
        today: the day against which expiry is judged.
        audience: who sees it.
    """

    folder: Path
    today: date | None = None
    audience: str = INTERNAL
    _last: Project | None = field(default=None, repr=False)
    _seen: object = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __call__(self) -> Project:
        """Return the case as it is now.

        Raises:
            LoadpathError: when there is none to be had.
        """
        with self._lock:
            try:
                texts = texts_of(self.folder)
                if self._last is None or (texts, self._stamps(self._last)) != self._seen:
                    found = read(self.folder, today=self.today, audience=self.audience)
                    self._last, self._seen = found, (texts, self._stamps(found))
            except LoadpathError as error:
                raise self._told(error) from None
            return self._last

    def _stamps(self, project: Project) -> list[tuple[int, int] | None]:
        from loadpath.case.node import Evidence  # noqa: PLC0415  the start stays fast

        case = project.reading.case if self.audience == INTERNAL else None
        found = case.all(Evidence) if case else ()
        return [stamp_of_source(self.folder, item.at.file, item.source) for item in found if item.source]

    def _told(self, error: LoadpathError) -> LoadpathError:
        if self.audience != INTERNAL and not isinstance(error, UndisclosableError | NoCaseError):
            help_ = "`loadpath check FOLDER` says why, to those who may see it"
            return UndisclosableError(f"the case cannot be shown to `{self.audience}` as it is now", help=help_)
        return type(error)(str(error).replace(str(self.folder), "the folder"), help=error.help)
