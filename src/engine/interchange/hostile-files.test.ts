import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { layOver } from './lay-over.ts';
import { readTimeline } from './read-timeline.ts';

const clip = sampleClip('film', 400);

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

test('XML entities are refused, also those that would grow without end', () => {
  const bomb = `<?xml version="1.0"?>\n<!DOCTYPE xmeml [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, at) => `<!ENTITY b${at} "${'&a;'.repeat(10)}">`).join('')}]>\n<xmeml><sequence><name>&b8;</name></sequence></xmeml>`;
  expect(refusal(bomb)).toBe('cuts defines XML entities, which edit lists do not use; it is not read.');
  expect(refusal('<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]><xmeml><sequence><name>&file;</name></sequence></xmeml>')).toContain('defines XML entities');
});

test('endlessly nested files are refused before they exhaust the stack', () => {
  expect(refusal(`${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}`)).toContain('levels deep');
  expect(refusal(`${'{"children":['.repeat(100_000)}${']}'.repeat(100_000)}`)).toContain('levels deep');
  expect(refusal('['.repeat(1_000_000))).toContain('levels deep');
});

test('a compound clip that contains itself is expanded a few times only', () => {
  const nested = '<spine><ref-clip name="again" ref="m" offset="0s" duration="10s"/><asset-clip name="a" ref="a" offset="10s" duration="1s"/></spine>';
  const file = `<fcpxml version="1.8"><resources><asset id="a" duration="9s"/><media id="m"><sequence>${nested}</sequence></media></resources><project name="p"><sequence>${nested}</sequence></project></fcpxml>`;
  expect(refusal(file)).toBeUndefined();
  const sequence = (inner: string): string => `<sequence id="s"><rate><timebase>25</timebase></rate><media><video><track><clipitem><name>x</name><start>0</start><end>9</end><in>0</in><out>9</out>${inner}</clipitem><clipitem><name>y</name><start>9</start><end>12</end><in>0</in><out>3</out><sequence id="s"/></clipitem></track></video></media></sequence>`;
  expect(refusal(`<xmeml version="4">${sequence('<sequence id="s"/>')}</xmeml>`)).toBeDefined();
});

test('files of other kinds are named in the refusal', () => {
  expect(refusal('<svg/>')).toContain('XML of another kind (“svg”)');
  expect(refusal('{"OTIO_SCHEMA": "Clip.2", "name": "x"}')).toContain('“Clip”, not a timeline');
  expect(refusal('{"a": 1}')).toContain('cuts is not as expected at OTIO_SCHEMA');
  expect(refusal('{"a": ')).toContain('not valid JSON');
  expect(refusal('<xmeml><sequence></xmeml>')).toContain('not well-formed XML');
  expect(refusal('<xmeml version="4"></xmeml>')).toContain('holds no sequence');
  expect(refusal('<xmeml version="4"><sequence><name>Empty</name></sequence></xmeml>')).toBe('“Empty” has no event with a picture.');
});

test('very long names are shortened in messages', () => {
  const long = 'x'.repeat(5000);
  const [noEvent, overlong] = [`TITLE: ${long}\n001  AX A     C        00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n`, `TITLE: cuts\n001  AX V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n* FROM CLIP NAME: ${long}\n`];
  const { remarks } = layOver(readTimeline(Buffer.from(overlong), { name: 'cuts' }), clip, { kind: 'frame', frame: 390 });
  expect(remarks.filter((remark) => remark.includes('xxx…”'))).not.toHaveLength(0);
  for (const remark of remarks) expect(remark.length).toBeLessThan(400);
  for (const file of [noEvent, `{"OTIO_SCHEMA": "${long}.1"}`, `<xmeml><a${long}></b${long}></xmeml>`, `<xmeml></${long}>`, `{"OTIO_SCHEMA": "Timeline.1", "tracks": {"${long}": 1}}`]) {
    const sentence = refusal(file);
    expect(sentence).toBeDefined();
    expect(sentence!.length).toBeLessThan(400);
  }
});

test('very long titles and names of events are shortened, and are one line', () => {
  expect(refusal('<xmeml version="4"><sequence><name>sc01\n  layer A</name></sequence></xmeml>')).toBe('“sc01 layer A” has no event with a picture.');
  const long = `A${' '.repeat(500)}B`;
  expect(refusal(`TITLE: ${long}\n001  AX       A     C        00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n`)).toBe('“A B” has no event with a picture.');
  const { name, events, remarks } = readTimeline(Buffer.from(`TITLE: ${'t'.repeat(5000)}\n001  AX       V     C        00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n* FROM CLIP NAME: ${'n'.repeat(5000)}\nM2   AX       048.0 00:00:00:00\n`), { name: 'cuts.edl', rate: { num: 24, den: 1 } });
  expect([name.length, events[0]!.name.length]).toEqual([200, 200]);
  for (const remark of remarks) expect(remark.length).toBeLessThanOrEqual(400);
});
