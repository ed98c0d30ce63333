import { z } from 'zod';
import { Acceptance } from './acceptance.ts';
import { ShotApproval } from './approval.ts';
import { Clip, ClipCoding } from './clip.ts';
import { FrameIndex, FrameRange, Rate } from './frame.ts';
import { type ChromaAb, Hint } from './hint.ts';
import { HintGroup, HintGroups } from './hint-group.ts';
import { AcceptanceId, ClipId, HintGroupId, HintId, KeyframeId, LayerId, MaskId, NoteId, ReferenceId, SceneId, SequenceId, ShotId, StillId, SwatchId, VersionId } from './ids.ts';
import { Layer, Layers, LayerShare } from './layer.ts';
import { Mask, MaskKey, MaskPart, Masks } from './mask.ts';
import { Sequence } from './sequence.ts';

/** How a shot begins. A dissolve gives the frames in which the previous shot and this one are mixed; the shot boundary lies inside them. */
export const ShotTransition = z.discriminatedUnion('kind', [z.object({ kind: z.literal('cut') }), z.object({ kind: z.literal('dissolve'), frames: FrameRange })]);
export type ShotTransition = z.infer<typeof ShotTransition>;

/** A network that colour was made with: its id and the version in its manifest. */
export const NetworkVersion = z.object({ id: z.string().min(1), version: z.string().min(1) });
export type NetworkVersion = z.infer<typeof NetworkVersion>;

/** The networks that a shot's colour was made with. */
export const ShotNetworks = z.object({ colorize: NetworkVersion, propagate: NetworkVersion });
export type ShotNetworks = z.infer<typeof ShotNetworks>;

/** A model added by the user that gives the automatic colour. Its version contains a hash of its file, so that colour made with it is found while it is not installed. */
export const AutomaticModel = NetworkVersion;
export type AutomaticModel = NetworkVersion;

/** How colourful automatic colour is: 0 the mean of all that is plausible, 1 nearly the most plausible alone. {@link DEFAULT_VIVIDNESS} where none is set. */
export const Vividness = z.number().min(0).max(1);
export const DEFAULT_VIVIDNESS = 0.5;

/** Status set by the user. Without it a shot counts as not started or in progress, depending on whether it has keyframes. */
export const ReviewStatus = z.enum(['review', 'approved']);
export type ReviewStatus = z.infer<typeof ReviewStatus>;

/** Stills that a shot may have as scene memory: each makes its propagation dearer. */
export const MOST_MEMORY = 2;

/** Colours of a marker, and of a shot's flag; the tokens of the same name define their appearance. */
export const MarkerColour = z.enum(['amber', 'green', 'blue', 'red']);
export type MarkerColour = z.infer<typeof MarkerColour>;

/** Name of a version of a shot: a letter. */
const VersionName = z.string().regex(/^[A-Z]$/);
export const FIRST_VERSION = 'A';

/**
 * A run of frames between two cuts, both ends included. Shots of a clip do not overlap and leave no gap. `networks` are recorded when the
 * shot is coloured, so that it keeps its appearance when newer ones are installed; for a shot without keyframes they have no effect.
 * `automatic` gives the automatic colour in the place of the network's own. `layers` lie over the colour and make none of it stale.
 * `memory` are stills of other shots, whose colours propagation takes where it finds their things again, and keyframes are silent.
 * `approval` says when a shot with the status approved was approved, and what of it; absent where an earlier version approved it.
 * `flag` means what the user wants it to mean.
 * `masks` belong to all versions of the shot, `hintGroups` to the one that is shown. `version` names the version that is shown, {@link FIRST_VERSION} where it is left out.
 */
export const Shot = z.object({
  id: ShotId, clipId: ClipId, name: z.string(), range: FrameRange, transitionIn: ShotTransition,
  sceneId: SceneId.optional(), networks: ShotNetworks.optional(), vividness: Vividness.optional(),
  status: ReviewStatus.optional(),
  approval: ShotApproval.optional(),
  flag: MarkerColour.optional(),
  automatic: AutomaticModel.optional(),
  memory: z.array(StillId).min(1).max(MOST_MEMORY).readonly().optional(),
  layers: Layers.optional(),
  masks: Masks.optional(),
  hintGroups: HintGroups.optional(),
  version: VersionName.optional(),
});
export type Shot = z.infer<typeof Shot>;

