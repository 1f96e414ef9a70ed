"""Tells whether processes have ended."""

import select


def nobody_is_left(pipe: int) -> bool:
    """Tell whether all have gone who could write: only then a pipe can be read to its end."""
    with open(pipe, "rb", buffering=0) as file:
        while select.select([file], [], [], 10)[0]:
            if not file.read(1):
                return True
    return False
