import type { Propagator } from '../propagator.ts';
import type { PropagatedFrame, SpanOptions, SpanRequest } from '../span-request.ts';
import type { Reading } from '../schedule.ts';
import { decodeReading, encodeReading, type OpenReadings } from '../stored-reading.ts';

/** The frames of a span, in the order in which they are made. */
export async function propagateAll(propagator: Propagator, request: SpanRequest, options: SpanOptions = {}): Promise<readonly PropagatedFrame[]> {
  const frames: PropagatedFrame[] = [];
  for await (const frame of propagator.propagateSpan(request, options)) frames.push(frame);
  return frames;
}

export interface ByteReadings {
  readonly open: OpenReadings;
  /** Encoded readings by their inputs. */
  readonly bytes: Map<string, Uint8Array>;
  /** Number of `put` calls for one reading. */
  readonly puts: () => number;
}

/** A store of encoded readings that outlives a run, like the one on disk. `beforePut` may throw, as a kill would. */
export function byteReadings(beforePut: (puts: number) => void = () => undefined): ByteReadings {
  const bytes = new Map<string, Uint8Array>();
  let puts = 0;
  const nameOf = (reading: Reading): string => JSON.stringify(reading);
  return {
    bytes, puts: () => puts,
    open: () => ({
      has: (reading) => bytes.has(nameOf(reading)),
      get: (reading) => {
        const found = bytes.get(nameOf(reading));
        return Promise.resolve(found === undefined ? undefined : decodeReading(found));
      },
      put: async (reading, stored) => {
        await Promise.resolve();
        beforePut(puts);
        puts += 1;
        bytes.set(nameOf(reading), encodeReading(stored));
      },
    }),
  };
}
