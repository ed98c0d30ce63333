import { expect, test } from 'vitest';
import { frameIndex, frameRange } from '../../shared/model/frame.ts';
import { trackedWords } from './track-mask-commands.ts';

test('it is told how far a mask was tracked and where it was lost, in frames of the shot', () => {
  expect(trackedWords({ reached: frameRange(20, 60), lost: [] }, 20)).toBe('Tracked from frame 1 to 41.');
  expect(trackedWords({ reached: frameRange(22, 59), lost: [frameIndex(60), frameIndex(21)] }, 20)).toBe('Tracked from frame 3 to 40; lost at frame 2 and at frame 41. Set the shape there and track on.');
  expect(trackedWords({ reached: frameRange(30, 30), lost: [frameIndex(31)] }, 20)).toBe('The mask cannot be tracked from here: lost at frame 12.');
  expect(trackedWords({ reached: frameRange(30, 30), lost: [] }, 30)).toBe('There is no other frame to track the mask to.');
});
