import { expect, test } from 'vitest';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { createFlowPropagator } from './flow-propagator.ts';
import { motionOf } from './motion-of.ts';

const SIZE = { width: 192, height: 96 };
/** A pattern that moves by four pixels a frame to the right: a cell at ¼. */
const lumaAt = (frame: number): WorkingLuma => ({
  frame, ...SIZE,
  lightness: Float32Array.from({ length: SIZE.width * SIZE.height }, (_, index) => {
    const [x, y] = [(index % SIZE.width) - 4 * frame, Math.floor(index / SIZE.width)];
    return 50 + 20 * Math.sin(x / 9 + y / 13) + 15 * Math.cos(y / 7 - x / 17);
  }),
});

test('the motion of a frame is the sum of the steps, in cells; of one frame alone there is none', async () => {
  const flow = createFlowPropagator();
  try {
    const { width, height, dx, dy } = await motionOf(flow, [lumaAt(0), lumaAt(1), lumaAt(2)]);
    expect([width, height]).toEqual([48, 24]);
    const inner = Array.from(dx.keys()).filter((index) => index % width > 6 && index % width < width - 10);
    const middle = (plane: Float32Array): number => inner.map((index) => plane[index]!).toSorted((a, b) => a - b)[inner.length >> 1]!;
    expect(middle(dx)).toBeCloseTo(2, 0);
    expect(middle(dy)).toBeCloseTo(0, 0);
    const alone = await motionOf(flow, [lumaAt(0)]);
    expect([...alone.dx, ...alone.dy].every((value) => value === 0)).toBe(true);
  } finally {
    flow.dispose();
  }
});
