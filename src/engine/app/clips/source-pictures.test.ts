import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Clip } from '../../../shared/model/clip.ts';
import { ClipId, newId } from '../../../shared/model/ids.ts';
import { createSourcePictures, type SourcePictures } from './source-pictures.ts';

const clip = Clip.parse({
  id: newId(ClipId), source: { kind: 'file', path: '/films/a.mov' }, contentHash: 'f00d', name: 'a.mov', codec: 'h264', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 60, audioTracks: 0, durationSeconds: 2.5, remarks: [],
  picture: { width: 320, height: 240, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
});

/** A maker whose pictures are made when the test says so, by frame. */
function maker(): { readonly pictures: SourcePictures; readonly begun: string[]; readonly stopped: number[]; readonly finish: (frame: number) => Promise<void> } {
  const begun: string[] = [];
  const stopped: number[] = [];
  const ends = new Map<number, () => void>();
  const pictures = createSourcePictures((_clip, frame, { urgency, signal }) => new Promise((resolve, reject) => {
    begun.push(`${urgency} ${frame}`);
    ends.set(frame, () => { resolve(Uint8Array.of(frame)); });
    signal.addEventListener('abort', () => {
      stopped.push(frame);
      reject(signal.reason as Error);
    });
  }));
  return { pictures, begun, stopped, finish: async (frame) => { ends.get(frame)?.(); await setImmediate(); } };
}

test('pictures come in the order of their requests, and thumbnails do not delay them', async () => {
  const { pictures, begun, finish } = maker();
  const asked = [pictures.jpeg(clip, 40, { urgency: 'behind' }), pictures.jpeg(clip, 50, { urgency: 'behind' }), ...[0, 1, 2].map((frame) => pictures.jpeg(clip, frame, { urgency: 'now' }))];
  await setImmediate();
  expect(begun).toEqual(['behind 40', 'now 0', 'now 1']);
  await finish(0);
  await finish(40);
  expect(begun).toEqual(['behind 40', 'now 0', 'now 1', 'now 2', 'behind 50']);
  for (const frame of [1, 2, 50]) await finish(frame);
  expect((await Promise.all(asked)).map(([frame]) => frame)).toEqual([40, 50, 0, 1, 2]);
});

test('a frame requested by the viewer, a poster and a thumbnail is read once', async () => {
  const { pictures, begun, finish } = maker();
  const asked = [pictures.jpeg(clip, 7, { urgency: 'now' }), pictures.jpeg(clip, 7, { urgency: 'now' }), pictures.jpeg(clip, 7, { urgency: 'behind' })];
  await setImmediate();
  await finish(7);
  await Promise.all(asked);
  await pictures.jpeg(clip, 7, { urgency: 'behind' });
  expect(begun).toEqual(['now 7']);
});

test('a viewer request does not wait for a thumbnail that was started', async () => {
  const { pictures, begun, finish } = maker();
  const thumbnail = pictures.jpeg(clip, 7, { urgency: 'behind' });
  await setImmediate();
  const seen = pictures.jpeg(clip, 7, { urgency: 'now' });
  await setImmediate();
  expect(begun).toEqual(['behind 7', 'now 7']);
  await finish(7);
  expect(await seen).toEqual(Uint8Array.of(7));
  thumbnail.catch(() => undefined);
});

test('a queued thumbnail is not read again when the viewer has read its frame', async () => {
  const { pictures, begun, stopped, finish } = maker();
  const thumbnails = [30, 31].map((frame) => pictures.jpeg(clip, frame, { urgency: 'behind' }));
  const seen = [31, 30].map((frame) => pictures.jpeg(clip, frame, { urgency: 'now' }));
  await setImmediate();
  expect(begun).toEqual(['behind 30', 'now 31', 'now 30']);
  await finish(31);
  expect(await Promise.all([thumbnails[1], seen[0]])).toEqual([Uint8Array.of(31), Uint8Array.of(31)]);
  await finish(30);
  expect(await Promise.all([thumbnails[0], seen[1]])).toEqual([Uint8Array.of(30), Uint8Array.of(30)]);
  expect(begun).toEqual(['behind 30', 'now 31', 'now 30']);
  expect(stopped).toContain(30);
});

test('reading a picture stops when its last request is cancelled', async () => {
  const { pictures, begun, stopped } = maker();
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [first, second].map(({ signal }) => pictures.jpeg(clip, 3, { urgency: 'now', signal }));
  await setImmediate();
  first.abort();
  await expect(asked[0]).rejects.toMatchObject({ name: 'AbortError' });
  expect(stopped).toEqual([]);
  second.abort();
  await expect(asked[1]).rejects.toMatchObject({ name: 'AbortError' });
  expect(stopped).toEqual([3]);
  void pictures.jpeg(clip, 3, { urgency: 'now' }).catch(() => undefined);
  await setImmediate();
  expect(begun).toEqual(['now 3', 'now 3']);
});

test('a picture that failed is tried again by the next request', async () => {
  let tries = 0;
  const pictures = createSourcePictures(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve(Uint8Array.of(9));
  });
  await expect(pictures.jpeg(clip, 0, { urgency: 'now' })).rejects.toThrow('not yet');
  expect(await pictures.jpeg(clip, 0, { urgency: 'now' })).toEqual(Uint8Array.of(9));
});
