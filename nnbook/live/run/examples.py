"""Runs the examples of a fence as doctest does."""

import doctest
import re
import sys
from typing import Any
from unittest.mock import patch

from nnbook.live.page.fault import Fault, PageError
from nnbook.live.page.page import Page
from nnbook.live.page.parts import Examples, as_expected
from nnbook.live.run.outcome import Outcome, last_lines, title, without_place
from nnbook.live.run.watch import Watch

TRACEBACK = "Traceback (most recent call last):\n    ...\n"

REMARK = re.compile(r"^[ \t]*#.*", re.MULTILINE)


class _Recorder(doctest.DocTestRunner):
    """Runs examples as doctest does, and keeps the live output of each."""

    def __init__(self, path: str, part: Examples, watch: Watch) -> None:
        super().__init__(verbose=False)
        self.path, self.part, self.watch = path, part, watch
        self.outcome = Outcome()
        self.before: Any = None
        self.after: Any = None
        """What `sys.stdout` was before the first example, and after the last."""

    def report_start(self, _out: Any, _test: Any, example: doctest.Example) -> None:
        """Say which line starts."""
        self.before = self.before or sys.stdout
        self.watch.start(self.part.line + 1 + example.lineno)

    def report_success(self, _out: Any, _test: Any, example: doctest.Example, got: str) -> None:
        """Keep the live output."""
        self._end(example, got)

    def report_failure(self, _out: Any, _test: Any, example: doctest.Example, got: str) -> None:
        """Keep the live output, and the fault that it is not the expected one."""
        self._end(example, got)
        mendable = _mendable(self.part, got)
        problem = "the output is not the expected one"
        if not mendable:
            problem = (
                "a page cannot show this output: it has a tab, a prompt, a fence or a traceback"
            )
        if set(REMARK.findall(example.want)) - set(REMARK.findall(got)):
            problem = "a remark below an example is its expected output: put a blank line above it"
            mendable = False
        self.outcome.faults.append(
            self._fault(example, problem, example.want, got, mendable=mendable)
        )

    def report_unexpected_exception(
        self, _out: Any, _test: Any, example: doctest.Example, exc_info: Any
    ) -> None:
        """Keep the exception as output and as fault."""
        error = exc_info[1]
        self._end(example, _without_frames(exc_info))
        expected = self.watch.expected(error, example.want)
        fault = self._fault(example, title(error), expected, last_lines(error))
        self.outcome.faults.append(fault)

    def _end(self, example: doctest.Example, got: str) -> None:
        """Keep an output, and what else the example did."""
        self.after = sys.stdout
        self.watch.end()
        self.outcome.outputs.append(got)
        self.outcome.faults.extend(self.watch.faults(self.path, example.source))

    def _fault(
        self,
        example: doctest.Example,
        problem: str,
        expected: str,
        got: str,
        *,
        mendable: bool = False,
    ) -> Fault:
        line = self.part.line + 1 + example.lineno
        return Fault(self.path, line, problem, example.source, expected, got, mendable)


def run_examples(part: Examples, namespace: dict[str, Any], path: str, watch: Watch) -> Outcome:
    """Return the outcome of a fence, whose names are those of the page."""
    recorder = _Recorder(path, part, watch)
    name = f"{path}:{part.line}"  # one name a fence, or doctest mixes up their tracebacks
    test = doctest.DocTest(part.examples(), {}, name, path, part.line, None)
    test.globs = namespace  # DocTest would copy it, and the page's next part see nothing
    with patch("doctest._exception_traceback", _without_frames):
        recorder.run(test, out=lambda _: None, clear_globs=False)
    watch.same("stdout", recorder.before, recorder.after)
    return recorder.outcome


def _without_frames(exc_info: Any) -> str:
    """Return an exception as a page shows it: without the places it came through."""
    return TRACEBACK + without_place(exc_info[1])


def _mendable(part: Examples, got: str) -> bool:
    """Whether `got`, written into the fence as its expected output, would be read as such."""
    want = as_expected(got)
    try:
        page = Page.parse(f"{part.fence}pycon\n>>> 0\n{want}{part.fence}")
        if page.faults:
            return False
        [again] = page.programs()
        assert isinstance(again, Examples)
        [example] = again.examples()
    except (PageError, ValueError):  # a fence or a prompt was printed
        return False
    same = doctest.OutputChecker().check_output(example.want, got, 0)
    raised = TRACEBACK in got
    return same and (example.exc_msg is not None) == raised and "\r" not in want
