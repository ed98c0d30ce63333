import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { counted } from '../../shared/counted.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { codecRecord, isImageCodec } from '../../shared/model/delivery-codecs.ts';
import { DeliveryFrame } from '../../shared/model/delivery-report.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import { type EncodePlan, imageNames, openEncoder } from '../media/index.ts';
import { encodedPicture } from './encode-plan-of.ts';
import { PieceProof, provePiece } from './piece-proof.ts';
import type { DeliveryPlan } from './plan-delivery.ts';
import { type FrameSources, writeFrames } from './write-frames.ts';

const FRAMES = 'frames.json';
const IMAGES = 'piece';

/** What is known of the frames of a piece beside their pictures. */
const PieceFrames = z.object({ frames: z.array(DeliveryFrame), standIns: z.array(z.number().int()), proof: PieceProof.optional() });
type PieceFrames = z.infer<typeof PieceFrames>;

/** Why a delivery cannot be put together from pieces, as a sentence; `undefined` when it can. Pure. */
export function cannotBeJoined({ clip, codec }: Pick<DeliveryPlan, 'clip' | 'codec'>): string | undefined {
  return clip.timing === 'variable' && !isImageCodec(codec) ? 'its frames have times of their own, which do not survive joining' : undefined;
}

/** Paths of a piece's pictures, in its folder: one file, or an image for each frame. */
export function piecePictures({ codec }: Pick<DeliveryPlan, 'codec'>, { folder, frames }: { readonly folder: string; readonly frames: number }): readonly string[] {
  return isImageCodec(codec) ? imageNames({ codec, imageName: IMAGES }, frames).map((name) => join(folder, name)) : [join(folder, `piece${wrapperOf(codec)}`)];
}

/** Pieces of MXF are MOV, which every ffmpeg joins. */
function wrapperOf(codec: DeliveryPlan['codec']): string {
  const { container, extension } = codecRecord(codec);
  return container === 'mxf' ? '.mov' : extension;
}

/**
 * Encodes the frames of a plan, which are a piece of a longer delivery, into a folder: pictures alone, beginning with a key frame, by the encoder and with the tags of
 * the whole; beside them what is reported of each frame, and what was found when the piece was decoded again.
 * @throws AppError `media.truncated` where the source ends early, `disk.full`, `file.notWritable`, `ffmpeg.*`; AbortError
 */
export async function writePiece(plan: DeliveryPlan, sources: FrameSources, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const expected = rangeLength(plan.range);
  const [first] = piecePictures(plan, { folder, frames: expected });
  const outPath = isImageCodec(plan.codec) ? folder : first!;
  const encodePlan: EncodePlan = { outPath, ...encodedPicture(plan), rotation: 0, imageName: IMAGES, ...(codecRecord(plan.codec).container === 'mxf' ? { wrapper: 'mov' } : {}) };
  const { frames, standIns } = await writeFrames(plan, sources, openEncoder(encodePlan, sources.tools, { signal: sources.signal }));
  if (frames.length !== expected) throw new AppError('media.truncated', `"${plan.clip.name}" ends within these frames: ${frames.length} of ${expected} could be decoded.`);
  const proof = await provePiece(plan, { path: outPath, pictures: piecePictures(plan, { folder, frames: expected }) }, sources);
  if (proof.frameCount !== expected) throw new AppError('job.failed', `The encoder wrote ${proof.frameCount} of ${counted(expected, 'frame')}.`);
  await writeFile(join(folder, FRAMES), JSON.stringify({ frames: [...frames], standIns: [...standIns], proof } satisfies PieceFrames));
}

/** @throws ZodError, SyntaxError or an error of the file system where the folder is no piece */
export async function readPieceFrames(folder: string): Promise<PieceFrames> {
  return PieceFrames.parse(JSON.parse(await readFile(join(folder, FRAMES), 'utf8')));
}
