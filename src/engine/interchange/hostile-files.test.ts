import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { sampleClip, sampleShots } from '../project/testing/sample-project.ts';
import { layOver } from './lay-over.ts';
import { readTimeline } from './read-timeline.ts';
import { timelineOfShots } from './timeline-of-shots.ts';
import { type TimelineFormat, writeTimeline } from './write-timeline.ts';

const FORMATS: readonly TimelineFormat[] = ['edl', 'otio', 'fcp7', 'fcpxml'];
const clip = sampleClip('film', 400);
const timeline = timelineOfShots(clip, sampleShots(clip, [0, 40, 90, 200, 310]), { name: 'Reel 1' });

/** The sentence that a file is refused with; `undefined` when it is read. Anything but an AppError fails the test. */
function refusal(bytes: Uint8Array | string): string | undefined {
  try {
    layOver(readTimeline(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { name: 'cuts' }), clip);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.message;
  }
}

/** A pseudo-random generator with a fixed seed (mulberry32), so that a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PIECES = ['999999999999999999', '-1', '0', '1/0s', '9e99', '<', '>', '&', '"', '\u0000', ';', ':', '{', '}', '[', ']', 'null', '\uFEFF', '\r', '🎞', '%s', '<!ENTITY a "b">', '<a>'.repeat(30), '1001/24000s', 'TRUE'];

function mutated(bytes: Buffer, random: (below: number) => number): Buffer {
  let changed = Buffer.from(bytes);
  for (let times = 1 + random(6); times > 0; times--) {
    const at = random(changed.length + 1);
    const length = random(4) === 0 ? random(400) : random(12);
    const kind = random(4);
    const piece = kind === 0 ? Buffer.alloc(0) : kind === 1 ? Buffer.from(PIECES[random(PIECES.length)]!) : kind === 2 ? changed.subarray(random(changed.length), random(changed.length)) : Buffer.from([random(256)]);
    changed = Buffer.concat([changed.subarray(0, at), piece, changed.subarray(Math.min(changed.length, at + (kind === 3 ? 1 : length)))]);
    if (changed.length === 0) return changed;
  }
  return changed;
}

for (const [index, format] of FORMATS.entries()) {
  test(`500 damaged ${format} files are read or refused with one sentence`, () => {
    const whole = Buffer.from(writeTimeline(timeline, format).text);
    const random = generator(1000 + index);
    let refused = 0;
    for (let number = 0; number < 500; number++) {
      const sentence = refusal(mutated(whole, random));
      if (sentence === undefined) continue;
      refused++;
      expect(sentence).toMatch(/^[^\n]{10,400}$/);
    }
    expect(refused).toBeGreaterThan(10);
  });
}

test('XML entities are refused, also those that would grow without end', () => {
  const bomb = `<?xml version="1.0"?>\n<!DOCTYPE xmeml [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, at) => `<!ENTITY b${at} "${'&a;'.repeat(10)}">`).join('')}]>\n<xmeml><sequence><name>&b8;</name></sequence></xmeml>`;
  expect(refusal(bomb)).toBe('cuts defines XML entities, which no edit list needs; it is not read.');
  expect(refusal('<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]><xmeml><sequence><name>&file;</name></sequence></xmeml>')).toContain('defines XML entities');
});

test('files that are nested without end are refused before they exhaust the stack', () => {
  expect(refusal(`${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}`)).toContain('levels deep');
  expect(refusal(`${'{"children":['.repeat(100_000)}${']}'.repeat(100_000)}`)).toContain('levels deep');
  expect(refusal('['.repeat(1_000_000))).toContain('levels deep');
});

test('a compound clip that holds itself is opened a few times and no more', () => {
  const nested = '<spine><ref-clip name="again" ref="m" offset="0s" duration="10s"/><asset-clip name="a" ref="a" offset="10s" duration="1s"/></spine>';
  const file = `<fcpxml version="1.8"><resources><asset id="a" duration="9s"/><media id="m"><sequence>${nested}</sequence></media></resources><project name="p"><sequence>${nested}</sequence></project></fcpxml>`;
  expect(refusal(file)).toBeUndefined();
  const sequence = (inner: string): string => `<sequence id="s"><rate><timebase>25</timebase></rate><media><video><track><clipitem><name>x</name><start>0</start><end>9</end><in>0</in><out>9</out>${inner}</clipitem><clipitem><name>y</name><start>9</start><end>12</end><in>0</in><out>3</out><sequence id="s"/></clipitem></track></video></media></sequence>`;
  expect(refusal(`<xmeml version="4">${sequence('<sequence id="s"/>')}</xmeml>`)).toBeDefined();
});

test('other files are named for what they are', () => {
  expect(refusal('<svg/>')).toContain('XML of another kind (“svg”)');
  expect(refusal('{"OTIO_SCHEMA": "Clip.2", "name": "x"}')).toContain('“Clip”, not a timeline');
  expect(refusal('{"a": 1}')).toContain('cuts is not as expected at OTIO_SCHEMA');
  expect(refusal('{"a": ')).toContain('not valid JSON');
  expect(refusal('<xmeml><sequence></xmeml>')).toContain('not well-formed XML');
  expect(refusal('<xmeml version="4"></xmeml>')).toContain('holds no sequence');
  expect(refusal('<xmeml version="4"><sequence><name>Empty</name></sequence></xmeml>')).toBe('“Empty” has no event with a picture.');
});
