"""Lets a lab's kernel show Matplotlib's figures as a page needs them: drawn, and described.

Who writes `plt.show()`, or ends a cell with a figure, describes it in remarks above the cell's
code, as Quarto wants them: ``#| fig-alt: …``, and ``#| fig-cap: …`` for what stands below it.
"""

import re
import sys
from typing import Any

import numpy as np
import yaml
from IPython.core.interactiveshell import InteractiveShell

OPTIONS = re.compile(r"(?:#\|.*\n?)+")
"""The remarks at the beginning of a cell that are meant for whoever publishes it."""


def without_options(code: str) -> str:
    r"""Return a cell's code without such remarks.

    Examples
    --------
    >>> without_options("#| fig-alt: A line.\nplt.plot([1, 2])")
    'plt.plot([1, 2])'
    """
    found = OPTIONS.match(code)
    return code[found.end() :] if found else code


def options(code: str) -> dict[str, list[str]]:
    r"""Return what a cell says of its figures; one text, or a list with one for each.

    Examples
    --------
    >>> options("#| fig-alt: A line.\nplt.plot([1, 2])")
    {'fig-alt': ['A line.']}
    """
    found = OPTIONS.match(code)
    try:
        said = yaml.safe_load(re.sub(r"^#\| ?", "", found[0], flags=re.MULTILINE)) if found else {}
    except yaml.YAMLError:
        return {}
    entries = said.items() if isinstance(said, dict) else ()
    return {
        str(name): [str(text) for text in (value if isinstance(value, list) else [value])]
        for name, value in entries
    }


class Figures:
    """Shows the figures of a lab; each cell may describe its own.

    Parameters
    ----------
    shell
        What runs the cells.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self.said: dict[str, list[str]] = {}
        formatter: Any = shell.display_formatter
        self.format = formatter.format
        formatter.format = self.format_shown
        shell.events.register("pre_run_cell", self.listen)

    def listen(self, about: Any) -> None:
        """Read what a cell says before it runs."""
        self.said = options(about.raw_cell)

    def html(self, figure: Any) -> str | None:
        """Return a described figure as HTML, and close it; None for one without a description."""
        from matplotlib import pyplot as plt  # noqa: PLC0415 - it has been imported by the lab

        from nnbook.live.show.figure import picture  # noqa: PLC0415 - not every lab draws

        description, caption = (self._next(name) for name in ("fig-alt", "fig-cap"))
        if not (description and figure.axes):
            plt.close(figure)  # or it would be shown once more when the cell ends
            return None
        named = (axes.get_title() for axes in figure.axes)
        title = figure.get_suptitle() or next(filter(None, named), "") or "Figure"
        ax = figure.axes[0]
        return picture(ax, title=title, description=description, caption=caption).html

    def _next(self, name: str) -> str:
        texts = self.said.get(name, [])
        return texts.pop(0).strip() if texts else ""

    def format_shown(self, thing: Any, *arguments: Any, **named: Any) -> Any:
        """Return what is shown of a value: nothing of lines and axes, whose figure is shown.

        Jupyter's backend takes the formatters of figures away from all others.
        """
        if _is_part(thing):
            return {}, {}
        if _is_figure(thing) and (html := self.html(thing)):
            return {"text/html": html, "text/plain": repr(thing)}, {}
        return self.format(thing, *arguments, **named)


def _is_figure(thing: Any) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return bool(module and isinstance(thing, module.Figure))


def _is_part(thing: Any) -> bool:
    """Tell whether a value is a part of a figure, or holds some."""
    if "matplotlib.artist" not in sys.modules:
        return False
    from matplotlib.artist import Artist  # noqa: PLC0415 - as above
    from matplotlib.container import Container  # noqa: PLC0415
    from matplotlib.figure import FigureBase  # noqa: PLC0415

    if isinstance(thing, Artist | Container):
        return not isinstance(thing, FigureBase)
    if isinstance(thing, dict):
        return any(map(_is_part, thing.values()))
    if isinstance(thing, np.ndarray):  # as a grid of axes is
        return thing.dtype.hasobject and any(map(_is_part, thing.flat))
    return isinstance(thing, list | tuple) and any(map(_is_part, thing))
