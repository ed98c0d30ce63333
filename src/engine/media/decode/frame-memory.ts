import { LRUCache } from 'lru-cache';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { abortError, throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import { fileState } from '../probe/file-facts.ts';
import { imagePath } from '../probe/image-sequence.ts';
import { sourceName } from './frame-table-keeper.ts';
import type { RawFrame } from './raw-frame.ts';

/** Bytes of frames kept for one engine: 160 lumas of 854×480, or 32 of full HD, at 8 bits. */
const KEPT_BYTES = 64 * 2 ** 20;
/** A larger frame would push out too many others. */
const LARGEST_BYTES = KEPT_BYTES / 4;

/** A frame that is being decoded for those who wait for it. */
interface Decode {
  readonly frame: Promise<RawFrame>;
  readonly controller: AbortController;
  readers: number;
}

interface Memory {
  readonly kept: LRUCache<string, RawFrame>;
  readonly underWay: Map<string, Decode>;
}

const memories = new WeakMap<FfmpegTools, Memory>();

function memoryOf(tools: FfmpegTools): Memory {
  const known = memories.get(tools) ?? {
    kept: new LRUCache<string, RawFrame>({ maxSize: KEPT_BYTES, maxEntrySize: LARGEST_BYTES, sizeCalculation: ({ bytes }) => bytes.byteLength }), underWay: new Map<string, Decode>(),
  };
  memories.set(tools, known);
  return known;
}

interface FrameToRead {
  readonly clip: Clip;
  readonly tools: FfmpegTools;
  readonly frame: number;
  /** Filters and output options: all that the bytes depend on besides the clip. */
  readonly form: readonly string[];
}

/**
 * One frame: from memory, from a decode under way, or decoded now. Painting, drafts, thumbnails and the viewer read the same keyframe one after the
 * other, and starting ffmpeg takes a tenth of a second. A frame is known by the clip's content and by the state of its file, which is looked at
 * before each answer, so that what was read of a film before it changed is not given. The decode stops when all who wait for it have left.
 * @returns bytes of the reader's own @throws what `decode` throws; AbortError
 */
export async function rememberedFrame(wanted: FrameToRead, decode: (signal: AbortSignal) => Promise<RawFrame>, { signal, background }: { readonly signal?: AbortSignal | undefined; readonly background?: boolean | undefined }): Promise<RawFrame> {
  const { kept, underWay } = memoryOf(wanted.tools);
  const path = filePath(wanted);
  const state = path === undefined ? undefined : await fileState(path);
  throwIfAborted(signal);
  const name = nameOf(wanted, state);
  const found = kept.get(name);
  if (found !== undefined) return ownCopy(found);

  // A reader of normal priority does not wait for a decode of lower priority.
  const decodeName = `${background === true ? 'background ' : ''}${name}`;
  const begin = (): Decode => {
    const controller = new AbortController();
    const frame = decode(controller.signal).then(async (made) => {
      const isWhole = path !== undefined && state !== undefined && (wanted.clip.source.kind === 'file' || made.isStandIn !== true);
      if (isWhole && await fileState(path) === state) kept.set(name, made);
      return made;
    });
    const begun: Decode = { frame, controller, readers: 0 };
    underWay.set(decodeName, begun);
    const forget = (): void => { if (underWay.get(decodeName) === begun) underWay.delete(decodeName); };
    frame.then(forget, forget);
    return begun;
  };
  const joined = underWay.get(decodeName) ?? begin();
  joined.readers += 1;
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const leave = (): void => { reject(abortError()); };
  signal?.addEventListener('abort', leave, { once: true });
  try {
    return ownCopy(await Promise.race([joined.frame, gone]));
  } finally {
    signal?.removeEventListener('abort', leave);
    joined.readers -= 1;
    if (joined.readers === 0) {
      if (underWay.get(decodeName) === joined) underWay.delete(decodeName);
      joined.controller.abort();
    }
  }
}

/** The one file that the frame is decoded from; `undefined` where there are several: deinterlacing looks at the neighbours. */
function filePath({ clip, frame }: FrameToRead): string | undefined {
  if (clip.source.kind === 'file') return clip.source.path;
  return clip.deinterlace === true ? undefined : imagePath(clip.source, frame);
}

function nameOf({ clip, tools, frame, form }: FrameToRead, state: string | undefined): string {
  const { picture: { width, height }, deinterlace, videoStream } = clip;
  return JSON.stringify([sourceName(tools, clip), clipPath(clip), state, videoStream, deinterlace, width, height, frame, form]);
}

function ownCopy(frame: RawFrame): RawFrame {
  return { ...frame, bytes: frame.bytes.slice() };
}
