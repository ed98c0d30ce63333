import { z } from 'zod';
import { Clip, ClipCoding } from './clip.ts';
import { FrameIndex, FrameRange } from './frame.ts';
import { type ChromaAb, Hint } from './hint.ts';
import { ClipId, HintId, KeyframeId, NoteId, ReferenceId, SceneId, SequenceId, ShotId, StillId, SwatchId } from './ids.ts';
import { Sequence } from './sequence.ts';

/** How a shot begins. A dissolve names the frames in which the previous shot and this one are mixed; the shot boundary lies inside them. */
export const ShotTransition = z.discriminatedUnion('kind', [z.object({ kind: z.literal('cut') }), z.object({ kind: z.literal('dissolve'), frames: FrameRange })]);
export type ShotTransition = z.infer<typeof ShotTransition>;

/** A network by which colour was made: its id and the version in its manifest. */
export const NetworkVersion = z.object({ id: z.string().min(1), version: z.string().min(1) });
export type NetworkVersion = z.infer<typeof NetworkVersion>;

/** The networks that a shot's colour was made with. */
export const ShotNetworks = z.object({ colorize: NetworkVersion, propagate: NetworkVersion });
export type ShotNetworks = z.infer<typeof ShotNetworks>;

/**
 * A run of frames between two cuts, both ends included. Shots of a clip do not overlap and leave no gap.
 * `networks` are recorded when the shot is coloured, so that it keeps its look when newer ones are installed; a shot without keyframes
 * has no look to keep, whatever they say.
 */
export const Shot = z.object({
  id: ShotId, clipId: ClipId, name: z.string(), range: FrameRange, transitionIn: ShotTransition,
  sceneId: SceneId.optional(), networks: ShotNetworks.optional(),
});
export type Shot = z.infer<typeof Shot>;

/** An approved colour still that gives a keyframe whole: its chroma is taken, pixel for pixel. */
export const KeyframeStill = z.object({ path: z.string(), contentHash: z.string() });
export type KeyframeStill = z.infer<typeof KeyframeStill>;

/**
 * A frame that the colourist has given colour: hints, or a still. A *correction* is not painted anew: its hints and boundaries mend the
 * colour that the shot's other keyframes spread to it, and go on from there. Where there are no others it is a keyframe like any.
 */
export const Keyframe = z.object({ id: KeyframeId, shotId: ShotId, frame: FrameIndex, hints: z.array(Hint).readonly(), still: KeyframeStill.optional(), referenceId: ReferenceId.optional(), approved: z.boolean(), correction: z.literal(true).optional() });
export type Keyframe = z.infer<typeof Keyframe>;

/** A named colour of the colour script. Hints that link to it follow it. */
export const Swatch = z.object({ id: SwatchId, name: z.string().min(1), lab: z.tuple([z.number().min(0).max(100), z.number(), z.number()]).readonly(), tolerance: z.number().min(0), note: z.string() });
export type Swatch = z.infer<typeof Swatch>;

/** A still whose colours guide a keyframe or shot. */
export const Reference = z.object({ id: ReferenceId, name: z.string(), path: z.string(), contentHash: z.string() });
export type Reference = z.infer<typeof Reference>;

/** Colours a marker may have; the tokens of the same name say how they look. */
export const MarkerColour = z.enum(['amber', 'green', 'blue', 'red']);
export type MarkerColour = z.infer<typeof MarkerColour>;

/** A marker on a frame, with what there is to say about it. Without a colour it is a plain one. */
export const Note = z.object({ id: NoteId, clipId: ClipId, frame: FrameIndex, text: z.string(), colour: MarkerColour.optional() });
export type Note = z.infer<typeof Note>;

/**
 * A frame kept as it looked, for comparing. Its luma is the film's; its chroma, named by the cache key that it had, is kept in the
 * project file itself, so that emptying the cache loses none. A still of an uncoloured frame has no plane.
 */
export const Still = z.object({ id: StillId, name: z.string(), clipId: ClipId, frame: FrameIndex, plane: z.string().min(1).optional(), madeAt: z.string() });
export type Still = z.infer<typeof Still>;

/** Shots that share memory: keyframes and swatches. Scenes stand in the order of the list. */
export const Scene = z.object({ id: SceneId, name: z.string().min(1) });
export type Scene = z.infer<typeof Scene>;

/** The whole document: what the colourist decided and nothing that can be made again from it. */
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
});
export type ProjectDocument = z.infer<typeof ProjectDocument>;

export const emptyDocument: ProjectDocument = { clips: [], shots: [], keyframes: [], swatches: [], references: [], notes: [], stills: [], scenes: [], sequences: [] };