/**
 * An approved colour still of a keyframe: its chroma is used, pixel for pixel. A `mask` of any size, white where the still states its
 * colour, leaves the rest to the networks, as transparency of the still itself does.
 */
export const KeyframeStill = z.object({ path: z.string(), contentHash: z.string(), mask: z.object({ path: z.string(), contentHash: z.string() }).optional() });
export type KeyframeStill = z.infer<typeof KeyframeStill>;

/**
 * A frame that the colourist has coloured by hints or a still. The hints and boundaries of a *correction* change the colour propagated to
 * it from the shot's other keyframes, and the result is propagated further. Without other keyframes a correction is treated as a
 * keyframe.
 */
export const Keyframe = z.object({ id: KeyframeId, shotId: ShotId, frame: FrameIndex, hints: z.array(Hint).readonly(), still: KeyframeStill.optional(), referenceId: ReferenceId.optional(), approved: z.boolean(), correction: z.literal(true).optional() });
export type Keyframe = z.infer<typeof Keyframe>;

/**
 * A version of a shot that is not shown: its keyframes with their hints, and what else of the shot decides its colour. The version that is
 * shown is in the document's keyframes and in the shot.
 */
export const ShotVersion = z.object({
  id: VersionId, shotId: ShotId, name: VersionName, keyframes: z.array(Keyframe).readonly(),
  layers: Layers.optional(), vividness: Vividness.optional(), automatic: AutomaticModel.optional(), hintGroups: HintGroups.optional(),
});
export type ShotVersion = z.infer<typeof ShotVersion>;

/** A named colour of the colour script. Hints that link to it follow it. */
export const Swatch = z.object({ id: SwatchId, name: z.string().min(1), lab: z.tuple([z.number().min(0).max(100), z.number(), z.number()]).readonly(), tolerance: z.number().min(0), note: z.string() });
export type Swatch = z.infer<typeof Swatch>;

/** A still whose colours guide a keyframe or shot. */
export const Reference = z.object({ id: ReferenceId, name: z.string(), path: z.string(), contentHash: z.string() });
export type Reference = z.infer<typeof Reference>;

/** A marker on a frame, with its text. Without a colour it is a plain one. */
export const Note = z.object({ id: NoteId, clipId: ClipId, frame: FrameIndex, text: z.string(), colour: MarkerColour.optional() });
export type Note = z.infer<typeof Note>;

/**
 * A frame saved with its colour, for comparison. Its luma is the clip's; its chroma, named by the cache key that it had, is stored in the
 * project file, so that emptying the cache loses none. A still of an uncoloured frame has no plane. `layers` are those of that time, and so are the
 * `hints` of a keyframe, with the `groups` that they are in; linked ones follow their swatch.
 */
export const Still = z.object({
  id: StillId, name: z.string(), clipId: ClipId, frame: FrameIndex, plane: z.string().min(1).optional(), layers: z.array(LayerShare).readonly().optional(),
  hints: z.array(Hint).readonly().optional(), groups: HintGroups.optional(), madeAt: z.string(),
});
export type Still = z.infer<typeof Still>;

/** Shots that share memory: keyframes and swatches. The order of scenes is that of the list. */
export const Scene = z.object({ id: SceneId, name: z.string().min(1) });
export type Scene = z.infer<typeof Scene>;

/** The whole document: the colourist's decisions, and nothing that can be computed from them. */
export const ProjectDocument = z.object({
  clips: z.array(Clip).readonly(),
  shots: z.array(Shot).readonly(),
  keyframes: z.array(Keyframe).readonly(),
  swatches: z.array(Swatch).readonly(),
  references: z.array(Reference).readonly(),
  notes: z.array(Note).readonly(),
  stills: z.array(Still).readonly(),
  scenes: z.array(Scene).readonly(),
  sequences: z.array(Sequence).readonly(),
  /** Absent in documents stored by earlier versions. */
  acceptances: z.array(Acceptance).readonly().default([]),
  /** Versions of shots that are not shown. */
  versions: z.array(ShotVersion).readonly().default([]),
});
export type ProjectDocument = z.infer<typeof ProjectDocument>;

