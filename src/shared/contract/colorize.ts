import { oc } from '@orpc/contract';
import { z } from 'zod';
import { FrameIndex } from '../model/frame.ts';
import { ChromaAb, Hint, ImagePoint } from '../model/hint.ts';
import { ClipId, HintId, KeyframeId, ReferenceId, SwatchId } from '../model/ids.ts';
import { PolygonShape } from '../model/mask.ts';

/** Names a plane in the cache by the hash of its inputs; the pixels are at {@link abPlaneUrl}. */
export const PlaneKey = z.string().min(1);

export const PaintedFrame = z.object({ key: PlaneKey, width: z.number().int(), height: z.number().int(), outOfGamut: z.number().int().min(0) });
export type PaintedFrame = z.infer<typeof PaintedFrame>;

/**
 * A suggested colour for a position: its chroma, its appearance at that position's lightness, and the network's weight for it, 0…1. `scene`: so many hints of
 * the scene have this colour, and are linked to this swatch.
 */
export const PaletteSuggestion = z.object({
  ab: ChromaAb, hex: z.string(), weight: z.number().min(0).max(1), scene: z.object({ hints: z.number().int().min(1), swatch: SwatchId.optional() }).optional(),
});
export type PaletteSuggestion = z.infer<typeof PaletteSuggestion>;

/** A brought model that can give the automatic colour: as a shot names it, its form in words, its licence (`not stated` where it is not). */
export const BroughtModel = z.object({ id: z.string(), version: z.string(), form: z.string(), licence: z.string() });
export type BroughtModel = z.infer<typeof BroughtModel>;

export const colorizeContract = {
  /** Brought models that are installed. A shot's `automatic` that is not among them is missing: its colour is kept, and nothing more can be painted with it. */
  automaticModels: oc.output(z.array(BroughtModel)),
  /** The keyframe coloured by its hints (or its still), computed or from the cache. */
  keyframe: oc.input(z.object({ keyframeId: KeyframeId })).output(PaintedFrame),
  /**
   * Any frame with hints that are not in the document: previews, and the automatic colour when there are none. A reference guides it as
   * it does a keyframe.
   */
  preview: oc.input(z.object({ clipId: ClipId, frame: FrameIndex, hints: z.array(Hint), referenceId: ReferenceId.optional() })).output(PaintedFrame),
  /** A keyframe as the present networks paint it, of a shot that keeps earlier ones: for comparison. Nothing is changed. @throws `project.notFound` */
  previewNetworks: oc.input(z.object({ keyframeId: KeyframeId })).output(PaintedFrame),
  /** Nine suggested colours for a position of a frame: first those that the scene uses already and that are probable at it, then the most probable. */
  suggest: oc.input(z.object({ clipId: ClipId, frame: FrameIndex, hints: z.array(Hint), at: ImagePoint })).output(z.array(PaletteSuggestion)),
  /**
   * The outline of what some hints of a keyframe lie on, as the network sees it, for a mask; `null` where it sees nothing. Hints of other colours
   * lie on other things. @throws `project.notFound`
   */
  maskFromHints: oc.input(z.object({ keyframeId: KeyframeId, hintIds: z.array(HintId).min(1) })).output(PolygonShape.nullable()),
};
