import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type TimelineFormat, timelineOfShots, writeTimeline } from '../../src/engine/interchange/index.ts';
import { sampleClip } from '../../src/engine/project/testing/sample-project.ts';
import { Shot } from '../../src/shared/model/document.ts';

/**
 * Lists that Tintype writes, read by OpenTimelineIO and its adapters. Needs a Python that has test/interchange/requirements.txt
 * (TINTYPE_OTIO_PYTHON, else `python3`). What it found is recorded in test/interchange/written.json (TINTYPE_RECORD=1 writes it anew).
 * Its FCPX reader (1.0.0) leaves transitions out, truncates times to frames in floating point, and rates to whole numbers: so one frame is
 * off at 25, and at 23.976 and 29.97 all times are. Names, number and order of the events are right there too.
 */
const SCRIPT = join(import.meta.dirname, '../interchange/reference.py');
const RECORD = join(import.meta.dirname, '../interchange/written.json');
const run = promisify(execFile);
const python = process.env['TINTYPE_OTIO_PYTHON'] ?? 'python3';
const hasOtio = await run(python, ['-c', 'import opentimelineio, otio_cmx3600_adapter, otio_fcp_adapter, otio_fcpx_xml_adapter']).then(() => true, () => false);
const folder = await mkdtemp(join(tmpdir(), 'tintype-lists-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const Time = z.tuple([z.number(), z.number()]).transform(([value, rate]) => value / rate);
const Answer = z.object({ files: z.record(z.string(), z.object({
  error: z.string().optional(),
  timelines: z.array(z.object({ events: z.array(z.object({ name: z.string(), source: Time, duration: Time, record: Time })), transitions: z.array(z.tuple([Time, Time])) })).optional(),
})) });

const RATES = { '23.976': [24_000, 1001, '01:00:00:00'], '25': [25, 1, '10:00:00:00'], '29.97 drop-frame': [30_000, 1001, '00:59:30;00'] } as const;
const EXTENSIONS: Readonly<Record<TimelineFormat, string>> = { edl: 'edl', otio: 'otio', fcp7: 'xml', fcpxml: 'fcpxml' };

function listOf([num, den, startTimecode]: readonly [number, number, string]): ReturnType<typeof timelineOfShots> {
  const lengths = Array.from({ length: 200 }, (_, index) => 24 + ((index * 37) % 78));
  const clip = { ...sampleClip('film', lengths.reduce((sum, each) => sum + each, 0)), rate: { num, den }, startTimecode, reelName: 'A001C003' };
  let first = 0;
  const shots = lengths.map((length, index) => {
    const at = first;
    first += length;
    return Shot.parse({ id: `shot-${index}`, clipId: clip.id, name: `Shot ${index + 1}`, range: { first: at, last: at + length - 1 }, transitionIn: index % 3 === 1 ? { kind: 'dissolve', frames: { first: at - 4, last: at + 3 } } : { kind: 'cut' } });
  });
  return timelineOfShots(clip, shots, { name: 'Reel 1' });
}

const recorded: Record<string, { readonly events: number; readonly transitions: number; readonly largestErrorSeconds: number }> = {};

for (const [name, settings] of Object.entries(RATES)) {
  test(`what is written at ${name} is read by OpenTimelineIO with the same events, source and record times`, async ({ skip }) => {
    if (!hasOtio) skip('SKIPPED: this Python has no OpenTimelineIO with its adapters; nothing reads the written lists (TINTYPE_OTIO_PYTHON names another).');
    const timeline = listOf(settings);
    const place = await mkdtemp(join(folder, 'rate-'));
    for (const [format, extension] of Object.entries(EXTENSIONS)) await writeFile(join(place, `list.${extension}`), writeTimeline(timeline, format as TimelineFormat, { size: { width: 1920, height: 1080 } }).text);
    // The CMX reader of OpenTimelineIO knows NTSC rates as decimals only.
    const { stdout } = await run(python, [SCRIPT, 'read', place, join(place, 'answer.json'), String(settings[0] / settings[1])]);
    expect(stdout).toBe('');
    const answer = Answer.parse(JSON.parse(await readFile(join(place, 'answer.json'), 'utf8')));
    for (const [format, extension] of Object.entries(EXTENSIONS)) {
      const { error, timelines } = answer.files[`list.${extension}`]!;
      expect(error, format).toBeUndefined();
      const { events, transitions } = timelines![0]!;
      // A CMX 3600 list begins an event where its dissolve begins.
      const lead = (index: number): number => { const mix = timeline.events[index]!.transitionIn; return format === 'edl' && mix.kind !== 'cut' ? Number(mix.before.num) / Number(mix.before.den) : 0; };
      expect(events.map((each) => each.name), format).toEqual(timeline.events.map((each) => each.name));
      const number = ({ num, den }: { readonly num: bigint; readonly den: bigint }): number => Number(num) / Number(den);
      const errors = events.flatMap((each, index) => {
        const wanted = timeline.events[index]!;
        return [each.source - (number(wanted.source.start) - lead(index)), each.record - (number(wanted.record.start) - lead(index))].map(Math.abs);
      });
      recorded[`${format} ${name}`] = { events: events.length, transitions: transitions.length, largestErrorSeconds: Number(Math.max(...errors).toFixed(6)) };
    }
    if (process.env['TINTYPE_RECORD'] !== undefined) await writeFile(RECORD, `${JSON.stringify(recorded, undefined, 1)}\n`);
    const before = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(RECORD, 'utf8')));
    for (const format of Object.keys(EXTENSIONS)) expect(recorded[`${format} ${name}`]).toEqual(before[`${format} ${name}`]);
  });
}
