import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTimelineFile } from '../../src/engine/interchange/index.ts';
import { secondsOf } from '../../src/engine/interchange/rational.ts';
import { type RunningServer, startServer } from '../../src/engine/server/index.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { newId, ShotId } from '../../src/shared/model/ids.ts';
import { ffmpeg, makeSmallClip, type SmallClip } from '../support/clips.ts';
import { casesOf, isLong } from '../support/long.ts';
import { createTestEngine } from '../support/test-engine.ts';
import { tintype } from '../support/tintype.ts';
import { connectWire, type WireClient } from '../support/wire-client.ts';

/** Edit lists in use, through the command line and the wire: a film of 24 frames from 01:00:00:00 whose cut lies at frame 12. */
let home: string;
let small: SmallClip;
const file = (name: string): string => join(home, name);
const LIST = [
  'TITLE: Reel 1', 'FCM: NON-DROP FRAME', '',
  '001  A001 V     C        01:00:00:00 01:00:00:08 01:00:00:00 01:00:00:08', '* FROM CLIP NAME: Harbour', '* LOC: 01:00:00:03 GREEN  Check the sail',
  '002  A001 V     C        01:00:00:08 01:00:00:08 01:00:00:08 01:00:00:08', '002  A001 V     D    004 01:00:00:08 01:00:01:00 01:00:00:08 01:00:01:00', '* FROM CLIP NAME: Harbour', '* TO CLIP NAME: Street', '',
].join('\r\n');

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-lists-'));
  small = makeSmallClip(home);
  await writeFile(file('cuts.edl'), LIST);
  await writeFile(file('keys.json'), JSON.stringify({ keyframes: [{ frame: 2, hints: [{ kind: 'point', at: [0.3, 0.4], ab: [40, 20] }] }] }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('shots --from takes the shots of a list; --out writes formats, and each reads back as the same shots', async () => {
  const from = await tintype(['shots', small.film, '--from', file('cuts.edl'), '--json'], { home });
  expect(from.stderr).toBe('');
  const shots = from.stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown);
  expect(shots).toEqual([
    { shot: 1, first: 0, last: 9, transitionIn: { kind: 'cut' }, name: 'Harbour' },
    { shot: 2, first: 10, last: 23, transitionIn: { kind: 'dissolve', frames: { first: 8, last: 11 } }, name: 'Street' },
  ]);
  for (const name of casesOf(['out.edl', 'out.fcpxml'], ['out.otio', 'out.xml'])) {
    expect(await tintype(['shots', small.film, '--from', file('cuts.edl'), '--out', file(name)], { home })).toMatchObject({ code: 0 });
    const again = await tintype(['shots', small.film, '--from', file(name), '--json'], { home });
    expect(again.stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown), name).toEqual(shots);
  }
  const refused = await tintype(['shots', small.film, '--from', file('cuts.edl'), '--out', file('out.edl')], { home });
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('exists already');
  expect((await tintype(['shots', small.film, '--out', small.film], { home })).stderr).toContain('does not say which edit list to write');
  expect((await tintype(['shots', small.film, '--from', file('cuts.edl'), '--out', file('cuts.edl'), '--overwrite'], { home })).stderr).toContain('is not written over');
});

test('shots --at places the list elsewhere; a list outside the film is refused', async () => {
  const at = await tintype(['shots', small.film, '--from', file('cuts.edl'), '--at', '4', '--json'], { home });
  expect(at.stdout.trim().split('\n').map((line) => { const { first, last, name } = JSON.parse(line) as { first: number; last: number; name: string }; return [first, last, name]; })).toEqual([[0, 3, 'Not in list 01'], [4, 13, 'Harbour'], [14, 23, 'Street']]);
  expect(at.stderr).toContain('Frames 0 to 3 are in no event of the list');
  const beyond = await tintype(['shots', small.film, '--from', file('cuts.edl'), '--at', '1000'], { home });
  expect(beyond.code).toBe(1);
  expect(beyond.stderr).toContain('No event of the list lies in “film”');
});

