import { z } from 'zod';
import { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { MaskOnFrame, MaskShape } from '../../shared/model/mask.ts';
import { ProxySize } from '../../shared/model/proxy-size.ts';
import { ArtefactKey, artefactKind } from './artefact-kind.ts';

/*
 * Every kind of derived data, in the order in which one is made from another:
 *
 *   media file ─┬─► probed film
 *               ├─► frame table ─► proxy ─► (thumbnails, posters: the proxy's pictures, not kept a second time)
 *               ├─► sound, peaks of the sound
 *               └─► luma of a frame (in memory) ─┬─► neighbour flow ───────► frame reading
 *   hints, reference statistics ─────────────────┴─► painted keyframe ─┐
 *   approved still ────────────────────────────────► still's colour ───┤
 *   still in the project ──────────────────────────► remembered still ─┤
 *                                                                      ├─► span ─► frame reading ─► blended plane ─► correction ─► next span
 *   colour that is delivered, film ─► delivery piece
 *   luma of frames, hints' positions ─► tracked positions;  confidence of blended planes ─► keyframe suggestion
 *
 * Colour that is delivered: painted keyframe, still's colour, blended plane, correction. Colour that is only shown: correction preview, frame draft. A reader of a kind finds its maker by the name of
 * the kind: it is registered with the runner, or put into the store, under it.
 */

/** A clip's content: `clipIdentity` of app/. */
const ClipContent = z.string().min(1);
const Frame = z.number().int().min(0);
/** Id, version and graphs' hash of a network. */
const Network = z.string().min(1);
/** Name of the rules by which a span's frames are read from each other. */
const Schedule = z.string().min(1);
/** What a hint says. Its id, its group, who made it, its lock, its mark and its swatch do not change the colour: the colour that the swatch has now is in `ab`. */
const HintContent = Hint.transform((hint) => {
  const { id: _id, group: _group, made: _made, locked: _locked, hidden: _hidden, ...content } = hint;
  if (!('swatch' in content)) return content;
  const { swatch: _swatch, ...colour } = content;
  return colour;
});
/** Hints of which the colour stays within a mask. */
const LimitedContent = z.array(z.object({ hints: z.array(HintContent), mask: MaskOnFrame.omit({ id: true }) })).optional();
/** Stills of other shots that propagation remembers; left out where there is none. */
const SceneMemory = z.array(ArtefactKey).min(1).optional();
/** Hash of the masks at whose outlines colour stops between frames, and of their shapes there; left out where there is none. */
const ColourLimits = z.string().min(1).optional();
const PlacedColour = z.object({ frame: Frame, key: ArtefactKey });

/**
 * What probing tells of a film, but for its place and its name. Of a sequence also which images of its folder were taken, since remarks
 * name them. Maker: media/probe.
 */
export const probedClipKind = artefactKind({
  kind: 'probed-film', version: 3, lane: 'ffmpeg',
  inputs: z.object({ clip: ClipContent, listing: z.object({ pattern: z.string(), first: z.number().int(), count: z.number().int(), beforeGap: z.number().int(), beyondGap: z.number().int() }).optional() }),
});

/** Timestamps and seek points of a file. Maker: media/decode. */
export const frameTableKind = artefactKind({ kind: 'frame-table', version: 3, lane: 'ffmpeg', inputs: z.object({ clip: ClipContent }) });

/** The shots of a clip as they were found, before a user changed them. Maker: app, from shots. */
export const foundShotsKind = artefactKind({ kind: 'found-shots', version: 2, lane: 'ffmpeg', inputs: z.object({ clip: ClipContent }) });

/** Every frame as a gray JPEG, in files of its own; `within` is left out for the standard size. Maker: media/proxy. */
export const proxyKind = artefactKind({ kind: 'proxy', version: 2, lane: 'ffmpeg', inputs: z.object({ clip: ClipContent, within: ProxySize.exclude(['standard']).optional() }) });

/** The first sound track as AAC. Maker: media/proxy. */
export const soundKind = artefactKind({ kind: 'sound', version: 2, lane: 'ffmpeg', inputs: z.object({ clip: ClipContent }) });

/** Lowest and highest samples of the first sound track, for its drawing. Maker: app, from media/decode. */
export const soundPeaksKind = artefactKind({ kind: 'sound-peaks', version: 1, lane: 'ffmpeg', inputs: z.object({ clip: ClipContent }) });

/** The painter's encoding of a reference picture. Maker: colorize. Kept in memory. */
export const referenceStatisticsKind = artefactKind({ kind: 'reference-statistics', version: 1, lane: 'disk', inputs: z.object({ reference: z.string().min(1) }) });

/** A frame that is painted. No bytes of its own: it groups what its hints gave one after the other, of which the newest are kept. */
export const paintedFrameKind = artefactKind({ kind: 'painted-frame', version: 1, lane: 'inference', inputs: z.object({ clip: ClipContent, frame: Frame }) });

/** ab of a keyframe out of its hints. Also the preview while a hint is moved, which is kept in memory only. Maker: colorize. */
export const paintedKeyframeKind = artefactKind({
  kind: 'painted-keyframe', version: 1, lane: 'inference',
  inputs: z.object({ clip: ClipContent, frame: Frame, hints: z.array(HintContent), limited: LimitedContent, reference: z.string().optional(), vividness: z.number().optional(), network: Network }),
});

/** ab of an approved still in the clip's coding. The rest of one that is opaque in part only is painted. Maker: colorize. */
export const stillColourKind = artefactKind({
  kind: 'still-colour', version: 1, lane: 'disk',
  inputs: z.object({
    clip: ClipContent, frame: Frame, still: z.string().min(1),
    /** The clip's primaries and matrix, where those are not BT.709's or the user has chosen a matrix. */
    coding: z.string().optional(),
    rest: z.object({ hints: z.array(HintContent), limited: LimitedContent, reference: z.string().optional(), vividness: z.number().optional(), network: Network }).optional(),
  }),
});

/** ab of a still in a project that is scene memory of a shot: a copy of what the project keeps. Maker: app. */
export const rememberedStillKind = artefactKind({ kind: 'remembered-still', version: 1, lane: 'disk', inputs: z.object({ clip: ClipContent, frame: Frame, plane: z.string().min(1) }) });

/** What a keyframe or a correction states of its frame, whatever network paints it. Not stored: it names what of a shot was approved. */
export const keyframeContentKind = artefactKind({
  kind: 'keyframe-content', version: 1, lane: 'disk',
  inputs: z.object({ hints: z.array(HintContent), limited: LimitedContent, still: z.string().optional(), reference: z.string().optional(), correction: z.boolean() }),
});

/** Frames between two keyframes, or outside the outermost. No bytes of its own: it groups the planes that are made from it. */
export const spanKind = artefactKind({
  kind: 'span', version: 1, lane: 'inference',
  inputs: z.object({ clip: ClipContent, left: PlacedColour.optional(), right: PlacedColour.optional(), memory: SceneMemory, limits: ColourLimits, schedule: Schedule.optional(), network: Network }),
});

/** Groups the readings of a span, apart from its planes. No bytes of its own. */
export const spanReadingsKind = artefactKind({ kind: 'span-readings', version: 1, lane: 'inference', inputs: z.object({ span: ArtefactKey }) });

/**
 * One frame as the network read it from keyframes and from other readings, with its confidence; `flow` are the keyframes whose colour optical
 * flow brought as further sources. Needed to resume and to blend; afterwards it may be evicted. Maker: propagate.
 */
export const frameReadingKind = artefactKind({
  kind: 'frame-reading', version: 2, lane: 'inference',
  inputs: z.object({ clip: ClipContent, frame: Frame, reads: z.array(PlacedColour), flow: z.array(PlacedColour), memory: SceneMemory, limits: ColourLimits, schedule: Schedule, network: Network }),
});

/**
 * Optical flow of a frame into the one before or after it, at ¼ of the size at which propagation works. It depends on no colour, so an edit finds it
 * again. In no group: it is pinned by nothing, and found anew when it was evicted. Maker: propagate.
 */
export const neighbourFlowKind = artefactKind({ kind: 'neighbour-flow', version: 1, lane: 'disk', inputs: z.object({ clip: ClipContent, frame: Frame, into: z.enum(['before', 'after']) }) });

/** A mask's shape on a frame, painted as the key from which a tracking reads where its inside is. Not stored: it names what the readings are made from. */
export const maskKeyKind = artefactKind({ kind: 'mask-key', version: 1, lane: 'disk', inputs: z.object({ clip: ClipContent, frame: Frame, shape: MaskShape }) });

/** One frame of a span, its readings blended, with its confidence. Maker: propagate. */
export const blendedPlaneKind = artefactKind({ kind: 'blended-plane', version: 2, lane: 'inference', inputs: z.object({ span: ArtefactKey, frame: Frame }) });

/** One frame of a span, changed by hints. Maker: app, from colorize and propagate. */
export const correctionKind = artefactKind({
  kind: 'correction', version: 1, lane: 'inference',
  inputs: z.object({ span: ArtefactKey, frame: Frame, hints: z.array(HintContent), limited: LimitedContent, network: Network }),
});

/** A correction while its hints are moved: by the painter alone, on the colour last propagated. Kept in memory only. */
export const correctionPreviewKind = artefactKind({
  kind: 'correction-preview', version: 1, lane: 'inference',
  inputs: z.object({ base: ArtefactKey, frame: Frame, hints: z.array(HintContent), limited: LimitedContent, network: Network }),
});

/**
 * One frame read straight from the nearest keyframes, for the window until propagation reaches it. Kept in memory only; in no group, so that
 * no reading, status or delivery finds it. Other work than drafts is not to wait for one, so its lane is not that of paintings. Maker: app, from propagate.
 */
export const frameDraftKind = artefactKind({
  kind: 'frame-draft', version: 1, lane: 'disk',
  inputs: z.object({ clip: ClipContent, frame: Frame, reads: z.array(PlacedColour).min(1), memory: SceneMemory, limits: ColourLimits, network: Network }),
});

/**
 * Where positions of one frame are in another of the clip. `followed`: through the frames between, by way of every 48th, so that a stopped
 * job goes on; `found`: looked for in the whole picture. Small, and runs of the network between are left to painting. Maker: app, from propagate.
 */
export const trackedPositionsKind = artefactKind({
  kind: 'tracked-positions', version: 1, lane: 'disk',
  inputs: z.object({ clip: ClipContent, from: Frame, to: Frame, way: z.enum(['followed', 'found']), positions: z.array(ImagePoint), network: Network }),
});

/**
 * The frame whose keyframe would help a shot most, out of the mean confidence of its frames (SHA-256 of the Float64 values, NaN for none) and the
 * frames that have hints, counted from its first. Maker: app, from propagate.
 */
export const keyframeSuggestionKind = artefactKind({ kind: 'keyframe-suggestion', version: 1, lane: 'disk', inputs: z.object({ confidences: z.string().min(1), keys: z.array(Frame) }) });

/**
 * Frames of a delivery as a farm's worker encoded them, without sound; the sender joins them. `recipe`: hash of the encoder with its options, of the frames' colours
 * and layers. In the farm's store only, until the delivery is published. Maker: app, from deliver.
 */
export const deliveryPieceKind = artefactKind({
  kind: 'delivery-piece', version: 1, lane: 'ffmpeg', inputs: z.object({ clip: ClipContent, first: Frame, last: Frame, codec: z.string().min(1), recipe: z.string().min(1) }),
});

/** The table, by name. */
export const ARTEFACT_KINDS = [
  probedClipKind, frameTableKind, foundShotsKind, proxyKind, soundKind, soundPeaksKind, referenceStatisticsKind, paintedFrameKind, paintedKeyframeKind, stillColourKind, keyframeContentKind,
  rememberedStillKind, spanKind, spanReadingsKind, neighbourFlowKind, frameReadingKind, blendedPlaneKind, correctionKind, correctionPreviewKind, frameDraftKind,
  maskKeyKind, trackedPositionsKind, keyframeSuggestionKind, deliveryPieceKind,
] as const;
