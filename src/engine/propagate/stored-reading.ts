import { decodeAbPlane, encodeAbPlane } from '../../shared/model/ab-plane.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { padByReflection } from '../models/index.ts';
import { asFloats, type FrameColour, type StoredColour } from './frame-colour.ts';
import type { Reading, Schedule } from './schedule.ts';

/**
 * A stored reading. Later readings use `memory`, in an uninterrupted run as well as in a resumed one, so both give the same bits. It is
 * the network's reading alone: using the fusion with flow instead is 0.5 dB worse over whole clips.
 */
export interface StoredReading {
  readonly memory: StoredColour;
  /** Fused with the flow-warped colour; the same object as `memory` without flow. */
  readonly colour: StoredColour;
}

/**
 * Storage of the readings of one span, by their inputs. A lost or damaged one counts as missing and is made again.
 * @throws AppError `disk.full`, `file.notWritable` from `put`
 */
export interface ReadingStore {
  /** Whether a reading exists, without reading its bytes. */
  has(reading: Reading): boolean;
  get(reading: Reading): Promise<StoredReading | undefined>;
  put(reading: Reading, stored: StoredReading): Promise<void>;
}

/** Opens the store of a span's readings. Called again when a cut has changed the schedule; unchanged readings are found again. */
export type OpenReadings = (schedule: Schedule) => ReadingStore;

/** Readings in memory, for short spans that are not resumed. */
export function createMemoryReadings(): OpenReadings {
  const readings = new Map<string, StoredReading>();
  const nameOf = ({ id, reads, flowFrom }: Reading): string => JSON.stringify([id, reads, flowFrom]);
  return () => ({
    has: (reading) => readings.has(nameOf(reading)),
    get: (reading) => Promise.resolve(readings.get(nameOf(reading))),
    put: (reading, stored) => {
      readings.set(nameOf(reading), stored);
      return Promise.resolve();
    },
  });
}

/** A stored colour for the network: floats, padded by reflection. */
export function toMemory(stored: StoredColour, padded: Size): FrameColour {
  const { ab, confidence } = asFloats(stored);
  return { ab: padByReflection(ab, stored.plane, padded), confidence: padByReflection(confidence, stored.plane, padded) };
}

/** The encoded ab plane and the confidence of `memory`, then those of `colour` if it differs. */
export function encodeReading({ memory, colour }: StoredReading): Uint8Array {
  const parts = [memory, ...(colour === memory ? [] : [colour])].flatMap(({ plane, confidence }) => [encodeAbPlane(plane), confidence]);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

/** @throws RangeError when the bytes are not a complete reading */
export function decodeReading(bytes: Uint8Array): StoredReading {
  const memory = decodeColourAt(bytes, 0);
  if (memory.end === bytes.byteLength) return { memory: memory.colour, colour: memory.colour };
  const colour = decodeColourAt(bytes, memory.end);
  if (colour.end !== bytes.byteLength) throw new RangeError('The bytes go on behind a reading.');
  return { memory: memory.colour, colour: colour.colour };
}

const SIZE_BYTES = 8;

function decodeColourAt(bytes: Uint8Array, start: number): { readonly colour: StoredColour; readonly end: number } {
  if (bytes.byteLength < start + SIZE_BYTES) throw new RangeError('A reading begins with 8 bytes of size.');
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, SIZE_BYTES);
  const samples = view.getUint32(0, true) * view.getUint32(4, true);
  const planeEnd = start + SIZE_BYTES + 4 * samples;
  if (bytes.byteLength < planeEnd + samples) throw new RangeError('A reading is cut off.');
  return { colour: { plane: decodeAbPlane(bytes.subarray(start, planeEnd)), confidence: Uint8Array.from(bytes.subarray(planeEnd, planeEnd + samples)) }, end: planeEnd + samples };
}
