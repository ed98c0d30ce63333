import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ArtefactKey } from './artefact-kind.ts';

/** Facts about an artefact that the index stores. */
export const ArtefactMeta = z.object({
  /** A span's key for planes of its frames: what belongs together is listed and pinned together. */
  group: ArtefactKey.optional(),
  frame: z.number().int().min(0).optional(),
  /** Mean confidence of a plane, 0…1. */
  confidence: z.number().min(0).max(1).optional(),
  /** Hints whose colour was gamut-mapped. */
  outOfGamut: z.number().int().min(0).optional(),
});
export type ArtefactMeta = z.infer<typeof ArtefactMeta>;

/** An artefact as it is made. */
export interface MadeArtefact {
  readonly payload: Uint8Array;
  readonly meta?: ArtefactMeta;
}

/** An artefact as it is kept. */
export interface StoredArtefact {
  readonly key: ArtefactKey;
  readonly kind: string;
  readonly payload: Uint8Array;
  readonly meta: ArtefactMeta;
}

const ArtefactHeader = z.object({ key: ArtefactKey, kind: z.string().min(1), bytes: z.number().int().min(0), meta: ArtefactMeta });
type ArtefactHeader = z.infer<typeof ArtefactHeader>;

/*
 * magic (8) │ length of the header, Uint32 LE (4) │ header, JSON │ payload │ SHA-256 of everything before it (32)
 */
const MAGIC = Buffer.from('TINTART1', 'latin1');
const LENGTH_BYTES = 4;
const CHECKSUM_BYTES = 32;
const HEADER_START = MAGIC.byteLength + LENGTH_BYTES;
/** From the file's first byte to the payload: enough for any header; a greater length is damage. */
export const LONGEST_HEADER = 4096;

/** The parts of an artefact's file, in order, so that a large payload need not be copied. */
export function encodeArtefact({ key, kind, payload, meta }: StoredArtefact): readonly Uint8Array[] {
  const header = encodeHeader({ key, kind, payload, meta });
  if (HEADER_START + header.byteLength > LONGEST_HEADER) throw new RangeError(`The header of an artefact of the kind ${kind} is too long.`);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(header.byteLength);
  const parts = [MAGIC, length, header, payload];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return [...parts, hash.digest()];
}

function encodeHeader({ key, kind, payload, meta }: StoredArtefact): Buffer {
  return Buffer.from(JSON.stringify({ key, kind, bytes: payload.byteLength, meta } satisfies ArtefactHeader), 'utf8');
}

/** Length of the file that {@link encodeArtefact} gives. */
export function encodedBytes(artefact: StoredArtefact): number {
  return HEADER_START + encodeHeader(artefact).byteLength + artefact.payload.byteLength + CHECKSUM_BYTES;
}

/** `undefined` when the bytes are not a whole artefact of this key: cut off, damaged, or something else altogether. */
export function decodeArtefact(key: ArtefactKey, bytes: Uint8Array): StoredArtefact | undefined {
  const header = decodeHeader(bytes);
  if (header?.key !== key) return undefined;
  const end = header.start + header.bytes;
  if (bytes.byteLength !== end + CHECKSUM_BYTES) return undefined;
  const checksum = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!checksum.equals(bytes.subarray(end))) return undefined;
  return { key, kind: header.kind, payload: bytes.subarray(header.start, end), meta: header.meta };
}

/** The header alone, of a file's first bytes; its checksum is not looked at. */
export function decodeHeader(bytes: Uint8Array): (ArtefactHeader & { readonly start: number }) | undefined {
  if (bytes.byteLength < HEADER_START || !MAGIC.equals(bytes.subarray(0, MAGIC.byteLength))) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(MAGIC.byteLength, true);
  if (HEADER_START + length > LONGEST_HEADER || bytes.byteLength < HEADER_START + length) return undefined;
  try {
    const header = ArtefactHeader.safeParse(JSON.parse(Buffer.from(bytes.subarray(HEADER_START, HEADER_START + length)).toString('utf8')));
    return header.success ? { ...header.data, start: HEADER_START + length } : undefined;
  } catch {
    // Not JSON: not an artefact.
    return undefined;
  }
}

/** Length of the whole file that begins with this header. */
export function artefactBytes({ start, bytes }: { readonly start: number; readonly bytes: number }): number {
  return start + bytes + CHECKSUM_BYTES;
}
