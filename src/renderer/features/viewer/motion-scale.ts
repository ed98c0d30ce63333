/** Scales of a picture that moves, relative to the screen's samples. */
const SCALES = [1, 2 / 3, 1 / 2, 1 / 3] as const;
/** A drawing that takes longer keeps a picture that moves from looking smooth. */
const LONGEST_MS = 40;
/** Drawings that are looked back at: the quickest of them counts, since compiling and other work make single ones slow. */
const REMEMBERED = 3;
/** The first of all waits for its shaders. */
const LEAST = 2;
/** Time without motion after which the picture is drawn with all samples. */
export const REST_MS = 150;

/** What a picture costs depends on it: gray pixels are a matter of one sample. */
type PictureKind = 'gray' | 'coloured';

/** Decides with how many samples a picture is drawn while it moves, by what drawing one of its kind has taken: all of them with a graphics processor, fewer where the processor draws. */
interface MotionScale {
  /** Call with each drawing at full size that has ended. @param pixels drawn @param ms until the graphics process had drawn them */
  drew(kind: PictureKind, pixels: number, ms: number): void;
  /** The scale, at most 1, for a picture of `pixels` at full size. */
  scaleFor(kind: PictureKind, pixels: number): number;
}

export function createMotionScale(): MotionScale {
  const known: Record<PictureKind, readonly number[]> = { gray: [], coloured: [] };
  return {
    drew(kind, pixels, ms) {
      if (pixels > 0) known[kind] = [...known[kind], ms / pixels].slice(-REMEMBERED);
    },
    scaleFor(kind, pixels) {
      const costs = known[kind];
      if (costs.length < LEAST) return 1;
      const fullMs = Math.min(...costs) * pixels;
      return SCALES.find((scale) => scale * scale * fullMs <= LONGEST_MS) ?? SCALES.at(-1)!;
    },
  };
}
