import { type FarmUnit, LAST_PRIORITY, type UnitProgress } from './farm-unit.ts';

export interface SendOptions {
  /** 1 is taken first; at most {@link LAST_PRIORITY}. Asked for again while the unit waits. */
  readonly priority: () => number;
  /** Whether it is to wait outside of the queue for now. Asked for with each check, and by `FarmQueue.checkHeld`. One that a worker has in hand is finished. */
  readonly isHeld?: () => boolean;
  readonly signal: AbortSignal;
  readonly progress: (progress: UnitProgress) => void;
  /** Called when workers put the unit off, since they cannot write to the farm's store, and with `false` when they can. */
  readonly putOff?: (isPutOff: boolean) => void;
  /**
   * Units that must be done before this one is taken, of which each may be waited for by one unit: a flow of BullMQ. They are sent with it, and are to be sent on their own as
   * well by whoever wants their results. Asked for again when Redis was emptied.
   */
  readonly after?: () => readonly FarmUnit[];
}

/** A call of `FarmQueue.send` that has not ended. */
export interface Asked extends SendOptions {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a sender knows of a unit that it wants. */
export interface SentUnit {
  readonly unit: FarmUnit;
  readonly after: () => readonly FarmUnit[];
  readonly asked: Set<Asked>;
  priority: number;
  /** Taken back from the queue, or left to another sender. */
  isOut: boolean;
  isPutOff: boolean;
  missingSince: number | undefined;
  /** Every live worker has refused it since. */
  refusedSince: number | undefined;
  /** It is put into the queue until then. */
  putting: Promise<void>;
}

export function newSentUnit(unit: FarmUnit, after: () => readonly FarmUnit[] = () => []): SentUnit {
  return { unit, after, asked: new Set(), priority: 0, isOut: false, isPutOff: false, missingSince: undefined, refusedSince: undefined, putting: Promise.resolve() };
}

/** That of whoever asks for it most urgently. */
export function priorityOf(asked: ReadonlySet<Asked>): number {
  return Math.max(1, Math.min(LAST_PRIORITY, ...[...asked].map(({ priority }) => Math.round(priority()))));
}
