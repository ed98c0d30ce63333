import { expect, test } from 'vitest';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { LumaWindow } from './luma-window.ts';
import { pyramidSchedule } from './pyramid-schedule.ts';

const size = { width: 16, height: 8 };
const lightnessOf = Float32Array.from({ length: 256 }, (_, code) => code / 2.55);

function lumaOf(frame: number, isCoded = true): WorkingLuma {
  const samples = Uint8Array.from({ length: 128 }, (_, index) => (index * 7 + frame * 13) % 256);
  return { frame, ...size, lightness: Float32Array.from(samples, (code) => lightnessOf[code]!), ...(isCoded ? { codes: { samples, lightnessOf } } : {}) };
}

/** A window over frames 1 … `last`, and what was read for it. */
function windowOf(last: number, options: { readonly isCoded?: boolean } = {}): { readonly window: LumaWindow; readonly begun: FrameRange[]; readonly read: number[] } {
  const begun: FrameRange[] = [];
  const read: number[] = [];
  async function* lumas(wanted: FrameRange): AsyncGenerator<WorkingLuma> {
    begun.push(wanted);
    for (let frame = wanted.first; frame <= wanted.last; frame++) {
      read.push(frame);
      yield await Promise.resolve(lumaOf(frame, options.isCoded));
    }
  }
  return { window: new LumaWindow(lumas, frameRange(1, last)), begun, read };
}

const frames = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

test('a span between two keyframes is decoded once: the search for cuts, tracks from both sides and the pyramid share what is read', async () => {
  const count = 150;
  const { window, begun, read } = windowOf(count);
  const schedule = pyramidSchedule({ range: frameRange(1, count), left: 0, right: count + 1, cuts: [] });
  for (const frame of frames(count)) await window.at(frame, 'forward');
  for (const frame of frames(count)) await window.at(frame, 'forward');
  for (const frame of frames(count).toReversed()) await window.at(frame, 'backward');
  for (const { frame } of schedule.frames) expect((await window.at(frame, 'around'))?.frame).toBe(frame);
  expect(begun).toHaveLength(1);
  expect(read).toEqual(frames(count));
});

test('a luma made again of its codes has the same bits', async () => {
  const { window, read } = windowOf(40);
  for (const frame of frames(40)) await window.at(frame, 'forward');
  for (const frame of [1, 17, 40]) expect((await window.at(frame, 'either'))?.lightness).toEqual(lumaOf(frame).lightness);
  expect(read).toHaveLength(40);
});

test('of a longer span the latest frames are held, and the others read again', async () => {
  const { window, read } = windowOf(300);
  for (const frame of frames(300)) await window.at(frame, 'forward');
  await window.at(300, 'backward');
  expect(read).toHaveLength(300);
  expect((await window.at(2, 'either'))?.lightness).toEqual(lumaOf(2).lightness);
  expect(read.slice(300)).toEqual([2]);
});

test('lumas without codes are held as they are', async () => {
  const { window, read } = windowOf(30, { isCoded: false });
  for (const frame of frames(30)) await window.at(frame, 'forward');
  expect(await window.at(3, 'around')).toEqual(lumaOf(3, false));
  expect(read).toHaveLength(30);
});
