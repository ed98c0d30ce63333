"""Object masks of the test clips.

Some clips are the middle 75 frames of longer sequences, while the masks are those of the first 75: so many masks precede a clip's first frame.
Found by holding the outlines of the masks against the pictures; the masks of the other clips begin with the clip.
"""

from __future__ import annotations

from pathlib import Path

BEFORE = {"camel": 7, "dance-twirl": 7, "parkour": 12}


def mask_files(folder: Path) -> list[Path]:
    """The masks of a clip from its first frame on, one a frame. `folder` has the clip's name."""
    return sorted(folder.glob("*.png"))[BEFORE.get(folder.name, 0) :]
