import type { Logger } from 'pino';

/** Warnings that strangers can cause as often as they like, written at most once a minute for each kind. */
export interface LimitedLog {
  /** @param kind key by which messages are counted; a constant, never received data */
  warn(kind: string, fields: object): void;
}

const EVERY_MS = 60_000;

/** @param now a clock in ms */
export function createLimitedLog(log: Pick<Logger, 'warn'>, { everyMs = EVERY_MS, now = Date.now }: { readonly everyMs?: number; readonly now?: () => number } = {}): LimitedLog {
  const kinds = new Map<string, { writtenAtMs: number; leftOut: number }>();
  return {
    warn(kind, fields) {
      const at = now();
      const last = kinds.get(kind);
      if (last !== undefined && at - last.writtenAtMs < everyMs) {
        last.leftOut++;
        return;
      }
      kinds.set(kind, { writtenAtMs: at, leftOut: 0 });
      log.warn({ ...fields, ...(last === undefined || last.leftOut === 0 ? {} : { leftOutBefore: last.leftOut }) }, kind);
    },
  };
}
