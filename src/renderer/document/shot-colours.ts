import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FrameColour, ShotColour, SuggestedKeyframe } from '../../shared/contract/propagate.ts';
import type { ProjectDocument, Shot } from '../../shared/model/document.ts';
import type { ClipId, ShotId } from '../../shared/model/ids.ts';
import { formatPlaneMix, layerWeight } from '../../shared/model/shot-mix.ts';
import type { WireClient } from '../host/wire.ts';
import { keyframeAt, shotAt, shotsOf } from './project-mirror.ts';

/** Which frames of which shots have colour now. Shots without keyframes are not in it: they have none. */
export interface ShotColours {
  readonly shots: ReadonlyMap<ShotId, ShotColour>;
  /** The suggested keyframe of each shot that has colour and, somewhere, low confidence. */
  readonly suggestions: ReadonlyMap<ShotId, SuggestedKeyframe>;
  /** The shot whose frames were reported last; `null` when no propagation runs. */
  readonly making: ShotId | null;
}

export type ShotColoursStore = StoreApi<ShotColours>;

export function createShotColours(): ShotColoursStore {
  return createStore<ShotColours>(() => ({ shots: new Map(), suggestions: new Map(), making: null }));
}

/**
 * Colour of a frame. In a dissolve it is the colour of both shots, mixed as the picture is, unless the frame is a keyframe, which was
 * painted on the mixed picture.
 */
export function colourOfFrame({ shots }: ShotColours, document: ProjectDocument, clipId: ClipId | null, frame: number): FrameColour | undefined {
  const shot = shotAt(document, clipId, frame);
  if (shot === undefined) return undefined;
  const own = statusAt(shots.get(shot.id), frame);
  const near = neighbours(document, shot);
  if (layerWeight(shot, near, frame) === 1 || isKey(document, clipId, frame)) return own;
  const parts = near.flatMap((each) => {
    const status = statusAt(shots.get(each.id), frame);
    return status?.key === undefined || status.key === null ? [] : [{ key: status.key, weight: layerWeight(each, near, frame), confidence: status.confidence, stale: status.stale }];
  });
  const sure = parts.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  return parts.length === 0 ? own : { key: formatPlaneMix(parts), confidence: sure.length === 0 ? null : Math.min(...sure), stale: parts.some(({ stale }) => stale) };
}

/** A shot with its neighbours. */
function neighbours(document: ProjectDocument, shot: Shot): readonly Shot[] {
  const ordered = shotsOf(document, shot.clipId);
  return ordered.slice(Math.max(0, ordered.indexOf(shot) - 1), ordered.indexOf(shot) + 2);
}

/** Whether a frame is a keyframe that colour is propagated from although its picture is a mix of two shots. */
export function isKeyInDissolve(document: ProjectDocument, clipId: ClipId | null, frame: number): boolean {
  const shot = shotAt(document, clipId, frame);
  return shot !== undefined && isKey(document, clipId, frame) && layerWeight(shot, neighbours(document, shot), frame) < 1;
}

function statusAt(colour: ShotColour | undefined, frame: number): FrameColour | undefined {
  return colour?.frames[frame - colour.range.first];
}

function isKey(document: ProjectDocument, clipId: ClipId | null, frame: number): boolean {
  const keyframe = keyframeAt(document, clipId, frame);
  return keyframe !== undefined && keyframe.correction !== true;
}

/** Confidence below which a frame needs review. */
export const LOW_CONFIDENCE = 0.7;

/**
 * State of a shot: `empty` without a keyframe, `stale` while frames have no colour under the present keyframes, `lowConfidence` when a
 * frame needs review.
 */
export type ShotState = 'empty' | 'stale' | 'lowConfidence' | 'coloured';

export interface ShotStatus {
  readonly state: ShotState;
  /** Frames of the shot's own range that have colour under the present keyframes. */
  readonly coloured: number;
  /** Frames that show earlier colour. */
  readonly stale: number;
  /** Least and mean confidence of those frames; `null` when none is known. */
  readonly lowest: number | null;
  readonly mean: number | null;
}

const statuses = new WeakMap<ShotColour, { readonly shot: Shot; readonly status: ShotStatus }>();

/** State of a shot, cached by the colour that it is computed from: the bin reads it for up to 2,000 shots at every change. */
export function statusOf(colour: ShotColour | undefined, shot: Shot, keys: number): ShotStatus {
  if (colour === undefined) return { state: keys === 0 ? 'empty' : 'stale', coloured: 0, stale: 0, lowest: null, mean: null };
  const known = statuses.get(colour);
  if (known?.shot === shot) return known.status;
  const status = countStatus(colour, shot);
  statuses.set(colour, { shot, status });
  return status;
}

function countStatus(colour: ShotColour, { range }: Shot): ShotStatus {
  let coloured = 0;
  let stale = 0;
  let sum = 0;
  let counted = 0;
  let lowest: number | null = null;
  for (let frame = range.first as number; frame <= range.last; frame++) {
    const each = colour.frames[frame - colour.range.first];
    if (each?.key === undefined || each.key === null) continue;
    if (each.stale) {
      stale += 1;
      continue;
    }
    coloured += 1;
    if (each.confidence === null) continue;
    counted += 1;
    sum += each.confidence;
    if (lowest === null || each.confidence < lowest) lowest = each.confidence;
  }
  const whole = coloured === range.last - range.first + 1;
  return { state: !whole ? 'stale' : lowest !== null && lowest < LOW_CONFIDENCE ? 'lowConfidence' : 'coloured', coloured, stale, lowest, mean: counted === 0 ? null : sum / counted };
}

/** Takes propagated frames from the engine's events until the connection ends. */
export async function followFrames(store: ShotColoursStore, client: WireClient, options: { readonly onStale: (shotId: ShotId) => void }): Promise<void> {
  const events = await client.propagate.events();
  for await (const event of events) {
    if (event.kind === 'stale') options.onStale(event.shotId);
    else {
      store.setState(({ shots }) => {
        const shot = shots.get(event.shotId);
        const index = shot === undefined ? -1 : event.frame - shot.range.first;
        if (shot === undefined || index < 0 || index >= shot.frames.length) return { shots };
        return { making: event.shotId, shots: new Map(shots).set(event.shotId, { ...shot, frames: shot.frames.with(index, event.colour) }) };
      });
    }
  }
}
