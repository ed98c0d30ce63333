import { expect, test } from 'vitest';
import { ClipId, newId } from '../../shared/model/ids.ts';
import { isSameFrame, type ReadyFrame } from './shown-frames.ts';

const plane = { width: 1, height: 1, samples: new Int16Array(2) };
const frame: ReadyFrame = { clipId: newId(ClipId), frame: 4, luma: {} as ImageBitmap, plane, planeKey: 'a' };

test('a shown frame is unchanged until its picture, its colour or its confidence changes', () => {
  expect(isSameFrame(frame, { ...frame })).toBe(true);
  expect(isSameFrame(undefined, undefined)).toBe(true);
  expect(isSameFrame(frame, undefined)).toBe(false);
  const changes: readonly Partial<ReadyFrame>[] = [{ frame: 5 }, { luma: {} as ImageBitmap }, { plane: { ...plane } }, { plane: undefined, planeKey: undefined }, { planeKey: 'b' }, { confidence: { width: 1, height: 1, values: new Uint8Array(1) } }];
  for (const change of changes) expect(isSameFrame(frame, { ...frame, ...change })).toBe(false);
});