if (isLong) test('colorize --shots delivers the shots of the list', async () => {
  const done = await tintype(['colorize', small.film, '--keys', file('keys.json'), '--shots', file('cuts.edl'), '--per-shot', '--codec', 'ffv1', '--out', file('per-shot'), '--json'], { home });
  expect(done.code, done.stderr).toBe(0);
  const files = done.stdout.trim().split('\n').map((line) => JSON.parse(line) as { files: string[]; frames: number });
  expect(files.map(({ frames }) => frames)).toEqual([10, 14]);
});

test('deliver --timeline writes the delivered files as a timeline with their reel, timecode and addresses', async () => {
  const engine = await createTestEngine({ directories: { cache: file('cache'), data: file('data') } });
  const { app, jobs } = engine;
  const { openClip, importEditList } = await import('../../src/engine/app/index.ts');
  app.create(file('work.tintype'), { overwrite: false });
  const { clipId } = await openClip(app, jobs, small.film, { proxy: false, shots: false });
  await importEditList(app, { clipId, path: file('cuts.edl') });
  await engine.close();
  for (const name of ['out.otio', 'timeline.edl', 'timeline.xml', 'timeline.fcpxml']) await rm(file(name), { force: true });
  const done = await tintype(['deliver', file('work.tintype'), '--codec', 'ffv1', '--out', file('delivered'), '--timeline', file('out.otio'), '--json'], { home });
  expect(done.code, done.stderr).toBe(0);
  expect(done.stderr).toContain('1 dissolve is in the delivered pictures already');
  const timeline = await readTimelineFile(file('out.otio'));
  const delivered = done.stdout.trim().split('\n').flatMap((line) => (JSON.parse(line) as { files?: string[] }).files ?? []);
  expect(timeline.events.map((each) => [each.name, each.file, each.transitionIn.kind])).toEqual([['Harbour', `file://${delivered[0]!}`, 'cut'], ['Street', `file://${delivered[1]!}`, 'cut']]);
  // Frame 10 of a film from 01:00:00:00 at 23.976.
  expect(timeline.events[1]!.source.start).toEqual(timeline.events[1]!.record.start);
  expect(timeline.events[1]!.source.start).toEqual({ num: 8_649_641n, den: 2400n });
});

test('conform puts the events into a sequence and lists those without a clip; its shots have the handles, and the timeline of the delivered files has its events', async () => {
  const opened = await createTestEngine({ directories: { cache: file('cache'), data: file('data') } });
  const [, street] = opened.app.open(file('work.tintype')).document.shots;
  opened.app.apply({ kind: 'setShotFlag', shotIds: [street!.id], flag: 'red' });
  opened.app.apply({ kind: 'splitShot', shotId: street!.id, at: frameIndex(16), newShotId: newId(ShotId) });
  opened.app.apply({ kind: 'setShotFlag', shotIds: [street!.id], flag: 'blue' });
  await opened.close();
  await writeFile(file('conform.edl'), ['TITLE: Trailer', '001  film V C 01:00:00:12 01:00:00:20 10:00:00:00 10:00:00:08', '002  GONE V C 05:00:00:00 05:00:01:00 10:00:00:08 10:00:01:08', ''].join('\n'));
  const done = await tintype(['conform', file('work.tintype'), '--list', file('conform.edl'), '--handles', '3', '--make-shots', '--json'], { home });
  expect(done.code, done.stderr).toBe(0);
  // The event shows frames 9 to 22 with its handles: most of them were the second part's.
  expect(done.stderr).toContain('“Street” becomes a part of “film” and loses its blue flag.');
  expect(JSON.parse(done.stdout)).toMatchObject({ name: 'Trailer', found: 1, shots: 3, missing: [{ label: 'event 002', name: 'GONE', why: 'no clip of the project has its reel, file or name' }] });
  const engine = await createTestEngine({ directories: { cache: file('cache'), data: file('data') } });
  const { sequences: [sequence], shots } = engine.app.open(file('work.tintype')).document;
  expect(shots.map(({ name, range }) => [name, range.first, range.last])).toEqual([['Not in sequence 01', 0, 8], ['film', 9, 22], ['Not in sequence 02', 23, 23]]);
  expect(sequence).toMatchObject({ name: 'Trailer', events: [{ name: 'film', range: { first: 12, last: 19 }, handles: { before: 3, after: 3 } }, { name: 'GONE', reel: 'GONE' }] });
  await engine.close();
  const delivered = await tintype(['deliver', file('work.tintype'), '--shot', '2', '--codec', 'ffv1', '--out', file('conformed'), '--timeline', file('conformed.otio'), '--sequence', 'Trailer'], { home });
  expect(delivered.code, delivered.stderr).toBe(0);
  expect(delivered.stderr).toContain('“GONE” has no delivered file and was left out.');
  const { events } = await readTimelineFile(file('conformed.otio'));
  const at = (frames: number): unknown => secondsOf(frames, { num: 24_000, den: 1001 });
  expect(events).toMatchObject([{ name: 'film', source: { start: at(86_412), duration: at(8) }, available: { start: at(86_409), duration: at(14) }, record: { start: at(864_000) } }]);
  expect((await tintype(['deliver', file('work.tintype'), '--out', file('conformed'), '--timeline', file('other.otio'), '--sequence', 'Teaser'], { home })).stderr).toContain('The project has no sequence “Teaser”; it has “Trailer”.');
});

