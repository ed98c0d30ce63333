import { z } from 'zod';
import { hexToLab } from '../colour/srgb.ts';
import { AB_RANGE } from './ab-plane.ts';
import { HintGroupId, HintId, newId, SwatchId } from './ids.ts';

/** A position as fractions of the source image's width and height, 0…1 from the top left. */
export const ImagePoint = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).readonly();
export type ImagePoint = z.infer<typeof ImagePoint>;

/** A length as a fraction of the source image's width. */
const ImageFraction = z.number().positive().max(1);
type ImageFraction = z.infer<typeof ImageFraction>;

/** CIE Lab chroma (D65), −110…110 each. */
export const ChromaAb = z.tuple([z.number().min(-AB_RANGE).max(AB_RANGE), z.number().min(-AB_RANGE).max(AB_RANGE)]).readonly();
export type ChromaAb = z.infer<typeof ChromaAb>;

/** A chroma brought within what a hint can state: a swatch may have any. */
export function inChromaRange([a, b]: readonly [number, number]): ChromaAb {
  const within = (value: number): number => Math.max(-AB_RANGE, Math.min(AB_RANGE, value));
  return [within(a), within(b)];
}

const Path = z.array(ImagePoint).min(1).max(10_000).readonly();

/**
 * Weight and extent of a colour hint; all optional.
 * - `strength` 0…1: share of the hint's colour in the result; 1 by default.
 * - `reach` 0…4, a factor: 1 (the default) is as far as the network takes the colour, 0 nothing beyond the hint's own radius.
 * - `softEdge` 0…1: share of the radius, from the rim inwards, over which the weight falls to 0; {@link DEFAULT_SOFT_EDGE} by default.
 */
const influence = {
  strength: z.number().min(0).max(1).optional(),
  reach: z.number().min(0).max(4).optional(),
  softEdge: z.number().min(0).max(1).optional(),
};

/**
 * - `group`: the group of its shot that a hint belongs to. A name that its shot does not know means none.
 * - `made`: made by *Colour like* and not changed since, so that the next run on its frame replaces it.
 * - `locked`: it can be neither changed nor removed; `hidden`: its mark is not shown. Neither changes the colour.
 */
const belongsTo = { group: HintGroupId.optional(), made: z.literal('like').optional(), locked: z.literal(true).optional(), hidden: z.literal(true).optional() };

export const DEFAULT_SOFT_EDGE = 0.4;

/** Colour at one position. `at` is a fraction of the source image, so it is independent of zoom and proxies. */
export const PointHint = z.object({ kind: z.literal('point'), id: HintId, at: ImagePoint, radius: ImageFraction, ab: ChromaAb, swatch: SwatchId.optional(), ...influence, ...belongsTo });
/** Width factors of a stroke at each point of its path, from pen pressure. */
const Widths = z.array(z.number().positive().max(4)).max(10_000).readonly().optional();
const WIDTHS_MATCH = { message: 'a stroke has a width for each place of its path, or none' };
const hasWidthForEach = ({ path, widths }: { readonly path: readonly unknown[]; readonly widths?: readonly number[] | undefined }): boolean => widths === undefined || widths.length === path.length;

/** Colour along a path. Its radius is `radius`, times `widths` if present. */
export const StrokeHint = z.object({ kind: z.literal('stroke'), id: HintId, path: Path, radius: ImageFraction, widths: Widths, ab: ChromaAb, swatch: SwatchId.optional(), ...influence, ...belongsTo }).refine(hasWidthForEach, WIDTHS_MATCH);
/** A path that colour must not cross. */
export const BoundaryHint = z.object({ kind: z.literal('boundary'), id: HintId, path: Path, ...belongsTo });
/** Automatic colour here: the network decides, regardless of other hints nearby. */
export const AutoHint = z.object({ kind: z.literal('auto'), id: HintId, at: ImagePoint, radius: ImageFraction, ...belongsTo });

