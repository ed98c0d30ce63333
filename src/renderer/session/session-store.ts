import { createStore, type StoreApi } from 'zustand/vanilla';
import type { KeptQuality } from '../../shared/contract/quality.ts';
import type { ReferenceImages } from '../../shared/contract/interchange.ts';
import type { StepFrame } from '../../shared/contract/project.ts';
import { type ChromaAb, DEFAULT_HINT_RADIUS, type Hint, type ImagePoint } from '../../shared/model/hint.ts';
import type { LayerShare, Layers } from '../../shared/model/layer.ts';
import type { MaskPart, MaskPoint, Masks, MaskShape } from '../../shared/model/mask.ts';
import type { Clipping } from '../../shared/model/clipping.ts';
import { kindOf } from '../../shared/model/hint-kinds.ts';
import type { ClipId, HintGroupId, HintId, JobId, LayerId, MaskId, SequenceId, ShotId, StillId, SwatchId } from '../../shared/model/ids.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { OpenMenu } from './open-menu.ts';
import type { DeliveryForm } from './delivery-form.ts';
import type { View } from './view.ts';
import { UPRIGHT_WIPE, type WipeLine } from './wipe-line.ts';

export type ToolId = 'point' | 'stroke' | 'boundary' | 'auto' | 'eraser' | 'mask' | 'move' | 'pick' | 'pan';
export type Compare = 'result' | 'wipe' | 'sideBySide' | 'original';

/** The comparison in a wipe and side by side: the original, the nearest keyframe, another version of the shot by its letter, or a still with its colour. */
export type Against =
  | { readonly kind: 'original' }
  | { readonly kind: 'keyframe' }
  | { readonly kind: 'version'; readonly name: string }
  | { readonly kind: 'frame'; readonly clipId: ClipId; readonly frame: number; readonly planeKey: string | undefined; readonly layers?: readonly LayerShare[] | undefined; readonly name: string };

/** Overlays of the picture. */
export type OverlayId = 'hints' | 'boundaries' | 'lowConfidence' | 'uncoloured' | 'clipped';
export type Overlays = Readonly<Record<OverlayId, boolean>>;
/** Guides over the picture: safe areas with the centre, lines at its thirds, and a grid of square cells. */
export type GuideId = 'safeAreas' | 'thirds' | 'grid';
export type Guides = Readonly<Record<GuideId, boolean>>;
/** Pages on one project, switched in the foot of the window. */
export type Page = 'shots' | 'colour' | 'quality' | 'deliver';
export type DialogId = 'coding' | 'commands' | 'openClip' | 'openProject' | 'marker' | 'openReference' | 'keys' | 'settings' | 'keySettings' | 'jobs' | 'missing' | 'propagate' | 'versions' | 'history' | 'saveCopy' | 'stepElsewhere' | 'mergeShots' | 'report' | 'importList' | 'exportList' | 'importReferenceFrames' | 'checkFile' | 'qualityLimits' | 'qualityCsv' | 'clipRate' | 'clipReport' | 'conform' | 'exportKeyframes' | 'about' | 'problem' | 'guide' | 'automaticColour' | 'colourLike' | 'updateNetworks';

export type StepDirection = 'undo' | 'redo';

/** A merge of two shots that loses something of the second one. */
export interface MergeOfShots {
  readonly first: ShotId;
  readonly second: ShotId;
  readonly names: readonly [first: string, second: string];
  /** Phrases: “its blue flag”. */
  readonly losses: readonly string[];
}

/** A step of the history that changes another shot than the one shown. */
export interface StepElsewhere {
  readonly direction: StepDirection;
  /** Label of the step. */
  readonly label: string;
  /** The first frame that the step changes, and its shot, to which it leads. */
  readonly frame: StepFrame;
  readonly shotName: string;
  /** The shots that it changes: the name of one, or how many. */
  readonly shots: string;
}

/** Preview hints of one frame during a gesture: shown and coloured, but not in the document. */
interface LiveHints {
  readonly clipId: ClipId;
  readonly frame: number;
  readonly hints: readonly Hint[];
}

