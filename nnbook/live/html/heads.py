"""Makes empty heads of tables plain cells: a screen reader would announce a head without a name."""

from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor


class HeadProcessor(Treeprocessor):
    """Changes the heads of a page's tables that are empty."""

    def run(self, root: ET.Element) -> None:
        """Change the tree of the page."""
        for head in root.iter("th"):
            if not len(head) and not (head.text or "").strip():
                head.tag = "td"
