"""Turns Matplotlib figures into inline SVG that follows the page: its colors and its font.

Colors become CSS variables, so that one figure serves a light and a dark page: the color
cycle's ``C0`` to ``C9`` become ``--live-c0`` to ``--live-c9``, white ``--live-paper``, gray
``--live-quiet``, and black the color of the text around the figure.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from html import escape
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from nnbook.live.minus import with_minus

MANY = 1000
"""Lines and clouds of more points than this become a picture inside the SVG."""

SCALE = 10
"""How many points of a figure make one rem: its letters are as large as those of the text."""

READABLE = 11
"""How many pixels high its smallest letters are, on the narrowest screen."""

SIZE = re.compile(r"font(?:-size)?: [^;\"]*?(\d+(?:\.\d+)?)px")
GEOMETRY = {"d", "points", "transform", "x", "y", "width", "height", "viewBox"}
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
ET.register_namespace("", SVG.strip("{}"))
ET.register_namespace("xlink", XLINK.strip("{}"))


def show(ax: Axes, *, title: str, description: str) -> None:
    """Print the figure that `ax` belongs to, and close it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any axes of the figure.
    title : str
        What the figure is, for those who cannot see it.
    description : str
        What it shows, numbers included, for those who cannot see it.

    Raises
    ------
    ValueError
        If `title` or `description` is empty.
    """
    print(svg(ax, title=title, description=description))


@dataclass(frozen=True)
class Picture:
    """A figure for a notebook, which shows it where it is the last value of a cell."""

    html: str
    title: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        """Return the title, for readers of notebooks that show no HTML."""
        return f"[figure: {self.title}]"


def picture(ax: Axes, *, title: str, description: str, caption: str = "") -> Picture:
    """Return the figure that `ax` belongs to for a notebook, and close it.

    Parameters
    ----------
    ax, title, description
        As in `show`.
    caption
        What stands below the figure.
    """
    html = svg(ax, title=title, description=description)
    if caption:
        html = f"<figure>{html}<figcaption><p>{escape(caption)}</p></figcaption></figure>"
    return Picture(html, title)


def svg(ax: Axes, *, title: str, description: str) -> str:
    """Return the figure that `ax` belongs to as HTML, and close it; see `show`."""
    if not (title.strip() and description.strip()):
        raise ValueError(f"title {title!r}, description {description!r}; expected words in both")
    root = ET.fromstring(_drawn(ax))
    words = f"{title}\n{description}".encode()
    name = "fig-" + hashlib.sha256(ET.tostring(root) + words).hexdigest()[:8]
    _unwrap(root)
    _rename(root, name)
    for element in root.iter():
        _restyle(element)
    _flatten(root)
    _describe(root, name, title, description)
    html = re.sub(r">\s+<", "><", ET.tostring(root, encoding="unicode"))
    return f'<div class="live-figure" data-search-exclude="">{html}</div>'


def _drawn(ax: Axes) -> str:
    """Return the SVG that Matplotlib writes, the same for the same figure."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    for artist in figure.findobj(_has_many_points):
        artist.set_rasterized(True)
    file = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "live"}):
        figure.savefig(file, format="svg", transparent=True, metadata=nothing, dpi=150)
    plt.close(figure)
    return file.getvalue()


def _has_many_points(artist: Artist) -> bool:
    if isinstance(artist, Line2D):
        return len(artist.get_xdata()) > MANY  # type: ignore[arg-type]
    return isinstance(artist, PathCollection) and len(artist.get_offsets()) > MANY  # type: ignore[arg-type]


def _unwrap(root: ET.Element) -> None:
    """Take off what a file needs and a page does not: sizes, metadata, a style for all."""
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{SVG}metadata", f"{SVG}style"} or child.get("style") == "fill: none":
                parent.remove(child)
    root.set("stroke-linejoin", "round")  # which the style said
    root.set("fill", "currentColor")
    width = float(root.get("viewBox", "").split()[2])
    root.set("style", f"width: {width / SCALE:g}rem; --least: {_least(root, width)}px")


def _least(root: ET.Element, width: float) -> int:
    """Return how many pixels wide a figure must be for its smallest letters to be read."""
    sizes = [float(size) for size in SIZE.findall(ET.tostring(root, encoding="unicode"))]
    return round(READABLE * width / min(sizes, default=READABLE * width))


def _rename(root: ET.Element, name: str) -> None:
    """Keep the ids that are used, under names that no other figure of the page has."""
    text = ET.tostring(root, encoding="unicode")
    used = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    new = {old: f"{name}-{number}" for number, old in enumerate(sorted(used))}
    for element in root.iter():
        if (old := element.attrib.pop("id", None)) in new:
            element.set("id", new[old])
        # Not `href`, which Material would set anew when it swaps pages, and cannot in SVG.
        if (target := element.get(f"{XLINK}href", "")).startswith("#"):
            element.set(f"{XLINK}href", f"#{new[target[1:]]}")
        for key, value in element.items():
            element.set(key, re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{new[m[1]]})", value))


def _flatten(parent: ET.Element) -> None:
    """Put the contents of groups that say nothing in the place of the groups."""
    for child in list(parent):
        _flatten(child)
        if child.tag == f"{SVG}g" and not child.attrib:
            at = list(parent).index(child)
            parent[at : at + 1] = list(child)


def _restyle(element: ET.Element) -> None:
    """Let an element take its colors and its font from the page; mend and shorten its numbers."""
    element.text = with_minus(element.text or "")
    for key, value in element.items():
        if key == "style":
            style = re.sub(r"font-family:[^;]*;? ?", "", value)
            element.set(key, re.sub(r"#[0-9a-f]{6}", _variable, style))
        elif key in GEOMETRY:
            element.set(key, re.sub(r"-?\d+\.\d+", _short, value.replace("\n", "")))


def _variable(color: re.Match[str]) -> str:
    cycle = [to_hex(row["color"]) for row in mpl.rcParams["axes.prop_cycle"]]
    names = {value: f"c{number}" for number, value in enumerate(cycle)}
    names |= {"#ffffff": "paper", "#808080": "quiet"}
    if color[0] == "#000000":
        return "currentColor"
    return f"var(--live-{names[color[0]]}, {color[0]})" if color[0] in names else color[0]


def _short(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _describe(root: ET.Element, name: str, title: str, description: str) -> None:
    """Tell those who cannot see the figure what it is and what it shows."""
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-desc")
    for tag, text in [("desc", description), ("title", title)]:
        child = ET.Element(f"{SVG}{tag}", id=f"{name}-{tag}")
        child.text = with_minus(text)
        root.insert(0, child)
