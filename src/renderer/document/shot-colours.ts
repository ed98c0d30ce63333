import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FrameColour, FrameDraft, ShotColour, SuggestedKeyframe } from '../../shared/contract/propagate.ts';
import type { ProjectDocument, Shot } from '../../shared/model/document.ts';
import type { ClipId, ShotId } from '../../shared/model/ids.ts';
import { formatPlaneMix, shotShare } from '../../shared/model/shot-mix.ts';
import type { WireClient } from '../host/wire.ts';
import { keyframeAt, keyframesOf, shotAt, shotsOf } from './project-mirror.ts';

/** Which frames of which shots have colour now. Shots without keyframes are not in it: they have none. */
export interface ShotColours {
  readonly shots: ReadonlyMap<ShotId, ShotColour>;
  /** The suggested keyframe of each shot that has colour and, somewhere, low confidence. */
  readonly suggestions: ReadonlyMap<ShotId, SuggestedKeyframe>;
  /** Drafts of single frames, by shot and frame: made for the present keyframes, shown while the window stands on the frame. */
  readonly drafts: ReadonlyMap<ShotId, ReadonlyMap<number, FrameDraft>>;
  /** The shot whose frames were reported last; `null` when no propagation runs. */
  readonly making: ShotId | null;
  /** Frames of that shot that are begun and not made yet. */
  readonly begun: ReadonlySet<number>;
}

export type ShotColoursStore = StoreApi<ShotColours>;

export function createShotColours(): ShotColoursStore {
  return createStore<ShotColours>(() => ({ shots: new Map(), suggestions: new Map(), drafts: new Map(), making: null, begun: new Set() }));
}

/** Colour of a frame with where it comes from. */
type SeenColour = FrameColour & { readonly draft: boolean };

/**
 * Colour of a frame. In a dissolve it is the colour of both shots, mixed as the picture is, unless the frame is a keyframe, which was
 * painted on the mixed picture. @param options.drafts whether a draft counts where there is no present colour
 */
export function colourOfFrame(colours: ShotColours, document: ProjectDocument, clipId: ClipId | null, frame: number, options: { readonly drafts?: boolean } = {}): SeenColour | undefined {
  const shot = shotAt(document, clipId, frame);
  if (shot === undefined) return undefined;
  const seen = (shotId: ShotId): SeenColour | undefined => seenAt(colours, shotId, frame, options.drafts === true);
  const own = seen(shot.id);
  const near = neighbours(document, shot);
  if (shotShare(shot, near, frame) === 1 || isKey(document, clipId, frame)) return own;
  const parts = near.flatMap((each) => {
    const status = seen(each.id);
    return status?.key === undefined || status.key === null ? [] : [{ key: status.key, weight: shotShare(each, near, frame), confidence: status.confidence, stale: status.stale, draft: status.draft }];
  });
  const sure = parts.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  return parts.length === 0 ? own : { key: formatPlaneMix(parts), confidence: sure.length === 0 ? null : Math.min(...sure), stale: parts.some(({ stale }) => stale), draft: parts.some(({ draft }) => draft) };
}

/** A shot with its neighbours. */
function neighbours(document: ProjectDocument, shot: Shot): readonly Shot[] {
  const ordered = shotsOf(document, shot.clipId);
  return ordered.slice(Math.max(0, ordered.indexOf(shot) - 1), ordered.indexOf(shot) + 2);
}

/**
 * What a keyframe colours whose picture is a mix of two shots: `alone` its frame only, where the shot has keyframes outside of its dissolves; `propagated` others, too, which then
 * get the colours of both shots. `undefined` for other frames.
 */
export function keyInDissolve(document: ProjectDocument, clipId: ClipId | null, frame: number): 'alone' | 'propagated' | undefined {
  const shot = shotAt(document, clipId, frame);
  if (shot === undefined || !isKey(document, clipId, frame)) return undefined;
  const near = neighbours(document, shot);
  if (shotShare(shot, near, frame) === 1) return undefined;
  return keyframesOf(document, shot.id).some((each) => isKey(document, clipId, each.frame) && shotShare(shot, near, each.frame) === 1) ? 'alone' : 'propagated';
}

/** A draft replaces earlier colour, because it is of the present keyframes. */
function seenAt({ shots, drafts }: ShotColours, shotId: ShotId, frame: number, withDrafts: boolean): SeenColour | undefined {
  const status = statusAt(shots.get(shotId), frame);
  const draft = withDrafts && !isMade(status) ? drafts.get(shotId)?.get(frame) : undefined;
  if (draft !== undefined) return { ...draft, stale: false, draft: true };
  return status === undefined ? undefined : { ...status, draft: false };
}

/** Whether a frame has colour under the present keyframes. */
function isMade(status: FrameColour | undefined): boolean {
  return status !== undefined && status.key !== null && !status.stale;
}

/** The shots of a frame (two in a dissolve) whose colour is known to be missing or stale, and of which there is no draft. */
export function shotsToDraft({ shots, drafts }: ShotColours, document: ProjectDocument, clipId: ClipId | null, frame: number): readonly Shot[] {
  const shot = shotAt(document, clipId, frame);
  if (shot === undefined || keyframeAt(document, clipId, frame) !== undefined) return [];
  const near = neighbours(document, shot);
  const mixed = shotShare(shot, near, frame) === 1 ? [shot] : near;
  return mixed.filter((each) => {
    const status = statusAt(shots.get(each.id), frame);
    return status !== undefined && !isMade(status) && drafts.get(each.id)?.has(frame) !== true;
  });
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
 * State of a shot: `empty` without a keyframe, `stale` while frames show colour of earlier hints, `partial` while other frames have no
 * colour, `lowConfidence` when a frame needs review.
 */
export type ShotState = 'empty' | 'stale' | 'partial' | 'lowConfidence' | 'coloured';

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
  if (colour === undefined) return { state: keys === 0 ? 'empty' : 'partial', coloured: 0, stale: 0, lowest: null, mean: null };
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
  const isWhole = coloured === range.last - range.first + 1;
  const state = stale > 0 ? 'stale' : !isWhole ? 'partial' : lowest !== null && lowest < LOW_CONFIDENCE ? 'lowConfidence' : 'coloured';
  return { state, coloured, stale, lowest, mean: counted === 0 ? null : sum / counted };
}

/** Takes propagated frames from the engine's events until the connection ends. */
export async function followFrames(store: ShotColoursStore, client: WireClient, options: { readonly onStale: (shotId: ShotId) => void }): Promise<void> {
  const events = await client.propagate.events();
  for await (const event of events) {
    if (event.kind === 'stale') options.onStale(event.shotId);
    else if (event.kind === 'begun') store.setState(({ making, begun }) => ({ making: event.shotId, begun: new Set(making === event.shotId ? [...begun, event.frame] : [event.frame]) }));
    else {
      store.setState(({ shots, making, begun: before }) => {
        const shot = shots.get(event.shotId);
        const index = shot === undefined ? -1 : event.frame - shot.range.first;
        if (shot === undefined || index < 0 || index >= shot.frames.length) return { shots };
        const begun = new Set(making === event.shotId ? before : []);
        begun.delete(event.frame);
        return { making: event.shotId, begun, shots: new Map(shots).set(event.shotId, { ...shot, frames: shot.frames.with(index, event.colour) }) };
      });
    }
  }
}
