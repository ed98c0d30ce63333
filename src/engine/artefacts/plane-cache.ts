import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { type AbPlane, decodeAbPlane, encodeAbPlane } from '../../shared/model/ab-plane.ts';
import { encodeConfidencePlane } from '../../shared/model/confidence-plane.ts';

/** Where derived planes live: a *group* (one content key: a painted keyframe, or a propagated span) holds planes by frame. */
export interface PlaneKey {
  readonly group: string;
  readonly frame: number;
}

/** One plane of a group as its log tells. */
export interface CachedFrame {
  readonly frame: number;
  readonly confidence: number;
  /** Hints whose colour was brought into the gamut; only of planes painted from hints, and not in logs of earlier versions. */
  readonly outOfGamut?: number;
}

export function formatPlaneKey(key: PlaneKey): string {
  return `${key.group}.${key.frame}`;
}

/** `undefined` when the text is not a plane key (so nothing outside the cache can be named by one). */
export function parsePlaneKey(text: string): PlaneKey | undefined {
  const match = /^([0-9a-f]{32})\.(\d{1,9})$/.exec(text);
  return match === null ? undefined : { group: match[1]!, frame: Number(match[2]) };
}

/** The cache of ab planes and confidence maps, keyed by the hash of what they were made from. Any of it may be deleted at any time. */
export interface PlaneCache {
  put(key: PlaneKey, plane: AbPlane, told: { readonly mean: number; readonly map?: Uint8Array; readonly outOfGamut?: number }): Promise<void>;
  /** `undefined` when it is not there, or damaged (then it is made again). */
  plane(key: PlaneKey): Promise<AbPlane | undefined>;
  planeBytes(key: PlaneKey): Promise<Uint8Array | undefined>;
  /** A propagated frame's plane with its confidence map, 0…255 a sample; `undefined` when either is not there or damaged. */
  planeWithConfidence(key: PlaneKey): Promise<{ readonly plane: AbPlane; readonly confidence: Uint8Array } | undefined>;
  /** 8 bytes of size (as an ab plane's), then one byte a sample. */
  confidenceBytes(key: PlaneKey): Promise<Uint8Array | undefined>;
  /** What a group holds, by frame. */
  frames(group: string): Promise<ReadonlyMap<number, CachedFrame>>;
  removeGroup(group: string): Promise<void>;
}

/** Width and height before a confidence map's samples. */
const SIZE_BYTES = 8;

export function createPlaneCache(directory: string): PlaneCache {
  const groupDirectory = (group: string): string => join(directory, group.slice(0, 2), group);
  const planePath = (key: PlaneKey): string => join(groupDirectory(key.group), `${key.frame}.ab`);
  const mapPath = (key: PlaneKey): string => join(groupDirectory(key.group), `${key.frame}.confidence`);
  const logPath = (group: string): string => join(groupDirectory(group), 'frames.log');

  const planeAt = async (key: PlaneKey): Promise<AbPlane | undefined> => {
    const bytes = await readIfThere(planePath(key));
    if (bytes === undefined) return undefined;
    try {
      return decodeAbPlane(bytes);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };

  return {
    async put(key, plane, { mean, map, outOfGamut }) {
      try {
        await mkdir(groupDirectory(key.group), { recursive: true });
        await writeWhole(planePath(key), encodeAbPlane(plane));
        if (map !== undefined) await writeWhole(mapPath(key), encodeConfidencePlane({ ...plane, values: map }));
        // The line comes last: a frame counts as made only when its files are whole.
        await appendFile(logPath(key.group), `${key.frame} ${mean.toFixed(4)}${outOfGamut === undefined ? '' : ` ${outOfGamut}`}\n`);
      } catch (error) {
        throw cacheError(error, directory);
      }
    },
    plane: planeAt,
    async planeWithConfidence(key) {
      const plane = await planeAt(key);
      const map = plane === undefined ? undefined : await readIfThere(mapPath(key));
      return plane === undefined || map?.byteLength !== SIZE_BYTES + plane.width * plane.height ? undefined : { plane, confidence: map.subarray(SIZE_BYTES) };
    },
    planeBytes: (key) => readIfThere(planePath(key)),
    confidenceBytes: (key) => readIfThere(mapPath(key)),
    async frames(group) {
      const bytes = await readIfThere(logPath(group));
      const frames = new Map<number, CachedFrame>();
      for (const line of bytes === undefined ? [] : Buffer.from(bytes).toString('utf8').split('\n')) {
        const match = /^(\d+) (\d\.\d+)(?: (\d+))?$/.exec(line);
        if (match === null) continue;
        const [frame, confidence] = [Number(match[1]), Number(match[2])];
        frames.set(frame, match[3] === undefined ? { frame, confidence } : { frame, confidence, outOfGamut: Number(match[3]) });
      }
      return frames;
    },
    removeGroup: (group) => rm(groupDirectory(group), { recursive: true, force: true }),
  };
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, bytes);
  await rename(partial, path);
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function cacheError(error: unknown, directory: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC': case 'EDQUOT': return new AppError('disk.full', `The disk of the cache folder is full (${directory}).`, { cause: error });
    case 'EACCES': case 'EPERM': case 'EROFS': return new AppError('file.notWritable', `The cache folder cannot be written (${directory}).`, { cause: error });
    default: return error;
  }
}