/** Every change a document can go through. `project/` is the only place that carries them out. */
export const ProjectCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('addClip'), clip: Clip, shots: z.array(Shot) }),
  z.object({ kind: z.literal('relinkClip'), clipId: ClipId, source: Clip.shape.source }),
  z.object({ kind: z.literal('replaceShots'), clipId: ClipId, shots: z.array(Shot) }),
  /** Without a coding the clip is what was probed of it. */
  z.object({ kind: z.literal('setClipCoding'), clipId: ClipId, coding: ClipCoding.optional() }),
  z.object({ kind: z.literal('splitShot'), shotId: ShotId, at: FrameIndex, newShotId: ShotId }),
  z.object({ kind: z.literal('mergeShots'), first: ShotId, second: ShotId }),
  z.object({ kind: z.literal('moveCut'), shotId: ShotId, to: FrameIndex }),
  z.object({ kind: z.literal('setTransitionIn'), shotId: ShotId, transitionIn: ShotTransition }),
  z.object({ kind: z.literal('renameShot'), shotId: ShotId, name: z.string() }),
  /** Without a scene the shots belong to none. */
  z.object({ kind: z.literal('moveShotsToScene'), shotIds: z.array(ShotId).min(1), sceneId: SceneId.optional() }),
  /** Records what a shot was coloured with. The first record is no step of its own: undo goes over it. */
  z.object({ kind: z.literal('setShotNetworks'), shotId: ShotId, networks: ShotNetworks }),
  z.object({ kind: z.literal('addScene'), scene: Scene }),
  z.object({ kind: z.literal('renameScene'), sceneId: SceneId, name: z.string().min(1) }),
  /** `to` is its place among the others, from 0. */
  z.object({ kind: z.literal('moveScene'), sceneId: SceneId, to: z.number().int().min(0) }),
  /** Its shots belong to no scene afterwards. */
  z.object({ kind: z.literal('removeScene'), sceneId: SceneId }),
  /** Adds a sequence, or puts it in the place of the one that has its id. */
  z.object({ kind: z.literal('setSequence'), sequence: Sequence }),
  z.object({ kind: z.literal('removeSequence'), sequenceId: SequenceId }),
  z.object({ kind: z.literal('addKeyframe'), keyframe: Keyframe }),
  z.object({ kind: z.literal('removeKeyframe'), keyframeId: KeyframeId }),
  z.object({ kind: z.literal('setKeyframeStill'), keyframeId: KeyframeId, still: KeyframeStill.optional() }),
  z.object({ kind: z.literal('setKeyframeReference'), keyframeId: KeyframeId, referenceId: ReferenceId.optional() }),
  z.object({ kind: z.literal('approveKeyframe'), keyframeId: KeyframeId, approved: z.boolean() }),
  /** Whether a keyframe's hints mend the colour spread to its frame, or paint the frame anew. */
  z.object({ kind: z.literal('setKeyframeCorrection'), keyframeId: KeyframeId, correction: z.boolean() }),
  z.object({ kind: z.literal('addHint'), keyframeId: KeyframeId, hint: Hint }),
  z.object({ kind: z.literal('updateHint'), keyframeId: KeyframeId, hint: Hint }),
  z.object({ kind: z.literal('removeHints'), keyframeId: KeyframeId, hintIds: z.array(HintId).min(1) }),
  z.object({ kind: z.literal('setHints'), keyframeId: KeyframeId, hints: z.array(Hint) }),
  /** Puts hints (usually of another keyframe, followed by `propagate.track`) on a frame, which becomes a keyframe if it is none: one step to undo. */
  z.object({ kind: z.literal('copyHints'), shotId: ShotId, frame: FrameIndex, newKeyframeId: KeyframeId, hints: z.array(Hint).min(1) }),
  z.object({ kind: z.literal('addSwatch'), swatch: Swatch }),
  z.object({ kind: z.literal('updateSwatch'), swatch: Swatch }),
  z.object({ kind: z.literal('removeSwatch'), swatchId: SwatchId }),
  z.object({ kind: z.literal('addReference'), reference: Reference }),
  z.object({ kind: z.literal('removeReference'), referenceId: ReferenceId }),
  z.object({ kind: z.literal('addNote'), note: Note }),
  z.object({ kind: z.literal('updateNote'), note: Note }),
  z.object({ kind: z.literal('removeNote'), noteId: NoteId }),
  /** Over the wire by `project.keepStill`, which keeps the plane first. */
  z.object({ kind: z.literal('addStill'), still: Still }),
  z.object({ kind: z.literal('renameStill'), stillId: StillId, name: z.string() }),
  z.object({ kind: z.literal('removeStill'), stillId: StillId }),
]);
export type ProjectCommand = z.infer<typeof ProjectCommand>;

/** The chroma a hint has now: its own, or its swatch's. */
export function effectiveAb(hint: Extract<Hint, { readonly ab: ChromaAb }>, swatches: readonly Swatch[]): ChromaAb {
  const swatch = hint.swatch === undefined ? undefined : swatches.find((each) => each.id === hint.swatch);
  return swatch === undefined ? hint.ab : [swatch.lab[1], swatch.lab[2]];
}
