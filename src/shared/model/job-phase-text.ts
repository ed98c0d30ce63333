import type { FarmStatus } from '../contract/farm.ts';
import { counted } from '../counted.ts';

const MAKE_ROOM = 'make room there, for example with “tintype farm clean”; they are tried again by themselves';

/** What a job of the phase `storeFull` says; it goes on by itself. */
export const STORE_FULL_TEXT = 'the farm’s shared folder is full, waiting for room';

/** What a job of the phase `reading` says. */
export const READING_TEXT = 'reading the film, to see that it is unchanged';

/** What a job of the phase `putOff` says beside its progress. */
export const PUT_OFF_TEXT = `units are put off, since workers cannot write to the farm’s shared folder: ${MAKE_ROOM}`;

/** The same of the whole farm; `undefined` where none is put off. */
export function putOffText({ putOff }: Pick<FarmStatus, 'putOff'>): string | undefined {
  if (putOff === undefined) return undefined;
  return `${counted(putOff.units, 'unit')} put off, since workers cannot write to the farm’s shared folder: ${MAKE_ROOM}. (${putOff.reason})`;
}