/** A hint of a keyframe, as in the document and on the wire. */
export const Hint = z.discriminatedUnion('kind', [PointHint, StrokeHint, BoundaryHint, AutoHint]);
export type Hint = z.infer<typeof Hint>;
export type PointHint = z.infer<typeof PointHint>;
export type StrokeHint = z.infer<typeof StrokeHint>;
export type BoundaryHint = z.infer<typeof BoundaryHint>;
export type AutoHint = z.infer<typeof AutoHint>;

/** Radius of a point hint when a file gives none, as a fraction of the width: 3 px of a 256-pixel image (Zhang's 6×6 patch). */
export const DEFAULT_HINT_RADIUS = 3 / 256;

const fileRadius = ImageFraction.default(DEFAULT_HINT_RADIUS);
const fileId = HintId.optional();
const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'a colour is written #rrggbb').optional();
const oneColour = { message: 'give either "colour" (#rrggbb) or "ab" ([a, b])' };
const givesOneColour = (value: { readonly colour?: string | undefined; readonly ab?: ChromaAb | undefined }): boolean => (value.colour === undefined) !== (value.ab === undefined);

/**
 * A hint as written in KEYS.json or HINTS.json: colour as `#rrggbb` or `ab`, id and radius optional. Parsing gives the same {@link Hint}
 * that the document holds; of a `#rrggbb` only the chroma counts, the lightness is the photograph's.
 */
export const HintInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('point'), id: fileId, at: ImagePoint, radius: fileRadius, colour, ab: ChromaAb.optional(), swatch: SwatchId.optional(), ...influence }).refine(givesOneColour, oneColour),
  z.strictObject({ kind: z.literal('stroke'), id: fileId, path: Path, radius: fileRadius, widths: Widths, colour, ab: ChromaAb.optional(), swatch: SwatchId.optional(), ...influence }).refine(givesOneColour, oneColour).refine(hasWidthForEach, WIDTHS_MATCH),
  z.strictObject({ kind: z.literal('boundary'), id: fileId, path: Path }),
  z.strictObject({ kind: z.literal('auto'), id: fileId, at: ImagePoint, radius: fileRadius }),
  // `keep`: files of the first edition.
  z.strictObject({ kind: z.literal('keep'), id: fileId, at: ImagePoint, radius: fileRadius }),
]).transform((input): Hint => {
  const id = input.id ?? newId(HintId);
  if (input.kind === 'boundary') return { ...input, id };
  if (input.kind === 'auto' || input.kind === 'keep') return { ...input, kind: 'auto', id };
  const { colour: hex, ab, swatch, ...rest } = input;
  return Hint.parse({ ...rest, id, ab: ab ?? chromaOfHex(hex ?? '#808080'), ...(swatch === undefined ? {} : { swatch }) });
});

function chromaOfHex(hex: string): ChromaAb {
  const [, a, b] = hexToLab(hex);
  return [a, b];
}

/** HINTS.json: a bare list, or an object with `hints`. */
export const HintsFile = z.union([z.array(HintInput), z.strictObject({ hints: z.array(HintInput) }).transform((file) => file.hints)]);

/**
 * KEYS.json. A keyframe is painted by hints, or given whole by an approved colour still whose chroma is used. With `correction` its hints
 * correct the colour propagated from the others instead. `memory` gives shots the colour of keyframes of other shots as scene memory; each shot is named by
 * a frame of it.
 */
export const KeysFile = z.strictObject({
  keyframes: z.array(z.union([
    z.strictObject({ frame: z.number().int().min(0), hints: z.array(HintInput), correction: z.literal(true).optional() }),
    z.strictObject({ frame: z.number().int().min(0), image: z.string().min(1), mask: z.string().min(1).optional() }),
  ])).min(1),
  memory: z.array(z.strictObject({ shots: z.array(z.number().int().min(0)).min(1), from: z.array(z.number().int().min(0)).min(1) })).optional(),
});
export type KeysFile = z.output<typeof KeysFile>;
