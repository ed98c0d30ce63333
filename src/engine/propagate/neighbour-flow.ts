import { LRUCache } from 'lru-cache';
import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { CellFlow } from './cell-flow.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import { type HalfLuma, halfLumaOf } from './flow-warp.ts';
import type { Reading } from './schedule.ts';
import type { FlowStore } from './stored-flow.ts';

/** Flow between neighbouring frames of a clip, at ¼ of the working size. */
export interface NeighbourFlows {
  /**
   * Of frame `here` into frame `there`, the one before or after it: the stored one, or found and stored. It depends on these two frames' lumas
   * alone. @param direction the order in which lumas are read, where they are needed
   * @throws AppError `media.truncated`, `inference.crashed`, errors of the store
   */
  between(here: number, there: number, direction: Reading['direction']): Promise<CellFlow>;
}

interface NeighbourFlowParts {
  readonly flowPropagator: Pick<FlowPropagator, 'between'>;
  readonly store: FlowStore;
  /** ¼ of the working size. A stored flow of another size counts as missing. */
  readonly size: () => Size;
  readonly lumaAt: (frame: number, direction: Reading['direction']) => Promise<WorkingLuma | undefined>;
}

/** Flows kept in memory, so that those about to be used again need not be loaded from the disk: 310 of them at 864×480. */
const KEPT_BYTES = 32 * 2 ** 20;

/** 0.1 MB each at 864×480. */
const HALVES_KEPT = 8;

export function createNeighbourFlows({ flowPropagator, store, size, lumaAt }: NeighbourFlowParts): NeighbourFlows {
  const kept = new LRUCache<string, CellFlow>({ maxSize: KEPT_BYTES, sizeCalculation: ({ dx, dy }) => dx.byteLength + dy.byteLength });
  const asked = new Map<string, Promise<CellFlow>>();

  /** A frame's flow is found into both of its neighbours, and theirs into it. */
  const halves = new LRUCache<number, HalfLuma>({ max: HALVES_KEPT });

  async function half(frame: number, direction: Reading['direction']): Promise<HalfLuma> {
    const known = halves.get(frame);
    if (known !== undefined) return known;
    const luma = await lumaAt(frame, direction);
    if (luma === undefined) throw new AppError('media.truncated', `Frame ${frame} cannot be read.`);
    const found = halfLumaOf(luma);
    halves.set(frame, found);
    return found;
  }

  async function made(here: number, there: number, direction: Reading['direction']): Promise<CellFlow> {
    const stored = await store.get(here, there);
    if (stored !== undefined && stored.size.width === size().width && stored.size.height === size().height) return stored;
    // In the order in which they come from the film.
    const isHereFirst = (here < there) === (direction !== 'backward');
    const first = await half(isHereFirst ? here : there, direction);
    const second = await half(isHereFirst ? there : here, direction);
    const flow = await flowPropagator.between(isHereFirst ? first : second, isHereFirst ? second : first);
    await store.put(here, there, flow);
    return flow;
  }

  return {
    between(here, there, direction) {
      if (Math.abs(here - there) !== 1) throw new RangeError(`Frames ${here} and ${there} are not neighbours.`);
      const name = `${here} ${there}`;
      const known = kept.get(name);
      if (known !== undefined) return Promise.resolve(known);
      const waiting = asked.get(name);
      if (waiting !== undefined) return waiting;
      const asking = made(here, there, direction).then((flow) => {
        kept.set(name, flow);
        return flow;
      }).finally(() => { asked.delete(name); });
      asked.set(name, asking);
      return asking;
    },
  };
}
