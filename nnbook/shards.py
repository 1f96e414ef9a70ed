"""Shards are parts of a batch, for machines that work side by side: their gradients add up."""

from collections.abc import Sequence

import numpy as np

from nnbook.chain_rule import Gradients
from nnbook.checks import numbers


def add_gradients(shards: Sequence[Gradients], shares: Sequence[float] | None = None) -> Gradients:
    """Return the gradients of a batch from those of its shards, wherever those were computed.

    Parameters
    ----------
    shards : sequence of Gradients
        Those of the batch's parts, for one and the same network.
    shares : sequence of float, optional
        How much each part counts. Left out, each counts 1: right for a cost that is a sum
        over the examples. For a mean it is the fraction of the examples that are in the shard.

    Returns
    -------
    Gradients
        The slopes by weights and biases, each times its share, are added up; the rows of the
        deltas, each times its share, one for each example, follow one another.

    Raises
    ------
    ValueError
        If there are no shards, not as many shares as shards, shards of different networks, or
        a share is not finite.

    Examples
    --------
    >>> one = Gradients((np.array([[3.0, 4.0]]),), (np.array([1.0]),))
    >>> other = Gradients((np.array([[5.0, 0.0]]),), (np.array([2.0]),))
    >>> add_gradients([one, other]).dW
    (array([[8., 4.]]),)
    >>> add_gradients([one, other], [0.25, 0.75]).dW
    (array([[4.5, 1. ]]),)
    """
    shares = [1.0] * len(shards) if shares is None else shares
    if not len(shards) == len(shares) > 0:
        raise ValueError(
            f"there are {len(shards)} shards and {len(shares)} shares; "
            "expected as many of the one as of the other, and at least one"
        )
    shapes = [[dW.shape for dW in shard.dW] for shard in shards]
    for number, found in enumerate(shapes):
        if found != shapes[0]:
            raise ValueError(
                f"shard {number} has weights of the shapes {found}; "
                f"expected {shapes[0]}, those of shard 0"
            )
    numbers(shares, "shares")
    scaled = [
        [[share * array for array in arrays] for arrays in (shard.dW, shard.db, shard.delta)]
        for share, shard in zip(shares, shards, strict=True)
    ]
    dW, db, delta = (list(zip(*layers, strict=True)) for layers in zip(*scaled, strict=True))
    return Gradients(
        dW=tuple(np.sum(parts, axis=0) for parts in dW),
        db=tuple(np.sum(parts, axis=0) for parts in db),
        delta=tuple(np.vstack(parts) for parts in delta),
    )
