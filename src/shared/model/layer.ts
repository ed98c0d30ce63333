import { z } from 'zod';
import { LayerId, MaskId, newId, StillId } from './ids.ts';
import { MaskOnFrame } from './mask.ts';

/** Mean and standard deviation of a picture's a and b, in Lab units. */
export const ChromaStatistics = z.object({ mean: z.tuple([z.number(), z.number()]).readonly(), spread: z.tuple([z.number().min(0), z.number().min(0)]).readonly() });
export type ChromaStatistics = z.infer<typeof ChromaStatistics>;

/**
 * Moves the colours of a shot towards those of a still: their means and spreads, since the still shows another frame. `from` is measured
 * on a frame of the shot, `to` on the still, both when the still is chosen, so that the result depends on the document alone.
 */
export const StillMatch = z.object({ stillId: StillId, name: z.string(), amount: z.number().min(0).max(1), from: ChromaStatistics, to: ChromaStatistics });
export type StillMatch = z.infer<typeof StillMatch>;

/**
 * A change of a shot's chroma over its colour; the planes stay as they are. Within a layer: still, saturation, hue, warmth, roll-off, and
 * then opacity. Arithmetic: `layer-table.ts`.
 */
export const Layer = z.object({
  id: LayerId,
  name: z.string().min(1).max(80),
  on: z.boolean(),
  /** Share of the layer in the result. */
  opacity: z.number().min(0).max(1),
  /** Factor of chroma. */
  saturation: z.number().min(0).max(2),
  /** Degrees by which hues are turned, from +a towards +b. */
  hue: z.number().min(-180).max(180),
  /** Shift along the daylight colours, in Lab units; positive is warmer. */
  warmth: z.number().min(-30).max(30),
  /** Chroma falls to none from L* `below` down to black, and from L* `above` up to white. */
  rollOff: z.object({ below: z.number().min(0).max(50), above: z.number().min(50).max(100) }),
  still: StillMatch.optional(),
  /** A mask of the shot: the layer changes the picture by the mask's coverage. Without one it changes all of it. */
  mask: MaskId.optional(),
});
export type Layer = z.infer<typeof Layer>;

/** The layers of a shot, in the order in which they are applied. */
export const Layers = z.array(Layer).max(32).readonly();
export type Layers = z.infer<typeof Layers>;

/** Layers with the share of their shot in a frame: of one shot, or of two in a dissolve. `masks` are those that limit layers, as they are on the frame. */
export const LayerShare = z.object({ layers: Layers, weight: z.number().min(0).max(1), masks: z.array(MaskOnFrame).readonly().optional() });
export type LayerShare = z.infer<typeof LayerShare>;

/** Values that change nothing. */
export const NEUTRAL = { opacity: 1, saturation: 1, hue: 0, warmth: 0, rollOff: { below: 0, above: 100 } } as const satisfies Partial<Layer>;

/** A layer that changes nothing yet. */
export function neutralLayer(name: string): Layer {
  return { id: newId(LayerId), name, on: true, ...NEUTRAL };
}

/** Whether a layer has an effect. */
export function isEffective({ on, opacity, saturation, hue, warmth, rollOff, still }: Layer): boolean {
  if (!on || opacity === 0) return false;
  return saturation !== NEUTRAL.saturation || hue !== NEUTRAL.hue || warmth !== NEUTRAL.warmth
    || rollOff.below !== NEUTRAL.rollOff.below || rollOff.above !== NEUTRAL.rollOff.above || (still !== undefined && still.amount > 0);
}
