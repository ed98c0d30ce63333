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

/** Decides with how many samples a picture is drawn while it moves, by what drawing has taken: all of them with a graphics processor, fewer where the processor draws. */
interface MotionScale {
  /** Call with each drawing at full size that has ended. @param pixels drawn @param ms until the graphics process had drawn them */
  drew(pixels: number, ms: number): void;
  /** The scale, at most 1, for a picture of `pixels` at full size. */
  scaleFor(pixels: number): number;
}

export function createMotionScale(): MotionScale {
  let costs: readonly number[] = [];
  return {
    drew(pixels, ms) {
      if (pixels > 0) costs = [...costs, ms / pixels].slice(-REMEMBERED);
    },
    scaleFor(pixels) {
      if (costs.length < LEAST) return 1;
      const fullMs = Math.min(...costs) * pixels;
      return SCALES.find((scale) => scale * scale * fullMs <= LONGEST_MS) ?? SCALES.at(-1)!;
    },
  };
}
