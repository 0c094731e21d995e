"""The parts of a network side by side, close together, without one covering another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

_CELL: Final = 34.0  # of the raster on which parts are placed
_MOST_CELLS: Final = 260  # along a side of the canvas
_WIDE: Final = 1.35  # the canvas is so much wider than high


def packed(
    parts: Sequence[np.ndarray],
    edges: Sequence[np.ndarray],
    wishes: Sequence[np.ndarray | None],
) -> list[np.ndarray]:
    """Return the coordinates of each part, moved to where it is as near to its wish as can be.

    The parts are placed in their order.

    Args:
        parts: coordinates, each of shape (n, 2), their mean at (0, 0).
        edges: of each part the pairs of rows that an edge links, shape (m, 2).
        wishes: where the mean of each part would be best; None is the centre.
    """
    cell = _cell(parts)
    masks = [_mask(at, pairs, cell) for at, pairs in zip(parts, edges, strict=True)]
    side = _side(masks)
    taken = np.zeros((side, side), bool)
    placed = []
    for at, wish, (mask, origin) in zip(parts, wishes, masks, strict=True):
        middle = np.array(mask.shape[::-1]) / 2
        # of the mask in the canvas, (column, row)
        best = middle if wish is None else wish / cell + origin + middle
        row, column = _nearest(taken, mask, best - (middle if wish is None else 0))
        height, width = mask.shape
        taken[row : row + height, column : column + width] |= mask
        corner = np.array([column, row]) - side / 2
        placed.append(at + (corner - origin) * cell)
    return placed


def _cell(parts: Sequence[np.ndarray]) -> float:
    """Return the width of a cell: so wide that all parts fit on the canvas."""
    area = sum(float(np.prod(np.ptp(at, axis=0) + 3 * _CELL)) for at in parts)
    return max(_CELL, 2.2 * float(np.sqrt(area)) / _MOST_CELLS)


def _side(masks: Sequence[tuple[np.ndarray, np.ndarray]]) -> int:
    """Return the cells along a side of a canvas on which all parts have room."""
    filled = sum(int(mask.size) for mask, _ in masks)
    longest = max(max(mask.shape) for mask, _ in masks)
    return int(2 * longest + 2.5 * np.sqrt(filled)) + 4


def _mask(at: np.ndarray, pairs: np.ndarray, cell: float) -> tuple[np.ndarray, np.ndarray]:
    """Return which cells a part covers, with one cell around, and where the corner of these is."""
    points = [at]
    for share in np.linspace(0.1, 0.9, 9) if len(pairs) else ():
        points.append(at[pairs[:, 0]] * share + at[pairs[:, 1]] * (1 - share))
    cells = np.floor(np.concatenate(points) / cell).astype(int)
    origin = cells.min(axis=0) - 1
    columns, rows = (cells - origin).T
    mask = np.zeros((rows.max() + 2, columns.max() + 2), bool)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            mask[rows + down, columns + right] = True
    return mask, origin


def _nearest(taken: np.ndarray, mask: np.ndarray, wish: np.ndarray) -> tuple[int, int]:
    """Return the row and column at which a mask covers nothing and its middle is best.

    wish: where the middle is wanted, (column, row) from the centre of the canvas.
    """
    side = len(taken)
    height, width = mask.shape
    shape = side - height + 1, side - width + 1
    # How many taken cells a mask would cover at each place is a correlation.
    spectrum = np.fft.rfft2(taken, taken.shape) * np.conj(np.fft.rfft2(mask, taken.shape))
    covered = np.fft.irfft2(spectrum, taken.shape)[: shape[0], : shape[1]]
    down = (np.arange(shape[0]) + height / 2 - side / 2 - wish[1])[:, None] * _WIDE
    right = (np.arange(shape[1]) + width / 2 - side / 2 - wish[0])[None, :]
    far = np.where(covered < 0.5, down**2 + right**2, np.inf)
    row, column = np.unravel_index(int(far.argmin()), far.shape)
    return int(row), int(column)
