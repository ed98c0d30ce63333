import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sharedData } from '../media/testing/sample-media.ts';
import { toNumber } from './rational.ts';
import { readTimeline } from './read-timeline.ts';
import type { Timeline } from './timeline.ts';

/** Files of other programs, read as OpenTimelineIO and its adapters read them (recorded by test/interchange/reference.py). */
const Time = z.tuple([z.number(), z.number()]).transform(([value, rate]) => value / rate);
const Reference = z.object({
  opentimelineio: z.string(),
  files: z.record(z.string(), z.object({ error: z.string().optional(), timelines: z.array(z.object({ name: z.string(), events: z.array(z.object({ name: z.string(), source: Time, duration: Time, record: Time })) })).optional() })),
});

const data = await sharedData();
const folder = data === undefined ? undefined : join(data, 'interchange');
const names = folder === undefined ? [] : (await readdir(folder).catch(() => [])).filter((name) => /\.(edl|otio|xml|fcpxml)$/.test(name));
if (names.length === 0) process.stderr.write('SKIPPED: real edit lists are not compared, because there is no shared/data/interchange here (TINTYPE_TEST_DATA names another place).\n');

const reference = Reference.parse(JSON.parse(await readFile(join(import.meta.dirname, '../../../test/interchange/reference.json'), 'utf8')));

/** Files that are read otherwise than by OpenTimelineIO, why, and what must be read instead: events, and record start and end in seconds. */
const DIFFERS: Readonly<Record<string, { readonly why: string; readonly events: number; readonly record: readonly [number, number] }>> = {
  'fcpx_clips.fcpxml': { why: 'it has no project; OpenTimelineIO answers clips without a timeline, here its compound clip is opened', events: 4, record: [0, 70] },
  'premiere_example.xml': { why: 'OpenTimelineIO leaves the nested sequence empty, here its two clips are events', events: 9, record: [13 / 30, 1246 / 30] },
  'screening_example.otio': { why: 'OpenTimelineIO 0.18.1 refuses a schema that is newer than itself (Marker.3)', events: 9, record: [86_243 / 24, 87_292 / 24] },
  'timecode_mismatch.edl': { why: 'source and record lengths differ; OpenTimelineIO moves what follows, here the record times are those of the list', events: 20, record: [0, 71.56] },
};

/** Rates that the person, or the film that a list is laid over, would say. */
const EDL_RATES: Readonly<Record<string, number>> = { '25fps.edl': 25, 'timecode_mismatch.edl': 25 };

async function read(name: string): Promise<Timeline> {
  return readTimeline(await readFile(join(folder!, name)), { name, rate: name.endsWith('.edl') ? { num: EDL_RATES[name] ?? 24, den: 1 } : undefined });
}

interface Fact {
  readonly name: string;
  readonly source: number;
  readonly duration: number;
  readonly record: number;
}

/** To a microsecond: OpenTimelineIO counts in floating point. */
function rounded(facts: readonly Fact[]): readonly Fact[] {
  const round = (value: number): number => Math.round(value * 1e6) / 1e6 + 0;
  return facts.map(({ name, source, duration, record }) => ({ name, source: round(source), duration: round(duration), record: round(record) })).toSorted((a, b) => a.record - b.record || a.name.localeCompare(b.name));
}

function factsOf(timeline: Timeline): readonly Fact[] {
  return timeline.events.map(({ name, source, record }) => ({ name, source: toNumber(source.start), duration: toNumber(record.duration), record: toNumber(record.start) }));
}

// Also a file without other tests has one.
test.skipIf(names.length === 0)('each file that is read otherwise is there', () => {
  expect(names).toEqual(expect.arrayContaining(Object.keys(DIFFERS)));
});

for (const name of names) {
  const differs = DIFFERS[name];
  if (differs === undefined) {
    test(`${name} is read as OpenTimelineIO reads it: events, source and record times`, async () => {
      const expected = reference.files[name]?.timelines?.[0];
      expect(expected, reference.files[name]?.error).toBeDefined();
      expect(rounded(factsOf(await read(name)))).toEqual(rounded(expected!.events));
    });
  } else {
    test(`${name} is read otherwise: ${differs.why}`, async () => {
      const timeline = await read(name);
      expect(timeline.events).toHaveLength(differs.events);
      const facts = factsOf(timeline);
      expect(Math.min(...facts.map((each) => each.record))).toBeCloseTo(differs.record[0], 6);
      expect(Math.max(...facts.map((each) => each.record + each.duration))).toBeCloseTo(differs.record[1], 6);
    });
  }
}
