import { type ArtefactKey, artefactKey, frameReadingKind, spanReadingsKind } from '../../artefacts/index.ts';
import { decodeReading, encodeReading, type OpenReadings, type ReadingId } from '../../propagate/index.ts';
import type { Services } from '../services.ts';

export interface SpanOfReadings {
  /** Key of the span. */
  readonly group: ArtefactKey;
  /** Content of the clip's source, as named in keys. */
  readonly content: string;
  /** Version of the network. */
  readonly network: string;
  /** The keyframes (or corrected frames) at its ends, with the keys of their planes. */
  readonly keys: readonly { readonly frame: number; readonly key: ArtefactKey }[];
  /** What the keys of readings say of the scene memory. */
  readonly memory?: ArtefactKey[] | undefined;
  /** What the key of a reading says of the masks at which colour stops. @param from the frames that it is read from */
  readonly limits?: (frame: number, from: readonly number[]) => string | undefined;
  /** Called after each reading that was put; an error that it throws ends the run. */
  readonly kept: (key: ArtefactKey) => Promise<void>;
}

/** Owner under which a span's readings are pinned. */
export function readingsGroup(span: ArtefactKey): ArtefactKey {
  return artefactKey(spanReadingsKind, { span });
}

/** Readings in the artefact store, each keyed by exactly what it reads, so that equal readings are found whatever span they were made for. */
export function spanReadings({ store }: Pick<Services, 'store'>, { group, content, network, keys, memory, limits = () => undefined, kept }: SpanOfReadings): OpenReadings {
  const placed = new Map(keys.map((each) => [each.frame, each]));
  const found = readingsGroup(group);
  return (schedule) => {
    const keyOf = new Map<ReadingId, ArtefactKey>();
    // In this order each reading comes after those that it reads.
    for (const { id, frame, reads, flowFrom } of schedule.readings) {
      const inputs = reads.map((read) => ({ frame: read.frame, key: read.kind === 'key' ? placed.get(read.frame)!.key : keyOf.get(read.id)! }));
      keyOf.set(id, artefactKey(frameReadingKind, { clip: content, frame, reads: inputs, memory, limits: limits(frame, reads.map((read) => read.frame)), schedule: schedule.name, network, flow: inputs.filter((input) => flowFrom.includes(input.frame)) }));
    }
    return {
      has: ({ id }) => store.find(keyOf.get(id)!) !== undefined,
      async get({ id }) {
        const artefact = await store.get(keyOf.get(id)!);
        if (artefact === undefined) return undefined;
        try {
          return decodeReading(artefact.payload);
        } catch (error) {
          if (error instanceof RangeError) return undefined;
          throw error;
        }
      },
      async put({ id, frame }, reading) {
        const key = keyOf.get(id)!;
        await store.put(key, frameReadingKind.kind, { payload: encodeReading(reading), meta: { group: found, frame } });
        await kept(key);
      },
    };
  };
}
