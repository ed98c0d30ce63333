import type { FarmStatus, WorkerState } from '../../../shared/contract/farm.ts';
import { counted } from '../../../shared/counted.ts';

const STATES = { idle: 'idle', working: 'working', resting: 'refuses units', waiting: 'waits for the store', draining: 'draining' } as const satisfies Record<WorkerState['state'], string>;

/** One line on the whole farm. */
export function farmText({ workers, isPaused, isDraining, counts }: FarmStatus): string {
  return [
    ...(isPaused ? ['paused'] : []), ...(isDraining ? ['draining'] : []),
    counted(workers.length, 'worker'), `${counts.waiting} waiting`, `${counts.active} running`,
    ...(counts.dependent === 0 ? [] : [`${counts.dependent} waiting for colour`]),
    ...(counts.delayed === 0 ? [] : [`${counts.delayed} put off`]), ...(counts.failed === 0 ? [] : [`${counts.failed} failed`]),
  ].join(' · ');
}

/** What a worker does now. */
export function stateText({ state }: Pick<WorkerState, 'state'>): string {
  return STATES[state];
}
