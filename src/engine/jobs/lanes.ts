import PQueue from 'p-queue';
import type { JobId } from '../../shared/model/ids.ts';
import type { Lane } from './job-kind.ts';

/** Jobs of a lane at once: the network fills the machine alone, ffmpeg shares it with one other, the disk takes a few; a farm takes a whole film. */
const DEFAULT_CONCURRENCY: Readonly<Record<Lane, number>> = { inference: 1, interactive: 2, ffmpeg: 2, disk: 4, farm: 10_000 };

/** Work that waits for room in a lane. */
interface WaitingWork {
  readonly id: JobId;
  /** Greater comes first; among equals the job's place decides. */
  readonly priority: number;
  /** Has its room until the promise ends. Never rejects. */
  readonly work: () => Promise<void>;
}

export interface Lanes {
  add(lane: Lane, waiting: WaitingWork): void;
  /** Takes back what has not begun. */
  remove(id: JobId): void;
  /** When nothing runs or waits. */
  idle(): Promise<void>;
}

/** @param placeOf the job's place among those that wait; it is asked for when there is room, so that jobs can be moved until then */
export function createLanes(concurrency: Partial<Readonly<Record<Lane, number>>>, placeOf: (id: JobId) => number): Lanes {
  const names: readonly Lane[] = ['inference', 'interactive', 'ffmpeg', 'disk', 'farm'];
  const rooms = new Map(names.map((name) => [name, { queue: new PQueue({ concurrency: concurrency[name] ?? DEFAULT_CONCURRENCY[name] }), waiting: new Set<WaitingWork>() }]));
  return {
    add(lane, each) {
      const { queue, waiting } = rooms.get(lane)!;
      waiting.add(each);
      // Room is taken for whichever is first when there is some; where one was taken back, nobody comes.
      void queue.add(async () => {
        const next = [...waiting].toSorted((a, b) => b.priority - a.priority || placeOf(a.id) - placeOf(b.id))[0];
        if (next === undefined) return;
        waiting.delete(next);
        await next.work();
      });
    },
    remove(id) {
      for (const { waiting } of rooms.values()) for (const each of waiting) if (each.id === id) waiting.delete(each);
    },
    async idle() {
      await Promise.all([...rooms.values()].map(({ queue }) => queue.onIdle()));
    },
  };
}