/** Layers of a shot that are shown while a change of them is under way, before the document has it. */
interface LiveLayers {
  readonly shotId: ShotId;
  readonly layers: Layers;
}

/** Masks of a shot that are shown while a change of them is under way, before the document has it. */
interface LiveMasks {
  readonly shotId: ShotId;
  readonly masks: Masks;
}

/** A film whose frames are being counted before it can be opened. */
export interface OpeningClip {
  readonly name: string;
  /** Address of its first picture. */
  readonly picture: string;
}

/** A point of a stroke's or boundary's path, by its index. */
interface SelectedPathPoint {
  readonly hintId: HintId;
  readonly index: number;
}

/** Colour and size of a hint. */
type HintColour = Pick<Session, 'ab' | 'swatch' | 'radius'>;

/** View state of this window, and the current tool and colour. Not part of the document. */
export type DockTab = 'shots' | 'hints' | 'trim' | 'masks' | 'stills' | 'scopes';

export interface Session {
  readonly page: Page;
  /** Of the page Deliver; `null` until something on it was changed. */
  readonly delivery: DeliveryForm | null;
  /** The report that the quality page shows, and the selected finding, by its place in the report. */
  readonly quality: KeptQuality | null;
  readonly finding: number | null;
  /** The sequence that is shown instead of the timeline. */
  readonly sequenceId: SequenceId | null;
  /** Images of the dialog “importReferenceFrames”. */
  readonly referenceImages: ReferenceImages | null;
  /** Path of the list that the dialog “importList” begins with. */
  readonly editList: string | null;
  readonly clipId: ClipId | null;
  /** Shown while there is no clip to show. */
  readonly opening: OpeningClip | null;
  readonly frame: number;
  /** Frames per frame time: 1 forwards, −2 twice as fast backwards, 0 stopped. */
  readonly speed: number;
  /** The playhead is being scrubbed: passed frames are shown as they arrive. */
  readonly scrubbing: boolean;
  /** K is held: J and L step. */
  readonly shuttleHeld: boolean;
  readonly loopShot: boolean;
  /** In and out mark of the clip: playback stays between them, both included. */
  readonly inMark: number | null;
  readonly outMark: number | null;
  /** The timecode is a field in which a position is typed. */
  readonly typingTimecode: boolean;
  readonly sound: boolean;
  readonly tool: ToolId;
  readonly radius: number;
  readonly ab: ChromaAb;
  /** The swatch of the current colour: hints painted with it follow it. */
  readonly swatch: SwatchId | null;
  /** The swatch that the disc and the fields change now. */
  readonly editedSwatch: SwatchId | null;
  readonly recent: readonly ChromaAb[];
  /** The hint that the user selected: colour and size are changed on it. A hint that was only placed is not selected. */
  readonly selected: HintId | null;
  /** Further selected hints, changed together with `selected`, the primary one. Without a primary one they mean nothing. */
  readonly alsoSelected: readonly HintId[];
  /** Hints that pointer, eraser and keys leave as they are, and hints whose marks are not shown, as the document says; both still colour. */
  readonly lockedHints: ReadonlySet<HintId>;
  readonly hiddenHints: ReadonlySet<HintId>;
  /** The group of hints that is chosen as a whole, the one whose name is being typed, and those whose hints the list does not show. */
  readonly selectedGroup: HintGroupId | null;
  readonly renamedGroup: HintGroupId | null;
  /** Groups that were folded; of those that *Colour like* made, unfolded. */
  readonly turnedGroups: ReadonlySet<HintGroupId>;
  /** Outline of the marquee or lasso while it is drawn. */
  readonly marquee: readonly ImagePoint[] | null;
  /** Colour and size of the next hint, stored while those of the selected hint are shown. */
  readonly nextHint: HintColour | null;
  /** The selected point of the selected path; ignored once another hint is selected. */
  readonly selectedPathPoint: SelectedPathPoint | null;
  readonly view: View;
  readonly viewer: Size;
  readonly compare: Compare;
  readonly against: Against;
  readonly wipe: WipeLine;
  /** True while the key or button is held that shows the original. */
  readonly holdOriginal: boolean;
  readonly overlays: Overlays;
  /** Guides that are drawn over the picture. */
  readonly guides: Guides;
  /** The picture alone fills the screen. */
  readonly fullScreen: boolean;
  /** Another window shows the picture alone. */
  readonly cleanFeed: boolean;
  readonly showScopes: boolean;
  /** Of a narrow window's dock, where the scopes are not shown. */
  readonly dockTab: DockTab;
  readonly scope: 'vectorscope' | 'waveform' | 'parade' | 'histogram';
  readonly live: LiveHints | null;
  readonly liveLayers: LiveLayers | null;
  readonly liveMasks: LiveMasks | null;
  /** The mask whose shape is changed on the picture and in the panel. */
  readonly selectedMask: MaskId | null;
  /** A point of a polygon mask, by its index, which keys move and remove. */
  readonly selectedMaskPoint: { readonly maskId: MaskId; readonly index: number } | null;
  /** What the next mask that is drawn does to the selected one, of which it becomes a part; `null`: it is a mask of its own. */
  readonly maskJoin: MaskPart | null;
  /** Kind of the next mask. */
  readonly maskKind: MaskShape['kind'];
  /** Points of the polygon that is begun. */
  readonly maskDraft: readonly MaskPoint[];
  /** The layer that the panel shows; of a shot without it the last one. */
  readonly selectedLayer: LayerId | null;
  /** The picture is shown without layers. Delivery is not changed by it. */
  readonly bypassLayers: boolean;
  readonly cursor: ImagePoint | null;
  /** Where keys place hints and points of masks; seen while it has the focus. */
  readonly crosshair: ImagePoint;
  /** The hint under the pointer, which a press would drag or erase. */
  readonly under: HintId | null;
  /** The part of the selected path that a press would drag: a point, by its index, or a new one. */
  readonly pathPointUnder: number | 'new' | null;
  /** L where the pointer rests, or rested last, over the picture. */
  readonly lightness: number;
  /** Timeline: CSS px per frame, `null` fits the whole clip; first frame at its left edge. */
  readonly pxPerFrame: number | null;
  readonly timelineStart: number;
  readonly timelineWidth: number;
  /** What the page Shots shows. */
  readonly board: BoardScope;
  /** Shots selected in the bin, for commands on several; none: the one under the playhead. */
  readonly selectedShots: ReadonlySet<ShotId>;
  /** What this window copied last. */
  readonly copied: Clipping | null;
  /** Step of the first minutes that is shown, from 0; `null`: none. */
  readonly tour: number | null;
  readonly dialog: DialogId | null;
  /** Page at which the guide opens; `null` for its first one. */
  readonly guidePage: string | null;
  /** Format that *Export edit list* begins with, by the ending of its files; `null`: the usual one. */
  readonly listEnding: string | null;
  /** The menu at a thing of the window, while it is open. */
  readonly menu: OpenMenu | null;
  /** The still that the dialog “colourLike” begins with. */
  readonly likeStill: StillId | null;
  /** The delivery whose report the dialog “report” shows. */
  readonly reportOf: JobId | null;
  /** The step of the dialog “stepElsewhere”. */
  readonly stepElsewhere: StepElsewhere | null;
  /** The shots of the dialog “mergeShots”. */
  readonly merge: MergeOfShots | null;
  /** Shots of the dialog “propagate”. */
  readonly propagateShots: readonly ShotId[];
  /** Deliveries whose folder is shown when they are done. */
  readonly revealAtEnd: readonly JobId[];
}