export const emptyDocument: ProjectDocument = { clips: [], shots: [], keyframes: [], swatches: [], references: [], notes: [], stills: [], scenes: [], sequences: [], acceptances: [], versions: [] };

/** All changes of a document. Only `project/` applies them. */
export const ProjectCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('addClip'), clip: Clip, shots: z.array(Shot) }),
  /** With `remarks`, what can be read of the clip is as given, too: all of it without `unreadable`, and intact without `damaged`. */
  z.object({ kind: z.literal('relinkClip'), clipId: ClipId, source: Clip.shape.source, unreadable: Clip.shape.unreadable, damaged: Clip.shape.damaged, remarks: Clip.shape.remarks.optional() }),
  z.object({ kind: z.literal('replaceShots'), clipId: ClipId, shots: z.array(Shot) }),
  /** Changes from an edit list: all shots of a clip replaced, and markers. One undo step. */
  z.object({ kind: z.literal('importEditList'), clipId: ClipId, shots: z.array(Shot), notes: z.array(Note) }),
  /** Without a coding the clip is as probed. */
  z.object({ kind: z.literal('setClipCoding'), clipId: ClipId, coding: ClipCoding.optional() }),
  /** Of an image sequence. Without a rate it is as probed. */
  z.object({ kind: z.literal('setClipRate'), clipId: ClipId, rate: Rate.optional() }),
  z.object({ kind: z.literal('splitShot'), shotId: ShotId, at: FrameIndex, newShotId: ShotId }),
  z.object({ kind: z.literal('mergeShots'), first: ShotId, second: ShotId }),
  z.object({ kind: z.literal('moveCut'), shotId: ShotId, to: FrameIndex }),
  z.object({ kind: z.literal('setTransitionIn'), shotId: ShotId, transitionIn: ShotTransition }),
  z.object({ kind: z.literal('renameShot'), shotId: ShotId, name: z.string() }),
  /** Without a scene the shots belong to none. */
  z.object({ kind: z.literal('moveShotsToScene'), shotIds: z.array(ShotId).min(1), sceneId: SceneId.optional() }),
  /** Puts a still with colour, of a picture of the same shape, into the scene memory of shots, where the oldest makes room for it, or takes it out. */
  z.object({ kind: z.literal('setSceneMemory'), shotIds: z.array(ShotId).min(1), stillId: StillId, remembered: z.boolean() }),
  /** Without a value the shots have the default. */
  z.object({ kind: z.literal('setVividness'), shotIds: z.array(ShotId).min(1), vividness: Vividness.optional() }),
  /** Without a status the shots are in progress again. With `approved` the engine adds `approvals`: when and what was approved of each. */
  z.object({ kind: z.literal('setShotStatus'), shotIds: z.array(ShotId).min(1), status: ReviewStatus.optional(), approvals: z.array(z.object({ shotId: ShotId, approval: ShotApproval })).optional() }),
  /** Without a colour the shots have no flag. */
  z.object({ kind: z.literal('setShotFlag'), shotIds: z.array(ShotId).min(1), flag: MarkerColour.optional() }),
  /** Without a model the network's own automatic colour counts. */
  z.object({ kind: z.literal('setAutomaticModel'), shotIds: z.array(ShotId).min(1), model: AutomaticModel.optional() }),
  /** The last layer is applied last; `at` is its index, the end where it is left out. */
  z.object({ kind: z.literal('addLayer'), shotId: ShotId, layer: Layer, at: z.number().int().min(0).optional() }),
  z.object({ kind: z.literal('updateLayer'), shotId: ShotId, layer: Layer }),
  z.object({ kind: z.literal('removeLayer'), shotId: ShotId, layerId: LayerId }),
  /** `to` is the new index among the others, from 0. */
  z.object({ kind: z.literal('moveLayer'), shotId: ShotId, layerId: LayerId, to: z.number().int().min(0) }),
  /** All layers of shots anew: as copies of another shot's, or none. Layers that are limited by a mask which a shot does not have are left out. */
  z.object({ kind: z.literal('setLayers'), shotIds: z.array(ShotId).min(1), layers: Layers }),
  /** `partOf`: the new mask becomes the last part of another one. */
  z.object({ kind: z.literal('addMask'), shotId: ShotId, mask: Mask, partOf: MaskPart.optional() }),
  z.object({ kind: z.literal('updateMask'), shotId: ShotId, mask: Mask }),
  /** Tracked shapes of a mask within a range anew. Shapes that a person set stay; keys on their frames are left out. `otherShotIds`: shots that have the mask, too, as after a split. One undo step. */
  z.object({ kind: z.literal('setTrackedShapes'), shotId: ShotId, otherShotIds: z.array(ShotId).exactOptional(), maskId: MaskId, range: FrameRange, keys: z.array(MaskKey).max(10_000), lost: z.array(FrameRange).max(1000).optional() }),
  /** Layers that it limits are turned off and are limited no more, in all versions; groups of hints are taken out of the colouring likewise. */
  z.object({ kind: z.literal('removeMask'), shotId: ShotId, maskId: MaskId }),
  /** Keeps the present version of a shot under `id`; what is shown goes on as a copy of it with the next free letter. */
  z.object({ kind: z.literal('addVersion'), shotId: ShotId, id: VersionId }),
  /** Shows another version of its shot; the present one is kept under `id`. */
  z.object({ kind: z.literal('showVersion'), versionId: VersionId, id: VersionId }),
  /** Shows another version of its shot and removes the present one. */
  z.object({ kind: z.literal('discardVersion'), shownNext: VersionId }),
  /** Records the networks that a shot was coloured with. The first record is no undo step of its own. */
  z.object({ kind: z.literal('setShotNetworks'), shotId: ShotId, networks: ShotNetworks }),
  z.object({ kind: z.literal('addScene'), scene: Scene }),
  z.object({ kind: z.literal('renameScene'), sceneId: SceneId, name: z.string().min(1) }),
  /** `to` is the new index among the others, from 0. */
  z.object({ kind: z.literal('moveScene'), sceneId: SceneId, to: z.number().int().min(0) }),
  /** Its shots belong to no scene afterwards. */
  z.object({ kind: z.literal('removeScene'), sceneId: SceneId }),
  /** Adds a sequence, or replaces the one with its id. */
  z.object({ kind: z.literal('setSequence'), sequence: Sequence }),
  z.object({ kind: z.literal('removeSequence'), sequenceId: SequenceId }),
  z.object({ kind: z.literal('acceptFinding'), acceptance: Acceptance }),
  z.object({ kind: z.literal('withdrawAcceptance'), acceptanceId: AcceptanceId }),
  z.object({ kind: z.literal('addKeyframe'), keyframe: Keyframe }),
  /** Colour stills of frames: new keyframes, or the stills of existing ones, which keep their hints. One undo step. */
  z.object({ kind: z.literal('importKeyframes'), keyframes: z.array(Keyframe).min(1) }),
  /** To another frame of its shot; `hints`: tracked there, in the place of its own. */
  z.object({ kind: z.literal('moveKeyframe'), keyframeId: KeyframeId, to: FrameIndex, hints: z.array(Hint).optional() }),
  z.object({ kind: z.literal('removeKeyframe'), keyframeId: KeyframeId }),
  z.object({ kind: z.literal('setKeyframeStill'), keyframeId: KeyframeId, still: KeyframeStill.optional() }),
  z.object({ kind: z.literal('setKeyframeReference'), keyframeId: KeyframeId, referenceId: ReferenceId.optional() }),
  z.object({ kind: z.literal('approveKeyframe'), keyframeId: KeyframeId, approved: z.boolean() }),
  /** Whether a keyframe's hints correct the colour propagated to its frame, or paint the frame. */
  z.object({ kind: z.literal('setKeyframeCorrection'), keyframeId: KeyframeId, correction: z.boolean() }),
  z.object({ kind: z.literal('addHint'), keyframeId: KeyframeId, hint: Hint }),
  z.object({ kind: z.literal('updateHint'), keyframeId: KeyframeId, hint: Hint }),
  /** Locks hints or hides their marks; what is left out stays as it is. */
  z.object({ kind: z.literal('markHints'), keyframeId: KeyframeId, hintIds: z.array(HintId).min(1), locked: z.boolean().optional(), hidden: z.boolean().optional() }),
  z.object({ kind: z.literal('removeHints'), keyframeId: KeyframeId, hintIds: z.array(HintId).min(1) }),
  z.object({ kind: z.literal('setHints'), keyframeId: KeyframeId, hints: z.array(Hint) }),
  /**
   * Adds hints (usually of another keyframe, tracked by `propagate.track`) to a frame, which becomes a keyframe if it is none: one step.
   */
  z.object({ kind: z.literal('copyHints'), shotId: ShotId, frame: FrameIndex, newKeyframeId: KeyframeId, hints: z.array(Hint).min(1) }),
  /** Makes a group and puts hints of the shot's keyframes into it. One undo step. */
  z.object({ kind: z.literal('addHintGroup'), shotId: ShotId, group: HintGroup, hintIds: z.array(HintId) }),
  /** Changes all of a group but its colour. */
  z.object({ kind: z.literal('updateHintGroup'), shotId: ShotId, group: HintGroup.omit({ ab: true, swatch: true }) }),
  /** All its colour hints on all keyframes of the shot take the colour. Without one the group has none, and its hints keep theirs. */
  z.object({ kind: z.literal('setHintGroupColour'), shotId: ShotId, groupId: HintGroupId, ab: HintGroup.shape.ab, swatch: HintGroup.shape.swatch }),
  /** Dissolves a group: its hints stay, in none. */
  z.object({ kind: z.literal('removeHintGroup'), shotId: ShotId, groupId: HintGroupId }),
  /** Moves hints of a shot into a group, whose colour they take where it has one; without a group out of theirs. */
  z.object({ kind: z.literal('moveHintsToGroup'), shotId: ShotId, hintIds: z.array(HintId).min(1), groupId: HintGroupId.optional() }),
  z.object({ kind: z.literal('addSwatch'), swatch: Swatch }),
  /** Locked hints, and those of locked groups, keep their colour and follow the swatch no more. */
  z.object({ kind: z.literal('updateSwatch'), swatch: Swatch }),
  /** Hints of any keyframes take the colour of a swatch and follow it from now on. One undo step. */
  z.object({ kind: z.literal('linkHints'), swatchId: SwatchId, hints: z.array(z.object({ keyframeId: KeyframeId, hintIds: z.array(HintId).min(1) })).min(1) }),
  z.object({ kind: z.literal('removeSwatch'), swatchId: SwatchId }),
  z.object({ kind: z.literal('addReference'), reference: Reference }),
  z.object({ kind: z.literal('removeReference'), referenceId: ReferenceId }),
  z.object({ kind: z.literal('addNote'), note: Note }),
  z.object({ kind: z.literal('updateNote'), note: Note }),
  z.object({ kind: z.literal('removeNote'), noteId: NoteId }),
  /** On the wire it is `project.keepStill`, which saves the plane first. */
  z.object({ kind: z.literal('addStill'), still: Still }),
  z.object({ kind: z.literal('renameStill'), stillId: StillId, name: z.string() }),
  z.object({ kind: z.literal('removeStill'), stillId: StillId }),
]);
export type ProjectCommand = z.infer<typeof ProjectCommand>;

/** The present chroma of a hint, or of a group: its own, or its swatch's. */
export function effectiveAb(hint: Pick<Extract<Hint, { readonly ab: ChromaAb }>, 'ab' | 'swatch'>, swatches: readonly Swatch[]): ChromaAb {
  const swatch = hint.swatch === undefined ? undefined : swatches.find((each) => each.id === hint.swatch);
  return swatch === undefined ? hint.ab : [swatch.lab[1], swatch.lab[2]];
}
