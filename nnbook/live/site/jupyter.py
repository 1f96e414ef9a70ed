"""Takes a lab over from mkdocs-jupyter, which has no public interface for that.

Notebooks in the navigation stay its own: it makes pages of them. What it does with a page
afterwards knows nothing of this engine, so this module reaches into its objects, and it alone.
"""

from pathlib import Path

from mkdocs.structure.files import File
from mkdocs.structure.pages import Page


def is_lab(file: File) -> bool:
    """Tell whether `file` is a notebook that mkdocs-jupyter makes a page of."""
    return file.is_documentation_page() and file.src_uri.endswith(".ipynb")


def take_over(page: Page, executed: Path) -> None:
    """Let the page of a lab be converted like any other, and `executed` be what readers download.

    mkdocs-jupyter has put a conversion of its own in the place of the page's, and copies the
    page's source into the site.
    """
    page.file.abs_src_path = str(executed.absolute())
    vars(page).pop("render")