test('of a project with several clips the shots are listed with their clips, and delivered by them', async () => {
  ffmpeg('-i', small.film, '-vf', 'negate', '-c:v', 'ffv1', file('second.mkv'));
  const engine = await createTestEngine({ directories: { cache: file('cache'), data: file('data') } });
  const { app, jobs } = engine;
  const { openClip } = await import('../../src/engine/app/index.ts');
  app.create(file('several.tintype'), { overwrite: false });
  for (const path of [small.film, file('second.mkv')]) await openClip(app, jobs, path, { proxy: false, shots: false });
  await engine.close();
  expect((await tintype(['shots', file('several.tintype')], { home })).stdout).toMatch(/^1 film {4}1 {2}0-23 .*\n2 second {4}1 {2}0-23 /);
  const deliver = (...options: readonly string[]): ReturnType<typeof tintype> => tintype(['deliver', file('several.tintype'), '--codec', 'ffv1', '--out', file('several'), '--json', ...options], { home });
  expect((await deliver('--shot', '1')).stderr).toContain('The project has 2 clips: say with --clip which of them --shot means: 1 film, 2 second.');
  const done = await deliver('--clip', '2', '--shot', '1');
  expect(done.code, done.stderr).toBe(0);
  expect(await readdir(file('several'))).toEqual(['second-01.mkv']);
});

test('over the wire a list is previewed, imported as one step, undone, and exported', async () => {
  const engine = await createTestEngine({ directories: { cache: file('cache'), data: file('data') } });
  const server: RunningServer = await startServer(engine);
  const wire = await connectWire(server.signInUrl());
  try {
    const client: WireClient = wire.client;
    await client.project.create({ path: file('wire.tintype') });
    const { clipId } = await client.media.openClip({ path: small.film });
    const before = (await client.project.current())!;
    const preview = await client.interchange.preview({ clipId, path: file('cuts.edl') });
    expect(preview).toMatchObject({ name: 'Reel 1', events: 2, fitting: 2, placement: { kind: 'timecode' }, markers: 1, remarks: [] });
    expect((await client.project.current())!.document).toEqual(before.document);
    await client.interchange.import({ clipId, path: file('cuts.edl') });
    const after = (await client.project.current())!;
    expect(after.undoLabel).toBe('Import edit list');
    expect(after.document.shots.map(({ name, range }) => [name, range.first, range.last])).toEqual([['Harbour', 0, 9], ['Street', 10, 23]]);
    expect(after.document.notes).toMatchObject([{ frame: 3, text: 'Check the sail', colour: 'green' }]);
    const written = await client.interchange.export({ clipId, path: file('from-window.fcpxml') });
    expect(written).toMatchObject({ events: 2 });
    expect(await readFile(written.path, 'utf8')).toContain('<fcpxml version="1.8">');
    // The same list again changes nothing: shots keep their ids, markers are not doubled.
    await client.interchange.import({ clipId, path: file('cuts.edl') });
    expect((await client.project.current())!.document).toEqual(after.document);
    await client.project.undo();
    expect((await client.project.current())!.document.notes).toEqual([]);
    await writeFile(file('not-a-list.edl'), 'nothing to see');
    await expect(client.interchange.preview({ clipId, path: file('not-a-list.edl') })).rejects.toThrow('no edit list that can be read');
  } finally {
    wire.close();
    await server.close();
    await engine.close();
  }
});
