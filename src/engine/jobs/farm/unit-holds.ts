import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { farmKeys } from './farm-keys.ts';
import type { SentUnit } from './sent-unit.ts';

interface UnitHoldsOptions {
  readonly redis: Redis;
  readonly queue: Pick<Queue, 'remove'>;
  /** This sender, in the sets of those that want a unit. */
  readonly sender: string;
  /** Its units by id, as they are now. */
  readonly sent: ReadonlyMap<string, SentUnit>;
  /** Puts a unit into the queue. */
  readonly put: (each: SentUnit) => Promise<void>;
}

/** Units of a paused propagation wait outside of the queue, where no worker takes them. */
export interface UnitHolds {
  /** Takes out the units that everybody who asked for them holds now, and puts back those that are no longer held. */
  follow(): Promise<void>;
}

export function createUnitHolds({ redis, queue, sender, sent, put }: UnitHoldsOptions): UnitHolds {
  let following = Promise.resolve();

  /** Takes a unit back from the queue, unless a worker has it in hand. For another sender it stays. */
  async function takeOut(each: SentUnit): Promise<void> {
    const { id } = each.unit;
    await each.putting;
    await redis.srem(farmKeys.wanted(id), sender);
    each.isOut = await redis.scard(farmKeys.wanted(id)) > 0 || await queue.remove(id, { removeChildren: false }) === 1;
    if (each.isOut) each.missingSince = undefined;
    else if (sent.get(id) === each) await redis.sadd(farmKeys.wanted(id), sender);
  }

  async function takeOutOrPut(): Promise<void> {
    for (const each of [...sent.values()]) {
      const isHeld = [...each.asked].every((asked) => asked.isHeld?.() === true);
      if (isHeld === each.isOut) continue;
      if (isHeld) await takeOut(each);
      else {
        each.isOut = false;
        await put(each);
      }
    }
  }

  return {
    /** One after the other, so that what is taken out and what is put back keep their order. */
    follow() {
      const followed = following.then(takeOutOrPut);
      following = followed.catch(() => undefined); // told to whoever asked for it
      return followed;
    },
  };
}
