import type { Shot } from './document.ts';
import { type FrameRange, rangeIncludes, rangeLength } from './frame.ts';
import type { LayerShare, Layers } from './layer.ts';
import { maskOnFrame, type Masks } from './mask.ts';

/**
 * Share of a shot in a frame's picture: 1 outside dissolves, rising or falling linearly inside. @param shots of any clips, the shot's own
 * among them.
 */
export function shotShare(shot: Shot, shots: readonly Shot[], frame: number): number {
  const mix = (range: FrameRange): number => (frame - range.first + 1) / (rangeLength(range) + 1);
  if (shot.transitionIn.kind === 'dissolve' && rangeIncludes(shot.transitionIn.frames, frame)) return mix(shot.transitionIn.frames);
  const next = shots.find((each) => each.clipId === shot.clipId && each.range.first === shot.range.last + 1);
  if (next?.transitionIn.kind === 'dissolve' && rangeIncludes(next.transitionIn.frames, frame)) return 1 - mix(next.transitionIn.frames);
  return 1;
}

const NO_LAYERS: Layers = [];

/**
 * The layers over a frame: of the shot that contains it, or of both in a dissolve. Empty where no shot has any.
 * @param shots neighbouring shots of one clip, the frame's own among them
 */
export function layerShares(shots: readonly Shot[], frame: number): readonly LayerShare[] {
  if (shots.every(({ layers }) => layers === undefined)) return [];
  return shots.flatMap((shot) => {
    const covers = rangeIncludes(shot.range, frame) || isMixedIn(shot, shots, frame);
    return covers ? [{ layers: shot.layers ?? NO_LAYERS, weight: shotShare(shot, shots, frame), ...limits(shot, frame) }] : [];
  });
}

/** The masks that limit layers of a shot, as they are on a frame. */
export function limits({ layers = NO_LAYERS, masks = [] }: { readonly layers?: Layers | undefined; readonly masks?: Masks | undefined }, frame: number): Pick<LayerShare, 'masks'> {
  const found = masks.filter(({ id }) => layers.some(({ mask }) => mask === id)).map((mask) => maskOnFrame(mask, frame, masks));
  return found.length === 0 ? {} : { masks: found };
}

/** Whether a shot is seen in a dissolve's frame beyond its own range. */
function isMixedIn(shot: Shot, shots: readonly Shot[], frame: number): boolean {
  if (shot.transitionIn.kind === 'dissolve' && rangeIncludes(shot.transitionIn.frames, frame)) return true;
  const next = shots.find((each) => each.clipId === shot.clipId && each.range.first === shot.range.last + 1);
  return next?.transitionIn.kind === 'dissolve' && rangeIncludes(next.transitionIn.frames, frame);
}

/** One plane's share in a frame of a dissolve. */
export interface PlaneShare {
  readonly key: string;
  /** 0…1; the shares of a frame add to at most 1, and to less where a shot has no colour yet. */
  readonly weight: number;
}

const WEIGHT_DIGITS = 6;

/** Name of a mix of planes, like the key of a plane: equal names mean equal pixels. */
export function formatPlaneMix(shares: readonly PlaneShare[]): string {
  return shares.map(({ key, weight }) => `${key}*${weight.toFixed(WEIGHT_DIGITS)}`).join('+');
}

/** `undefined` when the text is not the name of a mix; the keys in it are checked by the cache. */
export function parsePlaneMix(text: string): readonly PlaneShare[] | undefined {
  const shares = text.split('+').map((part): PlaneShare | undefined => {
    const match = /^([^*]+)\*([01]\.\d{6})$/.exec(part);
    return match === null ? undefined : { key: match[1]!, weight: Number(match[2]) };
  });
  return shares.every((each) => each !== undefined) ? shares : undefined;
}
