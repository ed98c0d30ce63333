import { expect, test } from 'vitest';
import type { FrameReader, KeptFeatures, MemoryFrame } from './frame-reader.ts';
import { RecentFrames } from './recent-frames.ts';

/** A frame as the way back understood it, of a picture of so many pixels. */
function made(frame: number, width: number, height: number): MemoryFrame {
  const tensor = (handle: number, channels: number, part: number) => ({ handle, dims: [1, channels, height / part, width / part] });
  const features: KeptFeatures = { generation: 0, coarse: tensor(3 * frame, 64, 16), fine: tensor(3 * frame + 1, 32, 4), context: tensor(3 * frame + 2, 24, 4) };
  return { frame, luma: { frame, width, height, lightness: new Float32Array(0) }, ab: new Float32Array(0), confidence: new Float32Array(0), features };
}

function keptOfWayBack(length: number, width: number, height: number): { readonly kept: readonly number[]; readonly notLetGoOf: number } {
  const held = new Set<number>();
  const reader: FrameReader = {
    read: () => Promise.reject(new Error('nothing is read here')),
    fuse: () => Promise.reject(new Error('nothing is fused here')),
    forget: (features) => { if (features !== undefined) held.delete(features.coarse.handle); },
  };
  const recent = new RecentFrames(reader);
  for (let frame = length; frame >= 1; frame--) {
    const each = made(frame, width, height);
    held.add(each.features!.coarse.handle);
    recent.add(each, { keepFeatures: true });
  }
  recent.clear({ keepFeatures: true });
  const kept: number[] = [];
  for (let frame = 1; frame <= length; frame++) {
    const features = recent.takeFeatures(frame);
    if (features === undefined) continue;
    kept.push(frame);
    reader.forget(features);
  }
  recent.close();
  return { kept, notLetGoOf: held.size };
}

test('the way forward begins with what the way back understood last, as much of it as fits whatever the size of the picture', () => {
  const usual = keptOfWayBack(90, 864, 480);
  expect(usual.kept).toEqual(Array.from({ length: 53 }, (_, index) => index + 1));
  expect(usual.notLetGoOf).toBe(0);
  const wide = keptOfWayBack(90, 1152, 480);
  expect(wide.kept).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(wide.notLetGoOf).toBe(0);
  expect(keptOfWayBack(20, 864, 480).kept).toHaveLength(20);
});