/** The shots of the clip that is shown, of all clips, or those that a sequence uses, in its order. */
export type BoardScope = { readonly kind: 'clip' | 'all' } | { readonly kind: 'sequence'; readonly sequenceId: SequenceId };

export type SessionStore = StoreApi<Session>;

const FIRST_COLOUR: ChromaAb = [14, 18];
const RECENT_COLOURS = 9;
/**
 * Below this height of the window, CSS px, scopes do not fit under the colour panel; when switched on they are shown beside the timeline.
 */
const ROOM_FOR_SCOPES_PX = 860;

export function createSession(): SessionStore {
  return createStore<Session>(() => ({
    page: 'colour', delivery: null, quality: null, finding: null, sequenceId: null, referenceImages: null, editList: null,
    clipId: null, opening: null, frame: 0, speed: 0, scrubbing: false, shuttleHeld: false, loopShot: false, inMark: null, outMark: null, typingTimecode: false, sound: true,
    tool: 'point', radius: DEFAULT_HINT_RADIUS, ab: FIRST_COLOUR, swatch: null, editedSwatch: null, recent: [], selected: null, alsoSelected: [], lockedHints: new Set(), hiddenHints: new Set(), selectedGroup: null, renamedGroup: null, turnedGroups: new Set(), marquee: null, nextHint: null, selectedPathPoint: null,
    view: { kind: 'fit' }, viewer: { width: 0, height: 0 }, compare: 'result', against: { kind: 'original' }, wipe: UPRIGHT_WIPE, holdOriginal: false,
    overlays: { hints: true, boundaries: true, lowConfidence: false, uncoloured: false, clipped: false }, guides: { safeAreas: false, thirds: false, grid: false }, fullScreen: false, cleanFeed: false, showScopes: globalThis.innerHeight >= ROOM_FOR_SCOPES_PX, dockTab: 'shots', scope: 'vectorscope',
    live: null, liveLayers: null, liveMasks: null, selectedMask: null, selectedMaskPoint: null, maskJoin: null, maskKind: 'ellipse', maskDraft: [], selectedLayer: null, bypassLayers: false, cursor: null, crosshair: [0.5, 0.5], under: null, pathPointUnder: null, lightness: 55, pxPerFrame: null, timelineStart: 0, timelineWidth: 0, board: { kind: 'clip' }, selectedShots: new Set(), copied: null, tour: null, dialog: null, guidePage: null, listEnding: null, menu: null, likeStill: null, reportOf: null, stepElsewhere: null, merge: null, propagateShots: [], revealAtEnd: [],
  }));
}

