import { labToHex } from '../../../shared/colour/srgb.ts';
import { effectiveAb, type Keyframe, type ProjectDocument, type Shot, type Swatch } from '../../../shared/model/document.ts';
import { groupOf } from '../../../shared/model/hint-group.ts';
import { isColourHint } from '../../../shared/model/hint-kinds.ts';
import type { ClipId, HintGroupId, MaskId } from '../../../shared/model/ids.ts';
import { type Mask, type MaskSpan, maskSpans } from '../../../shared/model/mask.ts';
import { keyframesOf, shotsOf } from '../../document/project-mirror.ts';

/** Hints of a group, or those of a shot in none, along the shot. */
export interface HintTrack {
  /** `undefined` for the hints in no group. */
  readonly groupId: HintGroupId | undefined;
  /** Of the group; empty for the hints in none. */
  readonly name: string;
  /** Colour of its line, `undefined` where no hint of it has one. */
  readonly hex: string | undefined;
  /** Its hints do not colour. */
  readonly isOff: boolean;
  /** Keyframes with hints of it, in order. */
  readonly frames: readonly number[];
}

/** A mask along its shot. */
export interface MaskTrack {
  readonly mask: Mask;
  readonly spans: readonly MaskSpan[];
}

/** Colours of lines are shown at this L, as in the list of hints. */
const LINE_LIGHTNESS = 60;
const hintTracksOf = new WeakMap<Shot, { readonly keyframes: readonly Keyframe[]; readonly swatches: readonly Swatch[]; readonly tracks: readonly HintTrack[] }>();
const maskTracksOf = new WeakMap<Shot, readonly MaskTrack[]>();

/** Tracks of a shot's groups in the order of its list, then of its hints in none. Kept until the shot, its keyframes or the swatches change. */
export function hintTracks(document: ProjectDocument, shot: Shot): readonly HintTrack[] {
  const keyframes = keyframesOf(document, shot.id);
  const known = hintTracksOf.get(shot);
  if (known !== undefined && known.swatches === document.swatches && known.keyframes.length === keyframes.length && known.keyframes.every((each, index) => each === keyframes[index])) return known.tracks;
  const tracks = makeHintTracks(shot, keyframes, document.swatches);
  hintTracksOf.set(shot, { keyframes, swatches: document.swatches, tracks });
  return tracks;
}

function makeHintTracks({ hintGroups = [] }: Shot, keyframes: readonly Keyframe[], swatches: readonly Swatch[]): readonly HintTrack[] {
  const found = new Map<HintGroupId | undefined, { frames: number[]; hex: string | undefined }>();
  const hexOf = (of: Parameters<typeof effectiveAb>[0]): string => labToHex(LINE_LIGHTNESS, ...effectiveAb(of, swatches));
  for (const { frame, hints } of keyframes) {
    for (const hint of hints) {
      const id = groupOf(hint, hintGroups)?.id;
      const track = found.get(id) ?? { frames: [], hex: undefined };
      found.set(id, track);
      if (track.frames.at(-1) !== frame) track.frames.push(frame);
      if (isColourHint(hint)) track.hex ??= hexOf(hint);
    }
  }
  const grouped = hintGroups.map((group): HintTrack => {
    const own = found.get(group.id);
    return { groupId: group.id, name: group.name, hex: group.ab === undefined ? own?.hex : hexOf({ ab: group.ab, ...(group.swatch === undefined ? {} : { swatch: group.swatch }) }), isOff: group.off === true, frames: own?.frames ?? [] };
  });
  const rest = found.get(undefined);
  return rest === undefined ? grouped : [...grouped, { groupId: undefined, name: '', hex: grouped.length === 0 ? rest.hex : undefined, isOff: false, frames: rest.frames }];
}

/** Tracks of a shot's masks, in the order of its list. */
export function maskTracks(shot: Shot, masks: readonly Mask[] = shot.masks ?? []): readonly MaskTrack[] {
  const known = maskTracksOf.get(shot);
  if (known !== undefined && known.length === masks.length && known.every(({ mask }, index) => mask === masks[index])) return known;
  const tracks = masks.map((mask) => ({ mask, spans: maskSpans(mask, shot.range) }));
  maskTracksOf.set(shot, tracks);
  return tracks;
}

const most = new WeakMap<ProjectDocument, Map<ClipId, { readonly hints: number; readonly masks: number }>>();

/** The greatest number of tracks that a shot of a clip has. */
export function mostTracks(document: ProjectDocument, clipId: ClipId): { readonly hints: number; readonly masks: number } {
  const byClip = most.get(document) ?? new Map<ClipId, { readonly hints: number; readonly masks: number }>();
  most.set(document, byClip);
  const known = byClip.get(clipId);
  if (known !== undefined) return known;
  let [hints, masks] = [0, 0];
  for (const shot of shotsOf(document, clipId)) {
    hints = Math.max(hints, hintTracks(document, shot).length);
    masks = Math.max(masks, shot.masks?.length ?? 0);
  }
  const counted = { hints, masks };
  byClip.set(clipId, counted);
  return counted;
}

/** A track of a lane: things of one name, in all shots in sight. */
interface LaneTrack<Id> {
  /** Empty for hints in no group. */
  readonly name: string;
  /** The first of the shots that has it, the one under the playhead before the others, and what it is there. */
  readonly shot: Shot;
  readonly id: Id;
}

interface LaneTracks {
  readonly hints: readonly LaneTrack<HintGroupId | undefined>[];
  readonly masks: readonly LaneTrack<MaskId>[];
}

/** Tracks of the lanes: those of the shot under the playhead in the order of its lists, then those that only other shots in sight have. */
export function laneTracks(document: ProjectDocument, { current, seen, masksOf }: { readonly current: Shot | undefined; readonly seen: readonly Shot[]; readonly masksOf: (shot: Shot) => readonly Mask[] }): LaneTracks {
  const hints = new Map<string, LaneTrack<HintGroupId | undefined>>();
  const masks = new Map<string, LaneTrack<MaskId>>();
  for (const shot of current === undefined ? seen : [current, ...seen]) {
    for (const { name, groupId } of hintTracks(document, shot)) if (!hints.has(name)) hints.set(name, { name, shot, id: groupId });
    for (const { name, id } of masksOf(shot)) if (!masks.has(name)) masks.set(name, { name, shot, id });
  }
  return { hints: [...hints.values()], masks: [...masks.values()] };
}

/** In which track of a lane things of a name lie. */
export function trackRows(tracks: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
  return new Map(tracks.map(({ name }, index) => [name, index]));
}
