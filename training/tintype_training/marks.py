"""What boundary marks separate: which cells see each other, which region each lies in, whose shadow it stands in.

Nothing here is learned, and nothing of it runs when no mark is drawn. A ¼ cell is represented by one of its pixels, the
third of its third row; a ⅛ cell by that of its last ¼ cell. Two places see each other when no marked pixel lies on a
four-connected staircase between them: such a path cannot slip through an eight-connected line, however thin, and a
marked cell belongs to the side its representative lies on. Planes are 1 where passage is free, 0 where it is blocked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BEYOND = 1e6
"""Price of crossing a mark while labels spread: above the number of cells of any frame."""

FLOOD_ROUNDS = 10
"""Rounds of filling whole rows and columns between marks: enough for regions of up to twenty turns."""

GAP_PX = 5
"""Marks are this thick while regions are filled, so that ends that miss each other by up to four pixels still close."""

REACH = 3
"""Cells of ¼ size, in each direction, for which a cell knows whether it sees them."""

PLACE = 2
"""Row and column, within its ¼ cell, of the pixel that represents the cell."""

FINEST_STEPS, COARSEST_STEPS = 12, 4
"""Steps of the staircase along which a hint is seen from afar; fewer when there are many pairs."""

PENUMBRA = 2
"""Rounds in which the rim of a shadow is softened, a ⅛ cell to each side."""

PAIR_STEPS = 2_000_000
"""Steps of all staircases together that one painting can afford."""


def staircase(down: int, right: int) -> list[tuple[int, int]]:
    """Four-connected line from (0, 0) to (down, right), both included; the same pixels in either direction."""
    if (down, right) < (0, 0):
        return [(y + down, x + right) for y, x in reversed(staircase(-down, -right))]
    rows, columns, step = abs(down), abs(right), 1 if right > 0 else -1
    y = x = 0
    path = [(0, 0)]
    while (y, x) != (rows, columns):
        if x < columns and (y == rows or (1 + 2 * x) * rows < (1 + 2 * y) * columns):
            x += 1
        else:
            y += 1
        path.append((y, step * x))
    return path


def path_kernel(paths: list[list[tuple[int, int]]], size: int, origin: int) -> Tensor:
    """One channel a path: a convolution with it counts the marked pixels on the path; (0, 0) is at `origin`."""
    kernel = torch.zeros(len(paths), 1, size, size)
    for channel, path in enumerate(paths):
        for y, x in path:
            kernel[channel, 0, y + origin, x + origin] = 1
    return kernel


@lru_cache(maxsize=1)
def pixel_paths() -> Tensor:
    """From each of a ¼ cell's 16 pixels to the representatives of the nine cells around: 144×1×9×9, as `up` is laid out."""
    paths = []
    for down, right in offsets(1):
        for y in range(4):
            for x in range(4):
                way = staircase(4 * down + PLACE - y, 4 * right + PLACE - x)
                paths.append([(y + dy, x + dx) for dy, dx in way[1:]])
    return path_kernel(paths, 9, 2)


@lru_cache(maxsize=1)
def cell_paths() -> Tensor:
    """From a ¼ cell's representative to those of the 49 cells around it: 49×1×25×25."""
    return path_kernel([staircase(4 * down, 4 * right) if (down, right) != (0, 0) else [] for down, right in offsets(REACH)], 25, 12)


@lru_cache(maxsize=1)
def eighth_paths() -> Tensor:
    """From each of a ⅛ cell's 64 pixels to its own representative: 64×1×8×8."""
    place = 4 + PLACE
    return path_kernel([[(y + dy, x + dx) for dy, dx in staircase(place - y, place - x)[1:]]
                        for y in range(8) for x in range(8)], 8, 0)


def offsets(reach: int) -> list[tuple[int, int]]:
    """(down, right) of a window's cells in reading order."""
    return [(down, right) for down in range(-reach, reach + 1) for right in range(-reach, reach + 1)]


def window(offset: tuple[int, int]) -> int:
    """Channel of an offset among the 49."""
    return (offset[0] + REACH) * (2 * REACH + 1) + offset[1] + REACH


@lru_cache(maxsize=4)
def window_channels(reach: int, step: int = 1) -> Tensor:
    """Channels of the smaller window of every `step`-th cell among the 49."""
    return torch.tensor([window((step * down, step * right)) for down, right in offsets(reach)])


@lru_cache(maxsize=1)
def parent_channels() -> Tensor:
    """For `pixel_unshuffle(cells, 2)`: the channel with the visibility from a ¼ cell of each of the nine ⅛ cells around."""
    return torch.tensor([4 * window((2 * down + 1 - a, 2 * right + 1 - b)) + 2 * a + b
                         for down, right in offsets(1) for a in (0, 1) for b in (0, 1)])