/** All selected hints, the primary one first. */
export function selectionOf({ selected, alsoSelected }: Pick<Session, 'selected' | 'alsoSelected'>): readonly HintId[] {
  return selected === null ? [] : [selected, ...alsoSelected];
}

/** Hints that are in sight: their overlay is on and they are not hidden. */
export function visibleHints(hints: readonly Hint[], { overlays, hiddenHints }: Pick<Session, 'overlays' | 'hiddenHints'>): readonly Hint[] {
  return hints.filter((hint) => overlays[kindOf(hint).overlay] && !hiddenHints.has(hint.id));
}

/** Index of the selected path point of the selected hint; `undefined` when there is none, or with another tool than select. */
export function selectedPathPointOf(hint: Hint, { tool, selected, selectedPathPoint }: Pick<Session, 'tool' | 'selected' | 'selectedPathPoint'>): number | undefined {
  if (tool !== 'move' || selected !== hint.id || selectedPathPoint?.hintId !== hint.id || !('path' in hint)) return undefined;
  return selectedPathPoint.index < hint.path.length ? selectedPathPoint.index : undefined;
}

/** Pure: the recent colours with one moved or added to the front. */
export function recentAfter(recent: readonly ChromaAb[], ab: ChromaAb): readonly ChromaAb[] {
  return [ab, ...recent.filter((each) => Math.hypot(each[0] - ab[0], each[1] - ab[1]) > 1)].slice(0, RECENT_COLOURS);
}

/** Restores colour and size of the next hint when the selection is dropped. Returns an unsubscribe function. */
export function restoreNextHint(session: SessionStore): () => void {
  return session.subscribe((now, before) => {
    if (before.selected !== null && now.selected === null && now.nextHint !== null) session.setState({ ...now.nextHint, nextHint: null });
  });
}
