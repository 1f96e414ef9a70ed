"""Makes one book of a finished site, to print and to carry along."""
