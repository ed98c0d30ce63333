import { expect, test } from 'vitest';
import { frameRange } from '../../shared/model/frame.ts';
import { FeatureCache, featureUses } from './feature-cache.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { twoPassSchedule } from './schedule.ts';

/** Runs the backward pass of a span for a picture of this many pixels, and returns what is kept for the forward pass. */
function keptOfBackwardPass(length: number, width: number, height: number): { readonly kept: readonly number[]; readonly notReleased: number } {
  const held = new Set<number>();
  const forget = (encoded: EncodedFrame): void => {
    if (encoded.features !== undefined) held.delete(encoded.frame);
    encoded.features = undefined;
  };
  const cache = new FeatureCache({ forget, forgetContext: () => undefined }, () => Promise.reject(new Error('nothing is encoded here')));
  const tensor = (channels: number, part: number) => ({ handle: 0, dims: [1, channels, height / part, width / part] });
  const schedule = twoPassSchedule({ range: frameRange(1, length), left: 0, right: length + 1, cuts: [] });
  const uses = featureUses(schedule);
  for (const [index, { frame, reads, direction }] of schedule.readings.entries()) {
    if (direction === 'forward') break;
    for (const each of [frame, ...reads.flatMap((read) => (read.kind === 'reading' ? [read.frame] : []))]) {
      const encoded = cache.frame(each);
      encoded.features ??= { generation: 0, known: { coarse: tensor(64, 16), fine: tensor(32, 4) }, context: { context: tensor(24, 4) } };
      held.add(each);
    }
    cache.trim(uses, index);
  }
  const kept = [...cache.kept].sort((a, b) => a - b);
  cache.clear();
  return { kept, notReleased: held.size };
}

test('the forward pass starts with the last features of the backward pass, as many as fit for the picture\'s size', () => {
  const usual = keptOfBackwardPass(90, 864, 480);
  expect(usual.kept).toEqual(Array.from({ length: 53 }, (_, index) => index + 1));
  expect(usual.notReleased).toBe(0);
  const wide = keptOfBackwardPass(90, 1152, 480);
  expect(wide.kept).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(wide.notReleased).toBe(0);
  expect(keptOfBackwardPass(20, 864, 480).kept).toHaveLength(20);
});

test('after one keyframe only the features that the next frames read are kept', () => {
  const schedule = twoPassSchedule({ range: frameRange(1, 30), left: 0, right: undefined, cuts: [] });
  const { last, lastAsTarget } = featureUses(schedule);
  expect([last.get(0), last.get(10), lastAsTarget.get(10)]).toEqual([29, 17, 9]);
});
