import { basename } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import { listed } from './clip-remarks.ts';
import { throwIfAborted } from '../ffmpeg/spawn-tool.ts';
import { imagePath } from './image-sequence.ts';
import { isReadError } from './unreadable-parts.ts';
import { readImageHeader, type ImageHeader } from './image-header.ts';

type Sequence = Extract<Clip['source'], { kind: 'sequence' }>;

const EMPTY = 'is empty';
const UNREADABLE = 'cannot be read (disk error)';
/** Files read at a time. */
const AT_ONCE = 16;

/** An image of a sequence that is not like the first one. */
export interface OddImage {
  readonly index: number;
  readonly name: string;
  /** The problem, as words after the name. Images with the same problem share one remark. */
  readonly fault: string;
  /** ffmpeg takes a file that is empty, or cannot be opened or read, for the end of the sequence. */
  readonly endsReading?: boolean;
  /** Its disk does not give it, or not whole. */
  readonly isUnreadable?: boolean;
}

/** An image that its disk does not give. */
export function unreadableImage(path: string, index: number): OddImage {
  return { index, name: basename(path), fault: UNREADABLE, isUnreadable: true };
}

/** Reads the headers of all images of a sequence; reports those that are empty, truncated, of another format or of another size than the first. */
export async function checkImages(source: Sequence, count: number, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly OddImage[]> {
  const first = await readImageHeader(imagePath(source, 0));
  const odd: OddImage[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      throwIfAborted(options.signal);
      const path = imagePath(source, index);
      const found = await readImageHeader(path).then((header) => ({ fault: faultOf(header, first), endsReading: header.bytes === 0 }), (error: unknown) => (
        isReadError(error) ? { ...unreadableImage(path, index), endsReading: true } : { fault: 'cannot be read', endsReading: true }));
      const { fault } = found;
      if (fault !== undefined) odd.push({ index, name: basename(path), ...found, fault });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return odd.toSorted((a, b) => a.index - b.index);
}

function faultOf(header: ImageHeader, first: ImageHeader): string | undefined {
  if (header.bytes === 0) return EMPTY;
  if (header.format !== first.format) return header.format === undefined ? `is not ${withArticle(first.format ?? 'known')} image` : `is ${withArticle(header.format)} image, unlike the first one`;
  if (header.isCutOff) return 'is cut off';
  const { size } = header;
  if (size !== undefined && first.size !== undefined && (size.width !== first.size.width || size.height !== first.size.height)) {
    return `has ${size.width} × ${size.height} pixels where the first one has ${first.size.width} × ${first.size.height}`;
  }
  return undefined;
}

function withArticle(format: string): string {
  return /^(?:SGI|OpenEXR)/.test(format) ? `an ${format}` : `a ${format}`;
}

/** One sentence for each kind of fault, with the images it concerns by name. @param undecodable indices of images that a decode did not give. */
export function imageRemarks(source: Sequence, odd: readonly OddImage[], undecodable: readonly number[]): readonly string[] {
  const lost = new Set(undecodable);
  const faults = new Map<string, OddImage[]>();
  const told = new Set(odd.map(({ index }) => index));
  const all = [...odd, ...undecodable.filter((index) => !told.has(index)).map((index) => ({ index, name: basename(imagePath(source, index)), fault: 'cannot be decoded' }))];
  for (const image of all) faults.set(image.fault, [...(faults.get(image.fault) ?? []), image]);
  return Array.from(faults, ([fault, images]) => {
    const isOne = images.length === 1;
    const verb = isOne ? fault : fault.replace(/^is /, 'are ').replace(/^has /, 'have ').replace(/^are (an?) (.*) image/, 'are $2 images').replace(/^are not (an?) (.*) image/, 'are not $2 images');
    const standsIn = images.every(({ index }) => lost.has(index)) ? `; the image before ${isOne ? 'it' : 'each'} stands in` : '';
    return `${isOne ? 'Image' : 'Images'} ${listed(images.map(({ name }) => name))} ${verb}${standsIn}.`;
  });
}
