import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { parseJsonInput } from '../errors/parse.ts';
import { Swatch } from './document.ts';
import { Hint } from './hint.ts';
import { HintGroups } from './hint-group.ts';
import { KeyframeId, ReferenceId } from './ids.ts';
import { Layers } from './layer.ts';
import { Masks } from './mask.ts';

/** Text of a clipping begins so. */
const BEGINS = /^\s*\{\s*"tintype"\s*:/;
/** Longer text is not read: ten thousand hints take about 3 MB. */
const MOST_LETTERS = 16 * 1024 * 1024;

/**
 * What was copied, as text for the clipboard of the system: hints of a keyframe or of a still, with all that they name, or swatches alone. `groups` are those
 * of the hints, `masks` those that limit the groups, each with its one shape on the frame that the hints were copied from; `swatches` are those that hints
 * and groups follow. `keyframe` is where the hints are in their own project.
 */
export const Clipping = z.object({
  tintype: z.literal('clipping'),
  version: z.literal(1),
  /** What the user calls it: `2 hints`, `Shot 03`. */
  name: z.string().max(200),
  hints: z.array(Hint).max(10_000).readonly().default([]),
  groups: HintGroups.default([]),
  masks: Masks.default([]),
  swatches: z.array(Swatch).max(2000).readonly().default([]),
  /** Of a still: the shot takes these instead of its own. */
  layers: Layers.optional(),
  keyframe: z.object({ id: KeyframeId, referenceId: ReferenceId.optional() }).optional(),
});
export type Clipping = z.infer<typeof Clipping>;

export function clippingText(clipping: Clipping): string {
  return JSON.stringify(clipping);
}

/**
 * The clipping in a text; `undefined` where the text is something else.
 * @throws AppError `input.malformed` in one sentence for a clipping that is damaged, or was made by a later version
 */
export function readClipping(text: string): Clipping | undefined {
  if (!BEGINS.test(text)) return undefined;
  if (text.length > MOST_LETTERS) throw new AppError('input.malformed', 'What was copied is too large to be pasted.', { details: `${text.length} letters` });
  return parseJsonInput(Clipping, text, 'What was copied');
}