def nearest_first(distances: list[float], own: int) -> list[float]:
    """Preferences that differ: own before all, then by distance."""
    return [20 - distance - 1e-3 * k + (10 if k == own else 0) for k, distance in enumerate(distances)]


@lru_cache(maxsize=1)
def home_preference() -> Tensor:
    """1×9×16×1: which of the nine cells a pixel belongs to, if it sees it."""
    columns = [nearest_first([((4 * down + PLACE - y) ** 2 + (4 * right + PLACE - x) ** 2) ** 0.5
                              for down, right in offsets(1)], 4) for y in range(4) for x in range(4)]
    return torch.tensor(columns).T.reshape(1, 9, 16, 1)


@lru_cache(maxsize=1)
def parent_preference() -> Tensor:
    """1×9×4×1 in the order of `parent_channels`: which ⅛ cell a ¼ cell takes from, if it sees it."""
    by_parity = [nearest_first([((2 * down + 1 - a) ** 2 + (2 * right + 1 - b) ** 2) ** 0.5 for down, right in offsets(1)], 4)
                 for a in (0, 1) for b in (0, 1)]
    return torch.tensor(by_parity).T.reshape(1, 9, 4, 1)


@lru_cache(maxsize=1)
def send_home_kernel() -> Tensor:
    """1×9×3×3: adds up what the cells around have for a cell, channel k meaning offset k from where it lies."""
    kernel = torch.zeros(1, 9, 3, 3)
    for k, (down, right) in enumerate(offsets(1)):
        kernel[0, k, 1 - down, 1 - right] = 1
    return kernel


def count_marks(mark: Tensor, kernel: Tensor, *, stride: int, pad: tuple[int, int]) -> Tensor:
    padded = F.pad(mark, (pad[0], pad[1], pad[0], pad[1]))
    return F.conv2d(padded, kernel.to(mark.device), stride=stride)


