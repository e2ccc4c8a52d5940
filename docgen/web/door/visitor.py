"""Who is at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.register.desk_records import Person, Role

__all__ = ["ALONE", "Visitor"]

#: How the trail names somebody at a desk without people.
ALONE = "本机使用者"
_RANKS = (Role.CLERK, Role.REVIEWER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the desk.

    Attributes:
        person: The one who logged in; None at a desk without people, which only this machine opens.
        csrf: What each form must send back.
    """

    person: Person | None
    csrf: str = ""

    @property
    def alone(self) -> bool:
        """Whether the desk has no people yet."""
        return self.person is None

    @property
    def name(self) -> str:
        """What pages and the trail call them; no two people bear the same name."""
        return self.person.name if self.person else ALONE

    def may(self, role: Role) -> bool:
        """Return whether they may do what this role does; alone, everything."""
        return self.person is None or _RANKS.index(self.person.role) >= _RANKS.index(role)
