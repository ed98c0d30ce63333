"""What OpenTimelineIO and its adapters read out of edit lists, as JSON.

    pip install -r test/interchange/requirements.txt
    python test/interchange/reference.py read FOLDER [OUT.json]

Writes, for each file of FOLDER, the events of its video tracks: name, source start, duration and record start, each
an exact [value, rate]. A file that OpenTimelineIO refuses has its error. `src/engine/interchange/real-files.test.ts`
compares the recorded result (reference.json) with what Tintype reads; `test/integration/written-edit-lists.test.ts`
writes files, and reads them by this script where Python has the packages (TINTYPE_OTIO_PYTHON names another Python).
"""

import json
import pathlib
import sys

import opentimelineio as otio

EXTENSIONS = {".edl", ".otio", ".xml", ".fcpxml"}
# Lists do not say their rate. That of each real file, by its name or its highest frame number.
EDL_RATES = {"25fps.edl": 25, "timecode_mismatch.edl": 25}


def time(value):
    return [value.value, value.rate]


def timelines_of(root):
    if isinstance(root, otio.schema.Timeline):
        return [root]
    if isinstance(root, otio.schema.SerializableCollection):
        return [each for each in root if isinstance(each, otio.schema.Timeline)]
    return []


def is_sound(item):
    while item is not None:
        if isinstance(item, otio.schema.Track) and item.kind == otio.schema.TrackKind.Audio:
            return True
        item = item.parent()
    return False


def visible(clip, top):
    """The part of a clip that the compositions around it show: its own range and its range in the top stack."""
    own = clip.trimmed_range()
    record = clip.transformed_time_range(own, top)
    start, end = record.start_time, record.end_time_exclusive()
    around = clip.parent()
    while around is not None and around is not top:
        if around.parent() is not top:
            window = around.transformed_time_range(around.trimmed_range(), top)
            start, end = max(start, window.start_time), min(end, window.end_time_exclusive())
        around = around.parent()
    if end <= start:
        return None
    source = own.start_time + (start - record.start_time).rescaled_to(own.start_time.rate)
    return source, (end - start), start


def events_of(timeline):
    top = timeline.tracks
    first = timeline.global_start_time
    for clip in timeline.find_clips():
        if is_sound(clip):
            continue
        seen = visible(clip, top)
        if seen is None:
            continue
        source, duration, start = seen
        if first is not None:
            start = first.rescaled_to(start.rate) + start
        yield {"name": clip.name, "source": time(source), "duration": time(duration), "record": time(start)}


def transitions_of(timeline):
    found = timeline.tracks.find_children(descended_from_type=otio.schema.Transition)
    return [[time(each.in_offset), time(each.out_offset)] for each in found if not is_sound(each)]


def read(path, rate=None):
    try:
        if path.suffix == ".edl":
            options = {"rate": rate or EDL_RATES.get(path.name, 24)}
            try:
                root = otio.adapters.read_from_file(str(path), **options)
            except Exception:
                root = otio.adapters.read_from_file(str(path), ignore_timecode_mismatch=True, **options)
        elif path.suffix == ".xml":
            root = otio.adapters.read_from_file(str(path), adapter_name="fcp_xml")
        elif path.suffix == ".fcpxml":
            root = otio.adapters.read_from_file(str(path), adapter_name="fcpx_xml")
        else:
            root = otio.adapters.read_from_file(str(path))
        found = timelines_of(root)
        return {"timelines": [{"name": each.name, "events": list(events_of(each)), "transitions": transitions_of(each)} for each in found]}
    except Exception as error:  # an adapter's own errors are of many kinds
        return {"error": f"{type(error).__name__}: {error}"}


def main(folder, out=None, rate=None):
    files = sorted(each for each in pathlib.Path(folder).iterdir() if each.suffix in EXTENSIONS)
    answer = {"opentimelineio": otio.__version__, "files": {each.name: read(each, rate) for each in files}}
    text = json.dumps(answer, indent=1) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        pathlib.Path(out).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "read":
        sys.exit(__doc__)
    main(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None, float(sys.argv[4]) if len(sys.argv) > 4 else None)
