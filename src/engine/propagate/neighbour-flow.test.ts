import { afterAll, describe, expect, test } from 'vitest';
import { createFlowPropagator } from './flow-propagator.ts';
import { createNeighbourFlows, type NeighbourFlows } from './neighbour-flow.ts';
import { decodeFlow, encodeFlow, type FlowStore, withoutFlowStore } from './stored-flow.ts';
import { ofTraining, sixFrames } from './testing/six-frames.ts';

const flowPropagator = createFlowPropagator();
afterAll(() => { flowPropagator.dispose(); });

const lumaAt = (frame: number): Promise<(typeof sixFrames)[number] | undefined> => Promise.resolve(sixFrames[frame]);
const flowsWith = (store: FlowStore): NeighbourFlows => createNeighbourFlows({ flowPropagator, store, lumaAt, size: () => ofTraining.size });
const farthest = (a: Int16Array, b: Int16Array): number => a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);

/** A store of encoded flows, and what was asked of it. */
function byteFlows(): { readonly store: FlowStore; readonly bytes: Map<string, Uint8Array>; readonly puts: string[] } {
  const bytes = new Map<string, Uint8Array>();
  const puts: string[] = [];
  return {
    bytes, puts,
    store: {
      get: async (here, there) => {
        const found = bytes.get(`${here} ${there}`);
        return found === undefined ? undefined : decodeFlow(found);
      },
      put: async (here, there, flow) => {
        puts.push(`${here} ${there}`);
        bytes.set(`${here} ${there}`, await encodeFlow(flow));
      },
    },
  };
}

test('flow into the frame before and after is that of training, to one unit', async () => {
  const flows = flowsWith(withoutFlowStore);
  for (const [here, there] of [[1, 0], [0, 1], [5, 4], [3, 4]] as const) {
    const found = await flows.between(here, there, 'forward');
    const wanted = ofTraining.flow(here, there);
    expect(found.size).toEqual(wanted.size);
    expect(farthest(found.dx, wanted.dx)).toBeLessThanOrEqual(1);
    expect(farthest(found.dy, wanted.dy)).toBeLessThanOrEqual(1);
  }
  // The ground moves to the upper left, so a cell lies further right and down in the frame before.
  const { dx, dy } = await flows.between(1, 0, 'backward');
  expect([dx[3 * 24 + 18]! > 64, dy[3 * 24 + 18]! > 16]).toEqual([true, true]);
});

test('a stored flow is used as it is; one that is missing or of another size is found and stored once', async () => {
  const { store, bytes, puts } = byteFlows();
  const made = ofTraining.flow(5, 4);
  bytes.set('2 1', await encodeFlow(made));
  bytes.set('3 2', await encodeFlow({ size: { width: 2, height: 1 }, dx: Int16Array.of(1, -2), dy: Int16Array.of(3, -32767) }));
  const flows = flowsWith(store);
  expect(await flows.between(2, 1, 'forward')).toEqual(made);
  const [once, again] = await Promise.all([flows.between(3, 2, 'forward'), flows.between(3, 2, 'backward')]);
  expect(again).toBe(once);
  expect(await flows.between(3, 2, 'forward')).toBe(once);
  expect(puts).toEqual(['3 2']);
  expect(await flowsWith(store).between(3, 2, 'forward')).toEqual(once);
});

test('a frame that cannot be read, and one that is no neighbour, are refused', async () => {
  const flows = flowsWith(withoutFlowStore);
  await expect(flows.between(5, 6, 'forward')).rejects.toThrow('Frame 6 cannot be read.');
  expect(() => flows.between(1, 3, 'forward')).toThrow(RangeError);
});

describe('the bytes of a flow', () => {
  const { size, dx, dy } = ofTraining.flow(4, 3);

  test('give it back wherever they lie, and are fewer than its samples', async () => {
    const bytes = await encodeFlow({ size, dx, dy });
    expect(bytes.byteLength).toBeLessThan(dx.byteLength + dy.byteLength);
    const shifted = new Uint8Array(bytes.byteLength + 1);
    shifted.set(bytes, 1);
    expect(await decodeFlow(shifted.subarray(1))).toEqual({ size, dx, dy });
  });

  test('are refused when they are cut off, damaged, or of another size than they say', async () => {
    const bytes = await encodeFlow({ size, dx, dy });
    const saying = (width: number, height: number): Uint8Array => {
      const changed = bytes.slice();
      new DataView(changed.buffer).setUint32(0, width, true);
      new DataView(changed.buffer).setUint32(4, height, true);
      return changed;
    };
    const damaged = bytes.map((value, index) => (index < 8 ? value : 255 - value));
    for (const each of [bytes.subarray(0, 5), bytes.subarray(0, -20), damaged, saying(24, 15), saying(25, 16), saying(0, 16), saying(2 ** 31, 2 ** 31)]) await expect(decodeFlow(each)).rejects.toThrow(RangeError);
  });
});
