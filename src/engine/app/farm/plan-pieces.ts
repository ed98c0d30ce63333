import { hostname } from 'node:os';
import { frameRange, rangeLength } from '../../../shared/model/frame.ts';
import type { DeliveryPlan } from '../../deliver/index.ts';
import { SCHEDULES } from '../../propagate/index.ts';
import type { ClipColour } from '../deliver/delivery-colour.ts';
import { stepOf } from '../propagate/propagate-params.ts';
import type { Services } from '../services.ts';
import { networksOf } from '../shots/shot-networks.ts';
import type { ShotPlan } from '../shots/shot-plan.ts';
import { cutPieces } from './cut-pieces.ts';
import { encoderName, type Piece, pieceOf } from './piece-unit.ts';
import { unitSteps } from './propagate-unit.ts';

/** A piece is at most about so large, so that its checksum is verified whole and a lost worker costs little. */
const PIECE_BYTES = 200e6;
/** Seeking in the film and starting the encoder cost as much as some frames; an encoder of groups begins a new one at every piece. */
const [LEAST_FRAMES, MOST_FRAMES] = [24, 500];

/** `TINTYPE_FARM_PIECE_FRAMES` makes them shorter, for tests. */
function framesOfPiece({ range, cost }: DeliveryPlan, environment: Readonly<Record<string, string | undefined>> = process.env): number {
  const asked = Number(environment['TINTYPE_FARM_PIECE_FRAMES']);
  if (Number.isInteger(asked) && asked > 0) return asked;
  return mostFramesOfPiece(cost.bytes / rangeLength(range));
}

/** Pure. @param bytesOfFrame of the encoded film */
export function mostFramesOfPiece(bytesOfFrame: number): number {
  return Math.max(LEAST_FRAMES, Math.min(MOST_FRAMES, Math.floor(PIECE_BYTES / Math.max(1, bytesOfFrame))));
}

/** Frames of a shot that one unit of the farm makes. */
function blocksOf({ registry }: Services, plan: ShotPlan): ReturnType<typeof unitSteps> {
  const rules = SCHEDULES[networksOf(registry, plan.shot).propagate.manifest.schedule];
  return unitSteps(plan.steps.map((step) => stepOf(plan, step)), rules);
}

/** The pieces of a file: by the document alone, so that they are the same before and after its colour is made. One piece: it is not worth a farm. */
export async function planPieces(services: Services, plan: DeliveryPlan, { chroma, plans }: ClipColour): Promise<readonly Piece[]> {
  const tools = await services.tools();
  const blocks = plans.flatMap((shot) => blocksOf(services, shot).map((steps) => (frameRange(Math.min(...steps.map(({ range }) => range.first)), Math.max(...steps.map(({ range }) => range.last))))));
  const ranges = cutPieces(plan.range, { most: framesOfPiece(plan), cuts: plans.map(({ shot }) => shot.range.first), blocks });
  const options = { chroma, content: services.contents.of(plan.clip), encoder: encoderName(plan.codec, tools), project: `${plan.clip.name} (${hostname()})` };
  return ranges.map((range, index) => pieceOf(plan, range, { ...options, place: { number: index + 1, count: ranges.length } }));
}
