import { expect, test } from 'vitest';
import { countingClient, type CountingClient } from '../../../test/support/copied-bytes.ts';
import { lumasOf, type TrueFrame } from '../../../test/support/real-clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { createPropagator } from './propagator.ts';
import type { SpanRequest } from './span-request.ts';
import { propagateAll } from './testing/propagate-all.ts';
import { left, right, shot, size } from './testing/rolling-ball.ts';
import { usePropagator } from './testing/use-propagator.ts';

// What crosses the border of the inference process in float32: lumas once, sources without their features, colour back.
const loaded = usePropagator('propagation-painter');
const LUMA = 4 * size.width * size.height;
const PLANE = LUMA / 16;

async function copied(request: Pick<SpanRequest, 'range' | 'left' | 'right'>, film = shot): Promise<ReturnType<CountingClient['take']>> {
  const counting = countingClient(loaded.inference);
  const propagator = createPropagator({ inference: counting.client, registry: loaded.registry, modelId: 'propagation-painter' });
  await propagateAll(propagator, { ...request, lumas: lumasOf(film) });
  propagator.dispose();
  return counting.take();
}

interface Expected {
  /** Frames that are painted, with the keyframes: their whole lumas are needed. */
  readonly encoded: number;
  readonly interpolated: number;
  readonly sources: { readonly ofPainted: number; readonly ofInterpolated: number };
  readonly frames: number;
}

function expected({ encoded, interpolated, sources: { ofPainted, ofInterpolated }, frames }: Expected): Awaited<ReturnType<typeof copied>> {
  const sources = ofPainted + ofInterpolated;
  return {
    to: {
      luma: encoded * LUMA + interpolated * PLANE,
      source_ab: sources * 2 * PLANE, source_confidence: sources * PLANE, source_place: sources * 2 * PLANE, source_evidence: sources * 3 * PLANE,
      source_time: sources * 4, source_is_key: ofPainted * 4,
    },
    from: { ab: frames * 2 * PLANE, confidence: frames * PLANE },
  };
}

test('beside one keyframe each luma crosses once, and features never', async () => {
  // 2 from the keyframe alone, 4 and 5 also from the frame made before, each from the keyframe once more, which is searched; 1 and 3 are interpolated.
  expect(await copied({ range: frameRange(1, 5), left })).toEqual(expected({ encoded: 1 + 3, interpolated: 2, sources: { ofPainted: 2 + 3 + 3, ofInterpolated: 2 * 2 }, frames: 5 }));
});

test('in a picture that hardly changes seven of eight frames are interpolated', async () => {
  const same = Array.from({ length: 10 }, (_, frame): TrueFrame => ({ plane: shot[0]!.plane, luma: { ...shot[0]!.luma, frame } }));
  // 8 from the keyframe, 9 also from 8, each from the keyframe once more.
  expect(await copied({ range: frameRange(1, 9), left }, same)).toEqual(expected({ encoded: 1 + 2, interpolated: 7, sources: { ofPainted: 2 + 3, ofInterpolated: 7 * 2 }, frames: 9 }));
});

test('between two keyframes as well, wherever a frame is in the pyramid', async () => {
  // 5 from 2 sources, 8 from 3; the rest is interpolated.
  expect(await copied({ range: frameRange(1, 10), left, right })).toEqual(expected({ encoded: 2 + 2, interpolated: 8, sources: { ofPainted: 2 + 3, ofInterpolated: 8 * 2 }, frames: 10 }));
});

test('where flow is lost, as on a patch that is new in every frame, a frame is painted from its neighbours instead of interpolated', async () => {
  const patched = shot.map(({ luma, plane }): TrueFrame => ({
    plane, luma: { ...luma, lightness: luma.lightness.map((lightness, index) => (index % size.width < 24 && index < 24 * size.width ? [20, 80, 40, 90, 10, 60][luma.frame % 6]! : lightness)) },
  }));
  expect(await copied({ range: frameRange(1, 5), left }, patched)).toEqual(expected({ encoded: 1 + 5, interpolated: 0, sources: { ofPainted: 2 + 2 + 3 + 2 + 3, ofInterpolated: 0 }, frames: 5 }));
});
