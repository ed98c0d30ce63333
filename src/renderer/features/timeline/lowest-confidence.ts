import type { ShotColour } from '../../../shared/contract/propagate.ts';

/** Frames per block whose lowest confidence is cached. */
export const BLOCK_FRAMES = 64;

/** Lowest confidence of each block of a shot's frames, `NaN` where none of them has colour. */
const blocks = new WeakMap<ShotColour, Float32Array>();

/**
 * Lowest confidence of the frames from `first` to before `until`, 0…1; `undefined` when none of them has colour. Whole blocks are looked
 * up: a feature film fitted to the window has hundreds of frames per pixel and is drawn again with every propagated frame.
 */
export function lowestConfidence(colour: ShotColour, first: number, until: number): number | undefined {
  const [from, to] = [Math.max(0, first - colour.range.first), Math.min(colour.frames.length, until - colour.range.first)];
  if (to - from < BLOCK_FRAMES) return lowestOf(colour, from, to);
  const mins = blocksOf(colour);
  let least: number | undefined;
  const take = (value: number | undefined): void => { if (value !== undefined && !Number.isNaN(value)) least = Math.min(least ?? 1, value); };
  const [firstBlock, lastBlock] = [Math.ceil(from / BLOCK_FRAMES), Math.floor(to / BLOCK_FRAMES)];
  take(lowestOf(colour, from, Math.min(to, firstBlock * BLOCK_FRAMES)));
  for (let block = firstBlock; block < lastBlock; block++) take(mins[block]);
  take(lowestOf(colour, Math.max(from, lastBlock * BLOCK_FRAMES), to));
  return least;
}

function lowestOf({ frames }: ShotColour, from: number, to: number): number | undefined {
  let least: number | undefined;
  for (let index = from; index < to; index++) {
    const each = frames[index]!;
    if (each.key !== null && !each.stale) least = Math.min(least ?? 1, each.confidence ?? 1);
  }
  return least;
}

function blocksOf(colour: ShotColour): Float32Array {
  const known = blocks.get(colour);
  if (known !== undefined) return known;
  const made = Float32Array.from({ length: Math.ceil(colour.frames.length / BLOCK_FRAMES) }, (_, block) => lowestOf(colour, block * BLOCK_FRAMES, Math.min(colour.frames.length, (block + 1) * BLOCK_FRAMES)) ?? Number.NaN);
  blocks.set(colour, made);
  return made;
}

/** Whether each block of a shot's frames contains a stale one. */
const staleBlocks = new WeakMap<ShotColour, readonly boolean[]>();

/** Whether a frame from `first` to before `until` shows earlier colour. */
export function hasStale(colour: ShotColour, first: number, until: number): boolean {
  const [from, to] = [Math.max(0, first - colour.range.first), Math.min(colour.frames.length, until - colour.range.first)];
  const known = staleBlocks.get(colour) ?? Array.from({ length: Math.ceil(colour.frames.length / BLOCK_FRAMES) }, (_, block) => colour.frames.slice(block * BLOCK_FRAMES, (block + 1) * BLOCK_FRAMES).some(({ stale }) => stale));
  staleBlocks.set(colour, known);
  for (let index = from; index < to;) {
    const isBlock = index % BLOCK_FRAMES === 0 && index + BLOCK_FRAMES <= to;
    if (isBlock ? known[index / BLOCK_FRAMES] === true : known[Math.floor(index / BLOCK_FRAMES)] === true && colour.frames[index]?.stale) return true;
    index += isBlock ? BLOCK_FRAMES : 1;
  }
  return false;
}
