import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Names an artefact: SHA-256 (hex) over its kind, its kind's version and its inputs. */
export const ArtefactKey = z.string().regex(/^[0-9a-f]{64}$/).brand('ArtefactKey');
export type ArtefactKey = z.infer<typeof ArtefactKey>;

/** The resource that limits how many artefacts of a kind are made at once. */
export type ArtefactLane = 'inference' | 'ffmpeg' | 'disk';

/** A kind of derived data. Its inputs are exactly the values that its bytes depend on. */
export interface ArtefactKind<Schema extends z.ZodType = z.ZodType> {
  readonly kind: string;
  /** To be raised when the maker gives other bytes for the same inputs, so that older artefacts are not found any more. */
  readonly version: number;
  readonly lane: ArtefactLane;
  readonly inputs: Schema;
}

/** Declares a kind. All of them are in `kinds.ts`. */
export function artefactKind<Schema extends z.ZodType>(kind: ArtefactKind<Schema>): ArtefactKind<Schema> {
  return Object.freeze({ ...kind });
}

/**
 * The key of the artefact that a kind makes from these inputs. Inputs are parsed by the kind's schema first, so what the schema leaves out
 * (the id of a hint) does not change the key; the order of an object's fields does not either.
 * @throws ZodError when the inputs are not the kind's
 */
export function artefactKey<Schema extends z.ZodType>(kind: ArtefactKind<Schema>, inputs: z.input<Schema>): ArtefactKey {
  const text = canonicalJson([kind.kind, kind.version, kind.inputs.parse(inputs)]);
  return createHash('sha256').update(text).digest('hex') as ArtefactKey;
}

/** `undefined` when the text is no key, so nothing outside the store can be named by one. */
export function parseArtefactKey(text: string): ArtefactKey | undefined {
  return ArtefactKey.safeParse(text).data;
}

/** JSON with sorted fields; fields that are `undefined` are left out. Written for speed: the keys of a film take ten thousands of these. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value);
  if (Array.isArray(value)) {
    let text = '[';
    for (let index = 0; index < value.length; index++) text += `${index === 0 ? '' : ','}${canonicalJson(value[index])}`;
    return `${text}]`;
  }
  if (value !== null && typeof value === 'object') {
    const fields = value as Readonly<Record<string, unknown>>;
    let text = '';
    for (const name of Object.keys(fields).sort()) {
      const field = fields[name];
      if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field)}`;
    }
    return `{${text}}`;
  }
  return value === undefined ? 'null' : JSON.stringify(value);
}
