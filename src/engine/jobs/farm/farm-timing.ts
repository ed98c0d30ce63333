/** Times of a farm, in milliseconds; all follow from how long a worker may be silent before its unit is taken back. */
export interface FarmTiming {
  /** BullMQ's lock of a unit, renewed by its worker at half of it. */
  readonly lockMs: number;
  /** Interval of a worker's heartbeat. */
  readonly beatMs: number;
  /** A worker without a heartbeat for so long counts as lost. */
  readonly leaseMs: number;
  /** Interval at which a sender checks its units. */
  readonly checkMs: number;
  /** A unit that cannot be made now (the store is full) is tried again after this. */
  readonly postponeMs: number;
  /** First pause between two tries of a unit that failed; doubles. */
  readonly backOffMs: number;
}

const DEFAULT_LOCK_MS = 30_000;

/** `TINTYPE_FARM_LOCK_MS` shortens them all, for tests. */
export function farmTiming(environment: Readonly<Record<string, string | undefined>> = process.env): FarmTiming {
  const asked = Number(environment['TINTYPE_FARM_LOCK_MS']);
  const lockMs = Number.isFinite(asked) && asked >= 500 ? asked : DEFAULT_LOCK_MS;
  return { lockMs, beatMs: lockMs / 15, leaseMs: lockMs / 2, checkMs: lockMs / 10, postponeMs: lockMs / 6, backOffMs: lockMs / 15 };
}
