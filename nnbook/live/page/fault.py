"""What went wrong on a page: where, in which code, what was expected and what came."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import indent


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place of a page.

    Attributes
    ----------
    path, line
        The file and the line in it, counted from 1.
    problem
        What is wrong, in a few words.
    code
        The code at that place.
    expected, got
        What should have come, and what came; `got` may be empty.
    mendable
        Whether the page would be right with `got` as its expected output.
    """

    path: str
    line: int
    problem: str
    code: str
    expected: str = ""
    got: str = ""
    mendable: bool = False

    def __str__(self) -> str:
        """Return the fault as text; its first line is ``path:line: problem``.

        Examples
        --------
        >>> print(Fault("docs/tea.md", 41, "wrong output", "2 + 2", "5", "4"))
        docs/tea.md:41: wrong output
            2 + 2
        expected:
            5
        got:
            4
        """
        rows = [f"{self.path}:{self.line}: {self.problem}", indent(self.code.rstrip(), "    ")]
        for title, text in [("expected:", self.expected), ("got:", self.got)]:
            rows += [title, indent(text.rstrip() or "nothing", "    ")]
        return "\n".join(rows)


class PageError(Exception):
    """A page that cannot be published, with all its faults."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n\n".join(_told(faults)))
        self.faults = faults


def _told(faults: list[Fault]) -> Iterator[str]:
    """Yield each fault as text; of names that are missing again and again, the place alone."""
    missing = set()
    for fault in faults:
        again = fault.problem in missing
        yield str(fault).split("\n", maxsplit=1)[0] if again else str(fault)
        if fault.problem.startswith("NameError: "):
            missing.add(fault.problem)


class Faults(list[Fault]):
    """What is wrong on a page, noted while it is read; reading goes on."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def tell(self, line: int, problem: str, code: str, expected: str, got: str = "") -> None:
        """Note a fault at a line of the page."""
        self.append(Fault(self.path, line, problem, code, expected, got))
