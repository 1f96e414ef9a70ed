"""Does what only the builder of a site knows, and what only a finished site needs."""
