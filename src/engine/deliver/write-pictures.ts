import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import { isImageCodec } from '../../shared/model/delivery-codecs.ts';
import type { DeliveryFrame } from '../../shared/model/delivery-report.ts';
import { type FrameRange, rangeLength } from '../../shared/model/frame.ts';
import { type EncodePlan, imageNames, joinVideo, openEncoder } from '../media/index.ts';
import { keptLumas } from './decode-delivered.ts';
import { meanAbChange } from './frame-statistics.ts';
import { piecePictures, readPieceFrames } from './piece.ts';
import { type JoinedProof, proofOfJoined } from './piece-proof.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import { type FrameSources, writeFrames, type WrittenFrames } from './write-frames.ts';

/** Encoded pieces of a delivery in order, each in a folder as `writePiece` fills it; or why there are none, as a sentence for the report. */
export type PieceOffer = { readonly pieces: readonly { readonly range: FrameRange; readonly folder: string }[]; readonly remarks?: readonly string[] } | { readonly alone: string };

export interface PictureSources extends FrameSources {
  /** Pieces that others have encoded. Without it, or without pieces, all frames are encoded here. */
  pieces?(): Promise<PieceOffer | undefined>;
}

interface WrittenPictures extends WrittenFrames {
  readonly command: readonly string[];
  readonly remarks: readonly string[];
  /** Where it was put together from pieces that others have checked; without it, it is still to be decoded. */
  readonly proof?: JoinedProof;
}

interface PicturesTarget {
  readonly encodePlan: EncodePlan;
  /** A folder for files that only ffmpeg reads. */
  readonly folder: () => Promise<string>;
}

/** Writes the pictures of a delivery, with sound and all other tracks of the encode plan. @throws as `Encoder` and the source's reader do */
export async function writePictures(plan: DeliveryPlan, sources: PictureSources, target: PicturesTarget): Promise<WrittenPictures> {
  const offer = await sources.pieces?.();
  if (offer === undefined || 'alone' in offer) return encodeHere(plan, sources, { ...target, remarks: offer === undefined ? [] : [offer.alone] });
  try {
    return await joinPieces(plan, sources, { ...target, offer });
  } catch (error) {
    if (isAbort(error) || (error instanceof AppError && (error.code === 'disk.full' || error.code === 'file.notWritable'))) throw error;
    return encodeHere(plan, sources, { ...target, remarks: [`Farm: its pieces could not be joined (${error instanceof Error ? error.message : String(error)}); this machine encoded the film alone.`] });
  }
}

async function encodeHere(plan: DeliveryPlan, sources: PictureSources, { encodePlan, remarks }: PicturesTarget & { readonly remarks: readonly string[] }): Promise<WrittenPictures> {
  const encoder = openEncoder(encodePlan, sources.tools, { signal: sources.signal, place: plan.outPath });
  return { ...await writeFrames(plan, sources, encoder), command: encoder.command, remarks };
}

async function joinPieces(plan: DeliveryPlan, sources: PictureSources, { encodePlan, folder, offer }: PicturesTarget & { readonly offer: Extract<PieceOffer, { pieces: unknown }> }): Promise<WrittenPictures> {
  const { tools, signal } = sources;
  const { pieces } = offer;
  const read = await Promise.all(pieces.map(async (piece) => ({ ...piece, ...await readPieceFrames(piece.folder), pictures: piecePictures(plan, { folder: piece.folder, frames: rangeLength(piece.range) }) })));
  const frames: DeliveryFrame[] = [];
  for (const piece of read) frames.push(...await withNeighbours(piece.frames, sources, { isFirst: frames.length === 0 }));
  const command = isImageCodec(plan.codec)
    ? await copyImages(read.flatMap(({ pictures }) => pictures), encodePlan, signal)
    : await joinVideo(encodePlan, read.map(({ range, pictures }) => ({ path: pictures[0]!, frames: rangeLength(range) })), tools, { listPath: join(await folder(), 'pieces.txt'), place: plan.outPath, signal });
  const written = isImageCodec(plan.codec) ? imageNames(encodePlan, frames.length).map((name) => join(encodePlan.outPath, name)) : [encodePlan.outPath];
  const proof = await proofOfJoined(plan, read.map((piece) => ({ frames: rangeLength(piece.range), proof: piece.proof })), written, sources);
  const isProven = typeof proof !== 'string';
  return {
    frames, standIns: read.flatMap(({ standIns }) => standIns), command, ...(isProven ? { proof, kept: [] } : { kept: await keptLumas(plan, sources) }),
    remarks: [...offer.remarks ?? [], `Farm: encoded in ${pieces.length} pieces, joined without encoding again.`, ...(isProven ? [] : [`Farm: the joined film was decoded here from end to end, since ${proof}.`])],
  };
}

/** Confidences, and the first frame's change from the piece before: what a worker did not know. */
async function withNeighbours(frames: readonly DeliveryFrame[], sources: FrameSources, { isFirst }: { readonly isFirst: boolean }): Promise<readonly DeliveryFrame[]> {
  const first = frames[0]!.frame;
  const [before, after] = isFirst ? [] : await Promise.all([first - 1, first].map((frame) => sources.chromaAt(frame, sources.signal)));
  const change = before === undefined || after === undefined ? null : meanAbChange(before, after);
  return frames.map((frame, index) => ({ ...frame, confidence: sources.confidenceAt?.(frame.frame) ?? null, ...(index === 0 ? { abChange: change } : {}) }));
}

async function copyImages(images: readonly string[], plan: EncodePlan, signal: AbortSignal | undefined): Promise<readonly string[]> {
  for (const [index, name] of imageNames(plan, images.length).entries()) {
    signal?.throwIfAborted();
    await copyFile(images[index]!, join(plan.outPath, name));
  }
  return ['cp', '…', plan.outPath];
}
