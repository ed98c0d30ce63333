"""All settings of a training run in one place; a YAML file and `--set name=value` override them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Settings:
    """Times are of this run's own clock, in minutes; `minutes` counts all the time a run was given, over all its starts."""

    stage: str = "paint"
    name: str = ""
    """Of the run: its record, its state, its checkpoint. The stage's name if empty."""

    minutes: float = 80
    most_steps: int = 0
    """Stop after this many steps, whatever the time; 0 for no such end."""
    device: str = "auto"
    precision: str = "auto"
    """float32, bfloat16, mixed (the trunk in float32), or auto: what is fastest on the device."""
    threads: int = 2
    workers: int = 0
    """Of the stage `propagate`: processes that make batches; 0 for this one alone."""
    seed: int = 1
    start_from: str = ""
    """A published checkpoint to begin a new run with; a run that has a state goes on from that."""

    rate: float = 1e-3
    trunk_rate: float = 0.3
    """Of the pretrained trunk, as a share of `rate`."""
    weight_decay: float = 0.01
    warm_up_steps: int = 200
    ema: float = 0.998
    sizes: list[list[float]] = field(default_factory=lambda: [[0.0, 128, 16], [0.6, 192, 8], [0.85, 256, 5]])
    """[share of the time after which it holds, crop in px, photos a batch]."""

    paintings: int = 2
    """Of each photo: 2, once with few hints and once with many; or 1, half of the photos with few, the others with many."""
    film_share: float = 0.4
    recolour_share: float = 0.5
    object_share: float = 0.3
    """Of photos whose whole object has one arbitrary colour, drawn among those whose object is known (`object_masks.py`); none
    where there are no masks."""
    part_share: float = 0.5
    """Of such objects that have parts, those recoloured part by part."""
    object_weight: float = 2.0
    """Of a pixel in such an object, beside the others of the photo."""
    band_weight: float = 2.0
    """Of a pixel in the band around such an object: what leaks is seen there first."""
    frozen: list[str] = field(default_factory=list)
    """Parts of the network that stay as they are: beginnings of names of parameters."""
    marked_share: float = 0.15
    """Of batches that have boundary marks: those take twice the time."""
    bins_weight: float = 0.1
    suggest_weight: float = 0.03
    confidence_weight: float = 0.03
    huber: float = 10.0
    """ab units beyond which the loss is linear."""

    encoder: str = str(ROOT / "checkpoints" / "paint-8.pt")
    """Of the stage `propagate`: the painter whose frame encoder it stands on."""
    new_encoder: bool = False
    """Whether a run with `start_from` stands on `encoder`, whatever that checkpoint stood on."""
    rollout_share: float = 0.6
    """Of the batches with made frames: those whose made frames are of whole runs (`source_rollouts.py`); none where there are none."""
    choice_weight: float = 0.3
    """Of the stage `propagate`: of the likelihood that each cell's weights give to the right candidate."""
    validation_clips: int = 8
    validation_frames: int = 25

    save_minutes: float = 4
    validate_minutes: float = 12
    validation_images: int = 48
    locality_images: int = 24
    curve_steps: int = 50

    data: str = str(ROOT.parents[1] / "shared" / "data")
    """Folder with `clips/train` and `clips/val`."""
    cache: str = str(ROOT / ".cache")
    """Decoded photos (`photos/`) and resumable states."""
    checkpoints: str = str(ROOT / "checkpoints")
    runs: str = str(ROOT / "runs")

    @property
    def run_name(self) -> str:
        return self.name or self.stage


STAGE_DEFAULTS: dict[str, dict[str, Any]] = {
    "propagate": {"rate": 1e-3, "sizes": [[0.0, 128, 8], [0.4, 192, 4], [0.8, 256, 3]], "validate_minutes": 15.0},
}
"""What differs from the defaults above."""


def load_settings(stage: str, config: Path | None, overrides: list[str]) -> Settings:
    """Defaults, those of the stage, then the file, then `name=value` (a YAML value). An unknown name or a wrong type is refused."""
    values: dict[str, Any] = {"stage": stage} | STAGE_DEFAULTS.get(stage, {})
    if config is not None:
        values |= yaml.safe_load(config.read_text()) or {}
    for override in overrides:
        name, separator, value = override.partition("=")
        if not separator:
            raise SystemExit(f"--set takes name=value, not {override}")
        values[name] = yaml.safe_load(value)
    known = {part.name: part for part in dataclasses.fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise SystemExit(f"no setting is called {name}; there are {', '.join(known)}")
        expected = {"str": str, "int": int, "float": float, "bool": bool}.get(known[name].type, list)
        # YAML reads 1e-4 as a string and 5 as an integer.
        values[name] = value = float(value) if expected is float and not isinstance(value, (bool, list, dict)) else value
        if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
            raise SystemExit(f"{name} must be of type {expected.__name__}, not {value!r}")
    return Settings(**values)