def repeat_edges(seen: Tensor, reach: int) -> Tensor:
    """N×(neighbours·S)×h×w, neighbour-major: a neighbour beyond the frame counts as the nearest cell at the edge."""
    batch, channels, height, width = seen.shape
    side = 2 * reach + 1
    rows, columns = (
        (place.unsqueeze(0) + torch.arange(-reach, reach + 1, device=seen.device).unsqueeze(1)).clamp(min=0).minimum(place[-1:]) - place + reach
        for place in (torch.arange(size, device=seen.device) for size in (height, width))
    )
    neighbour = rows.reshape(side, 1, height, 1) * side + columns.reshape(1, side, 1, width)
    parts = seen.reshape(batch, side * side, channels // side**2, height * width)
    at = neighbour.reshape(1, side * side, 1, height * width).expand(batch, -1, parts.shape[2], -1)
    return parts.gather(1, at).reshape(batch, channels, height, width)


def chosen(seen: Tensor, preference: Tensor, own: int) -> Tensor:
    """One-hot over the channel axis (1): the most preferred that is seen; the own one when none is."""
    fallback = torch.zeros_like(preference)
    fallback[:, own] = 0.5
    score = torch.maximum(seen * preference.to(seen.device), fallback.to(seen.device))
    return (score == score.amax(dim=1, keepdim=True)).to(seen.dtype)


class NearMarks:
    """The cells of one size from which a mark hides some of the eight around, for all samples of a batch together."""

    def __init__(self, seen: Tensor) -> None:
        """`seen` N×9×h×w."""
        batch, _, height, width = seen.shape
        self.at = torch.nonzero(seen.amin(dim=(0, 1)).flatten() < 0.5).flatten()
        down, right = torch.tensor(offsets(1), device=seen.device).T
        rows = (self.at // width).unsqueeze(0) + down.unsqueeze(1)
        columns = (self.at % width).unsqueeze(0) + right.unsqueeze(1)
        self.around = (rows.clamp(min=0, max=height - 1) * width + columns.clamp(min=0, max=width - 1)).flatten()
        # Beyond the frame a convolution sees zeros, marks or not.
        within = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        self.hidden = (1 - seen.flatten(2).index_select(2, self.at)) * within.to(seen.dtype)

    def convolve(self, convolution: nn.Conv2d, x: Tensor) -> Tensor:
        """A 3×3 convolution in which samples behind a mark are replaced by the centre sample."""
        out = convolution(x)
        batch, channels, height, width = x.shape
        made = convolution.out_channels
        flat = x.flatten(2)
        here = flat.index_select(2, self.at).unsqueeze(2)
        around = flat.index_select(2, self.around).reshape(batch, channels, 9, -1)
        change = ((here - around) * self.hidden.unsqueeze(1)).reshape(batch, channels * 9, -1)
        correction = convolution.weight.reshape(1, made, channels * 9) @ change
        at = self.at.reshape(1, 1, -1).expand(batch, made, -1)
        return out.flatten(2).scatter_add(2, at, correction.to(out.dtype)).reshape(batch, made, height, width)


class Marks:
    """Everything the painter asks about the boundary marks of a batch (N×1×H×W, above 0 on a mark).

    `cells9`, `cells25` N×9/25×h×w: which cells around a ¼ cell sees; `parents` N×9×h×w: which ⅛ cells; `pixels`
    N×9×16×(h·w): which ¼ cells each pixel sees; `home` alike, one-hot: the one it belongs to.
    """

    def __init__(self, boundary: Tensor) -> None:
        with torch.no_grad(), torch.autocast(boundary.device.type, enabled=False):
            mark = (boundary > 0).float()
            self.pixels = repeat_edges(self._seen(mark, pixel_paths(), stride=4, pad=(2, 3)), 1)
            batch, _, height, width = self.pixels.shape
            self._size = (height, width)
            self.pixels = self.pixels.reshape(batch, 9, 16, height * width)
            self.home = chosen(self.pixels, home_preference(), 4)
            # A pixel in the thick of marks sees nothing: there the weights stay as they are.
            self.pixels = torch.maximum(self.pixels, 1 - self.pixels.amax(dim=1, keepdim=True))
            cells = self._seen(mark, cell_paths(), stride=4, pad=(10, 12))
            device = cells.device
            self.cells9 = repeat_edges(cells.index_select(1, window_channels(1).to(device)), 1)
            self.cells25 = repeat_edges(cells.index_select(1, window_channels(2).to(device)), 2)
            parents = repeat_edges(F.pixel_unshuffle(cells, 2).index_select(1, parent_channels().to(device)), 1)
            self.parents = F.pixel_shuffle(parents, 2)
            self._parent = F.pixel_shuffle(self._chosen_parent(parents), 2)
            eighths = repeat_edges(cells.index_select(1, window_channels(1, 2).to(device))[:, :, 1::2, 1::2], 1)
            self._eighths = eighths
            self.near4, self.near8 = NearMarks(self.cells9), NearMarks(eighths)
            self.sees_eighth = F.pixel_shuffle(self._seen(mark, eighth_paths(), stride=8, pad=(0, 0)), 8)
            self._label(mark)

    @staticmethod
    def _seen(mark: Tensor, kernel: Tensor, *, stride: int, pad: tuple[int, int]) -> Tensor:
        return (count_marks(mark, kernel, stride=stride, pad=pad) < 0.5).to(mark.dtype)

    @staticmethod
    def _chosen_parent(parents: Tensor) -> Tensor:
        """N×36×h×w (nine ⅛ cells × four ¼ cells) → alike, one-hot over the nine."""
        batch, _, height, width = parents.shape
        seen = parents.reshape(batch, 9, 4, height * width)
        return chosen(seen, parent_preference(), 4).reshape(batch, 36, height, width)

    def _label(self, mark: Tensor) -> None:
        """Regions: every ¼ cell gets the number of the last cell of its region; −1 on marks."""
        thick = F.max_pool2d(mark, GAP_PX, 1, GAP_PX // 2)
        closed = mark[:, 0, PLACE::4, PLACE::4]
        unfilled = thick[:, 0, PLACE::4, PLACE::4]
        batch, height, width = closed.shape
        across = torch.arange(width, device=mark.device, dtype=mark.dtype)
        down = torch.arange(height, device=mark.device, dtype=mark.dtype)
        # How many marked pixels lie between two cells of a row (and of a column), as a price far above any label.
        in_row = torch.cumsum(thick, dim=3)[:, 0, PLACE::4, PLACE::4]
        in_column = torch.cumsum(thick, dim=2)[:, 0, PLACE::4, PLACE::4].transpose(1, 2)
        row_price = (in_row.unsqueeze(3) - in_row.unsqueeze(2)).abs() * BEYOND
        column_price = (in_column.unsqueeze(3) - in_column.unsqueeze(2)).abs() * BEYOND
        label = down[:, None] * width + across - unfilled * BEYOND
        for _ in range(FLOOD_ROUNDS):
            label = (label.unsqueeze(2) - row_price).amax(dim=3) - unfilled * BEYOND
            label = (label.transpose(1, 2).unsqueeze(2) - column_price).amax(dim=3).transpose(1, 2) - unfilled * BEYOND
        label = label.unsqueeze(1).clamp(min=-1)
        # What only the thickness hid takes the number of a cell that it sees.
        for _ in range(2):
            seen = (self.around(label) + 1) * self.cells9 - 1
            label = torch.where(label < 0, seen.amax(dim=1, keepdim=True), label)
        self.label = torch.where(closed.unsqueeze(1) > 0, -torch.ones_like(label), label)
        self._shadow_edges()

    @staticmethod
    def around(plane: Tensor) -> Tensor:
        """N×1×h×w → N×9×h×w, edges repeated."""
        kernel = torch.eye(9, device=plane.device, dtype=plane.dtype).reshape(9, 1, 3, 3)
        return F.conv2d(F.pad(plane, (1, 1, 1, 1), mode="replicate"), kernel)

    def _shadow_edges(self) -> None:
        """Between which neighbours in a row, and in a column (transposed), lies a mark with the same region on both sides.

        Only those throw shadows: a mark that separates regions is already respected by their numbers, and within a
        winding region colour may come around a corner.
        """
        unknown = (self.label < 0).to(self.label.dtype)
        highest = F.max_pool2d(self.label, 3, 1, 1)
        lowest = -F.max_pool2d(-(self.label + unknown * BEYOND), 3, 1, 1)
        one_region = (highest >= lowest).to(self.label.dtype) * (lowest >= highest).to(self.label.dtype)
        one_region = torch.maximum(one_region, (highest < 0).to(self.label.dtype))
        left, above = self.cells9[:, 3:4], self.cells9[:, 1:2]
        to_left = (1 - left) * one_region * F.pad(one_region, (1, 0, 0, 0))[..., :-1]
        to_above = (1 - above) * one_region * F.pad(one_region, (0, 0, 1, 0))[..., :-1, :]
        self._in_rows = to_left[:, 0]
        self._in_columns = to_above[:, 0].transpose(1, 2).contiguous()

    def parent_of(self, x: Tensor) -> Tensor:
        """N×C×h/2×w/2 → N×C×h×w: each ¼ cell the nearest ⅛ cell that it sees, its own first."""
        height, width = self._size
        down, right = (torch.tensor(axis, device=x.device).reshape(1, 9, 1, 1) for axis in zip(*offsets(1), strict=True))
        rows = torch.arange(height, device=x.device).reshape(1, height, 1) // 2 + (self._parent * down).sum(dim=1).long()
        columns = torch.arange(width, device=x.device).reshape(1, 1, width) // 2 + (self._parent * right).sum(dim=1).long()
        at = rows.clamp(min=0, max=height // 2 - 1) * (width // 2) + columns.clamp(min=0, max=width // 2 - 1)
        taken = x.flatten(2).gather(2, at.flatten(1).unsqueeze(1).expand(-1, x.shape[1], -1))
        return taken.reshape(x.shape[0], x.shape[1], height, width)

    def home_mean(self, plane: Tensor, mask: Tensor) -> Tensor:
        """As `masked_mean(plane, mask, 4)`, but a pixel counts for the cell on its own side of a mark."""
        height, width = self._size
        planes = F.pixel_unshuffle(torch.cat([plane * mask, mask], dim=1), 4)
        batch, channels = plane.shape[0], plane.shape[1] + 1
        sums = (planes.reshape(batch, channels, 1, 16, height * width) * self.home.unsqueeze(1)).sum(dim=3)
        sums = sums.reshape(batch * channels, 9, height, width)
        with torch.autocast(plane.device.type, enabled=False):
            sums = F.conv2d(sums.float(), send_home_kernel().to(plane.device), padding=1).reshape(batch, channels, height, width) / 16
        share = sums[:, -1:]
        return torch.cat([sums[:, :-1] / share.clamp(min=1e-6), share], dim=1)

    def mean_around(self, x: Tensor) -> Tensor:
        """As `hint_unet.mean_around`, of the cells that a cell sees."""
        batch, channels, height, width = x.shape
        around = self.around(x.reshape(batch * channels, 1, height, width)).reshape(batch, channels, 9, height, width)
        return (around * self.cells9.unsqueeze(1)).sum(dim=2) / 9

    def homes(self) -> Tensor:
        """N×2×H×W: row and column of the ¼ cell that every pixel belongs to."""
        height, width = self._size
        down, right = (torch.tensor(axis, dtype=torch.float32, device=self.home.device).reshape(1, 9, 1, 1)
                       for axis in zip(*offsets(1), strict=True))
        batch = self.home.shape[0]
        shift = torch.stack([(self.home * down).sum(dim=1), (self.home * right).sum(dim=1)], dim=1)
        rows = torch.arange(height, device=shift.device, dtype=shift.dtype).reshape(1, 1, height, 1)
        columns = torch.arange(width, device=shift.device, dtype=shift.dtype).reshape(1, 1, 1, width)
        shift = shift.reshape(batch, 2, 16, height, width)
        cells = torch.stack([shift[:, 0] + rows, shift[:, 1] + columns], dim=1)
        return F.pixel_shuffle(cells.reshape(batch, 32, height, width), 4)

    def sight(self, places: Tensor) -> Tensor:
        """places N×2×n (row, column of ¼ cells) → N×(h/2·w/2)×n: how well each ⅛ cell sees them, 0…1.

        Nothing of what lies in another region or in a mark's shadow; shadows are soft at their rims.
        """
        with torch.no_grad():
            height, width = self._size
            # A pixel at the frame's rim may belong to the repeated cell beyond it.
            place = torch.stack([places[:, axis].round().long().clamp(min=0, max=size - 1) for axis, size in ((0, height), (1, width))], dim=1)
            labels = self.label.flatten(1)
            at_places = labels.gather(1, place[:, 0] * width + place[:, 1])
            at_cells = self.label[:, 0, 1::2, 1::2].flatten(1)
            same_region = (at_cells.unsqueeze(2) == at_places.unsqueeze(1)).to(labels.dtype)
            pairs = torch.ones_like(same_region).sum()
            steps = (PAIR_STEPS / pairs.clamp(min=1)).clamp(min=COARSEST_STEPS, max=FINEST_STEPS).floor()
            rows, columns = (self._ways(place[:, axis], size, steps) for axis, size in ((0, height), (1, width)))
            across = crossed(self._in_rows, rows.half_way, columns.steps)
            along = crossed(self._in_columns, columns.steps, rows.half_way_and_ends)
            lit = ((across.abs() + along.abs().transpose(-1, -2)) < 0.5).to(labels.dtype)
            for _ in range(PENUMBRA):
                lit = self._mean_in_sight(lit)
            return same_region * lit.flatten(2).transpose(1, 2)

    def _mean_in_sight(self, planes: Tensor) -> Tensor:
        """N×n×h/2×w/2: every ⅛ cell the mean of those around it that it sees."""
        batch, count, height, width = planes.shape
        around = self.around(planes.reshape(batch * count, 1, height, width)).reshape(batch, count, 9, height, width)
        seen = self._eighths.unsqueeze(1)
        return (around * seen).sum(dim=2) / seen.sum(dim=2)

    @staticmethod
    def _ways(start: Tensor, size: int, steps: Tensor) -> Ways:
        """From `start` N×n to every ⅛ cell's representative along an axis of `size` ¼ cells."""
        ends = torch.arange(size // 2, device=start.device) * 2 + 1
        i = torch.arange(0, steps + 1, device=start.device, dtype=torch.float32)
        first = start.reshape(start.shape[0], -1, 1, 1)
        length = ends.reshape(1, 1, -1, 1) - first
        return Ways((first + length * (i / steps)).round().long(), (first + length * ((i[:-1] + 0.5) / steps)).round().long())


@dataclass(frozen=True)
class Ways:
    """Where staircases stand along one axis (N×n×ends×steps): at whole steps (one more than there are), and half-way."""

    steps: Tensor
    half_way: Tensor

    @property
    def half_way_and_ends(self) -> Tensor:
        return torch.cat([self.steps[..., :1], self.half_way, self.steps[..., -1:]], dim=3)


def crossed(edges: Tensor, lines: Tensor, stops: Tensor) -> Tensor:
    """How many closed edges staircases cross in their runs along one axis, with the sign of their direction.

    edges N×L×M: 1 between places m − 1 and m of line l; lines N×n×P×S: the line of each run; stops N×n×Q×(S+1): where
    the runs begin and end. Returns N×n×P×Q. The runs of a staircase all go in one direction, so that one product adds them up.
    """
    batch, count, length = edges.shape
    first = torch.arange(batch, device=edges.device).reshape(-1, 1, 1, 1) * count
    upto = torch.ones(length, length, device=edges.device, dtype=edges.dtype).tril()
    runs = (upto[stops[..., 1:]] - upto[stops[..., :-1]]).flatten(3)
    return edges.reshape(-1, length)[lines + first].flatten(3) @ runs.transpose(-1, -2)
