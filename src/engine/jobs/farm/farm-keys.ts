import { FARM_PREFIX } from './farm-connection.ts';

const own = (...parts: readonly string[]): string => [FARM_PREFIX, 'farm', ...parts].join(':');

/** Keys in Redis besides BullMQ's own. Each is written again by its owner when it is lost. */
export const farmKeys = {
  /** Set of names. */
  workers: own('workers'),
  /** A worker's state as JSON; expires when it is silent. */
  worker: (name: string): string => own('worker', name),
  /** Name of the worker that processes a unit. BullMQ's lock is lost with Redis; this key is renewed with each heartbeat. */
  lease: (unit: string): string => own('lease', unit),
  /** Hash: worker → why it refused the unit. */
  refusals: (unit: string): string => own('refusals', unit),
  /** Why a worker has put the unit off; expires a while after it was tried again. */
  putOff: (unit: string): string => own('putOff', unit),
  /** Set of the senders that want a unit. */
  wanted: (unit: string): string => own('wanted', unit),
  /** Set while a unit in progress is no longer wanted. */
  cancelled: (unit: string): string => own('cancelled', unit),
  /** Random text, another with each request that a worker, or all that run, end when their units are done. */
  drain: (name = '*'): string => own('drain', name),
  /** Random text; another value means that Redis was emptied. */
  epoch: own('epoch'),
};
