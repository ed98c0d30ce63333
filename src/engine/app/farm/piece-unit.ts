import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Clip } from '../../../shared/model/clip.ts';
import { encoderOf } from '../../../shared/model/delivery-codecs.ts';
import { DeliveryCodec, DeliverySettings } from '../../../shared/model/delivery.ts';
import { ColourTagChoice } from '../../../shared/model/delivery-tags.ts';
import { Shot } from '../../../shared/model/document.ts';
import { FrameRange, rangeLength } from '../../../shared/model/frame.ts';
import { ArtefactKey, artefactKey, deliveryPieceKind } from '../../artefacts/index.ts';
import type { DeliveryPlan } from '../../deliver/index.ts';
import type { FarmUnit } from '../../jobs/index.ts';
import type { FfmpegTools } from '../../media/index.ts';
import type { ChromaSource } from '../shots/frame-status.ts';

export const PIECE_UNIT = 'piece';

/** A frame: the shares of stored planes in its colour, and the places of its shots in the unit's list. */
const PieceFrame = z.object({ colour: z.array(z.tuple([ArtefactKey, z.number()])), shots: z.array(z.number().int().min(0)) });

/**
 * Frames of a delivery to be encoded, with all that they are made from: the clip by path and content, the colour of each frame by keys of the shared store, the shots for their
 * layers, the encoder. Never the project, nor the place where the user wants the file.
 */
export const PieceUnit = z.object({
  clip: Clip, content: z.string(), codec: DeliveryCodec, settings: DeliverySettings.pick({ speed: true, quality: true }), colourTags: ColourTagChoice.optional(), range: FrameRange,
  frames: z.array(PieceFrame), shots: z.array(Shot),
  /** Name and version, as `encoderName` says it. */
  encoder: z.string(),
  /** Which frames are compared with the source when the piece is decoded again. */
  verify: z.enum(['every-frame', 'some-frames', 'none']),
  key: ArtefactKey,
});
export type PieceUnit = z.infer<typeof PieceUnit>;

/** Pieces of another encoder, or of another version of it, might not be joined. */
export function encoderName(codec: DeliveryCodec, { encoders, version }: Pick<FfmpegTools, 'encoders' | 'version'>): string {
  return `${encoderOf(codec, encoders)?.name ?? 'none'} of ffmpeg ${version}`;
}

/** A piece of a delivery, with the unit that makes it. */
export interface Piece {
  readonly range: FrameRange;
  readonly key: ArtefactKey;
  /** Planes that its frames are mixed from. */
  readonly colours: ReadonlySet<ArtefactKey>;
  readonly unit: FarmUnit;
}

interface PieceOptions {
  readonly chroma: Pick<ChromaSource, 'sharesAt' | 'shotsAt'>;
  readonly content: string;
  readonly encoder: string;
  readonly project: string;
  /** For the label. */
  readonly place: { readonly number: number; readonly count: number };
}

/** Equal frames of two deliveries, encoded alike, are one piece. */
export function pieceOf({ clip, codec, settings: { speed, quality }, askedColour, verify }: Pick<DeliveryPlan, 'clip' | 'codec' | 'settings' | 'askedColour' | 'verify'>, range: FrameRange, { chroma, content, encoder, project, place }: PieceOptions): Piece {
  const shots: Shot[] = [];
  const frames = Array.from({ length: rangeLength(range) }, (_, offset): z.infer<typeof PieceFrame> => {
    const seen = chroma.shotsAt(range.first + offset);
    for (const shot of seen) if (!shots.includes(shot)) shots.push(shot);
    return { colour: chroma.sharesAt(range.first + offset).map(({ key, weight }) => [key, weight]), shots: seen.map((shot) => shots.indexOf(shot)) };
  });
  const settings = { ...(speed === undefined ? {} : { speed }), ...(quality === undefined ? {} : { quality }) };
  const layered = shots.map(({ range: own, transitionIn, layers, masks }) => ({ range: own, transitionIn, layers, masks }));
  const recipe = createHash('sha256').update(JSON.stringify([encoder, verify, settings, askedColour ?? null, clip.coding ?? null, clip.deinterlace ?? false, frames, layered.some(({ layers }) => layers !== undefined) ? layered : []])).digest('hex');
  const key = artefactKey(deliveryPieceKind, { clip: content, first: range.first, last: range.last, codec, recipe });
  const body: PieceUnit = { clip, content, codec, settings, ...(askedColour === undefined ? {} : { colourTags: askedColour }), range, frames, shots, encoder, verify, key };
  return {
    range, key, colours: new Set(frames.flatMap(({ colour }) => colour.map(([plane]) => plane))),
    unit: {
      id: createHash('sha256').update(JSON.stringify([PIECE_UNIT, key])).digest('hex'), kind: PIECE_UNIT,
      label: `Piece ${place.number} of ${place.count} · ${range.first}–${range.last}`, project, frames: rangeLength(range), body,
    },
  };
}
