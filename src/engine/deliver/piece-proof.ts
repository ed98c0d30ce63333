import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codecRecord, isImageCodec } from '../../shared/model/delivery-codecs.ts';
import { LumaCheck } from '../../shared/model/delivery-report.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import { type FfmpegTools, packetHashes } from '../media/index.ts';
import { decodeDelivered, keptLumas, openDelivered } from './decode-delivered.ts';
import type { DeliveryPlan } from './plan-delivery.ts';

/** What the machine that encoded a piece found when it decoded it from end to end, and hashes of what it decoded. */
export const PieceProof = z.object({
  scope: z.enum(['every-frame', 'some-frames', 'none']),
  /** Frames that decoded. */
  frameCount: z.number().int().min(0),
  /** ffmpeg's log lines on frames that did not decode. */
  complaints: z.string(),
  luma: LumaCheck.nullable(),
  /** Of what a decoder is told before the first packet. */
  header: z.string().optional(),
  /** Of each packet, or of each image, in order. */
  hashes: z.array(z.string()),
});
export type PieceProof = z.infer<typeof PieceProof>;

/** Proof of a whole film that was put together from proven pieces. */
export interface JoinedProof {
  readonly frameCount: number;
  readonly complaints: string;
  readonly luma: readonly LumaCheck[];
  /** Packets, or images, of the film that are those of the pieces. */
  readonly packets: number;
  /** Frames of the file, from 0, at which a piece begins, but the first. */
  readonly joins: readonly number[];
}

interface Options {
  readonly tools: FfmpegTools;
  readonly signal?: AbortSignal | undefined;
}

/** Decodes a piece and compares it with the source as the plan asks. @param path its file, or the folder of its images. Throws as `probeClip` and `readLuma` */
export async function provePiece(plan: DeliveryPlan, { path, pictures }: { readonly path: string; readonly pictures: readonly string[] }, options: Options): Promise<PieceProof> {
  const { delivered } = await openDelivered(plan, { path, frameCount: rangeLength(plan.range) }, options);
  const { luma, ...found } = await decodeDelivered(plan, delivered, await keptLumas(plan, options), options);
  return { scope: plan.verify, ...found, luma: luma ?? null, ...(await hashesOf(plan, pictures, options)) };
}

/** Of the coded pictures alone: sound, tags and the container may differ. */
async function hashesOf({ codec }: DeliveryPlan, pictures: readonly string[], { tools, signal }: Options): Promise<Pick<PieceProof, 'header' | 'hashes'>> {
  if (isImageCodec(codec)) return { hashes: await imageHashes(pictures) };
  const { header, packets } = await packetHashes(pictures[0]!, codec, { tools, signal });
  return { ...(header === undefined ? {} : { header }), hashes: [...packets] };
}

async function imageHashes(paths: readonly string[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const path of paths) hashes.push(createHash('sha256').update(await readFile(path)).digest('hex'));
  return hashes;
}

/**
 * Whether a film consists of the coded pictures of its pieces, each whole and in order, so that what was found of the pieces holds for it. It is read, not decoded.
 * @param pictures the joined file, or its images in order
 * @returns the proof, or why there is none, as the end of a sentence. Throws as `packetHashes`, and errors of reading
 */
export async function proofOfJoined(plan: DeliveryPlan, pieces: readonly { readonly frames: number; readonly proof: PieceProof | undefined }[], pictures: readonly string[], options: Options): Promise<JoinedProof | string> {
  const proofs = pieces.flatMap(({ proof }) => (proof === undefined ? [] : [proof]));
  if (proofs.length < pieces.length || proofs.some(({ scope }) => scope !== plan.verify)) return 'its pieces were not all checked by those who encoded them';
  const whole = await hashesOf(plan, pictures, options);
  const expected = proofs.flatMap(({ hashes }) => hashes);
  if (whole.hashes.length !== expected.length || whole.hashes.some((hash, index) => hash !== expected[index])) return 'its coded pictures are not those of the pieces';
  // A MOV keeps boxes of some codecs that an MXF has no place for; a decoder of those codecs needs none.
  const isHeaderKept = codecRecord(plan.codec).container !== 'mxf';
  if (proofs.some(({ header }) => header !== (isHeaderKept ? whole.header : proofs[0]!.header))) return 'its decoder is told other parameters than those of the pieces';
  const starts = pieces.map((_, place) => pieces.slice(0, place).reduce((sum, { frames }) => sum + frames, 0));
  return {
    frameCount: proofs.reduce((sum, { frameCount }) => sum + frameCount, 0),
    complaints: proofs.map(({ complaints }) => complaints).filter((each) => each !== '').join('\n'),
    luma: proofs.flatMap(({ luma }) => (luma === null ? [] : [luma])), packets: expected.length, joins: starts.slice(1),
  };
}
