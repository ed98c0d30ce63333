import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobPhase } from '../../../shared/contract/jobs.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type FrameRange, rangeLength } from '../../../shared/model/frame.ts';
import { cannotBeJoined, type DeliveryPlan, type PieceOffer, writePiece } from '../../deliver/index.ts';
import { farmTiming } from '../../jobs/index.ts';
import type { ClipColour } from '../deliver/delivery-colour.ts';
import type { Services } from '../services.ts';
import type { OpenFarm } from './farm-access.ts';
import type { Piece } from './piece-unit.ts';
import { planPieces } from './plan-pieces.ts';
import { deliveryUrgency, giveArtefacts, LOOK_AGAIN_MS, SHOWN_AFTER_MS } from './send-propagation.ts';
import { whenThereIsRoom } from './wait-for-room.ts';

interface SendPieces {
  readonly signal: AbortSignal;
  /** Frames encoded so far. */
  readonly report: (done: number, phase?: JobPhase) => void;
  readonly mayGoOn: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** Pieces of one file. */
export interface PiecesOfFarm {
  readonly offer: PieceOffer;
  /** Removes the pieces: the file is published, and nobody else needs them. */
  release(): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/**
 * Has the pictures of a delivery encoded by the farm in pieces. A piece that the farm cannot make is encoded here. Where a delivery cannot be made in pieces, or no worker is
 * there, the offer says so; a delivery of a single piece is not sent. While the farm's store is full, it waits. @throws AbortError
 */
export async function piecesOnFarm(services: Services, plan: DeliveryPlan, colour: ClipColour, options: SendPieces): Promise<PiecesOfFarm | undefined> {
  const alone = (reason: string, release = nothing): PiecesOfFarm => ({ offer: { alone: `Farm: this machine encoded the film alone: ${reason}.` }, release });
  const obstacle = cannotBeJoined(plan);
  if (obstacle !== undefined) return alone(obstacle);
  const pieces = await planPieces(services, plan, colour);
  if (pieces.length < 2) return undefined;
  const farm = await whenThereIsRoom(() => services.farm.open(), { signal: options.signal, mayGoOn: options.mayGoOn, onFull: () => { options.report(0, 'storeFull'); } }).catch((error: unknown) => error instanceof AppError ? error : Promise.reject(error as Error));
  if (farm instanceof AppError) return alone(`the farm does not answer (${farm.message.replace(/\.$/, '')})`);
  if (!await hasWorkers(farm, pieces, options)) return alone('there is no worker', () => removePieces(farm, pieces));
  return sendAll(services, plan, { ...options, farm, pieces, colour }).catch((error: unknown) => {
    // Alone, it is delivered as far as it goes.
    if (error instanceof AppError && error.code === 'media.truncated') return alone('the film ends before its last frame');
    throw error;
  });
}

/** Where pieces were made early there were workers just now, which may only be late with a heartbeat: those are waited for. */
async function hasWorkers({ queue, store }: OpenFarm, pieces: readonly Piece[], { signal }: Pick<SendPieces, 'signal'>): Promise<boolean> {
  const areThere = async (): Promise<boolean> => (await queue.status()).workers.length > 0;
  if (await areThere()) return true;
  const isSomeMade = (await Promise.all(pieces.map(({ key }) => store.folder(key)))).some((folder) => folder !== undefined);
  for (const until = Date.now() + (isSomeMade ? farmTiming().leaseMs : 0); Date.now() < until;) {
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
    if (await areThere()) return true;
  }
  return false;
}

async function removePieces({ store }: OpenFarm, pieces: readonly Piece[]): Promise<void> {
  for (const { key } of pieces) await store.remove(key);
}

interface Sending extends SendPieces {
  readonly farm: OpenFarm;
  readonly pieces: readonly Piece[];
  readonly colour: ClipColour;
}

async function sendAll(services: Services, plan: DeliveryPlan, { farm, pieces, colour, signal, report, mayGoOn, log }: Sending): Promise<PiecesOfFarm> {
  const doneOf = new Map<Piece, number>();
  const putOff = new Set<Piece>();
  const ownFolders: string[] = [];
  const failures = new Set<string>();
  let encodingHere = Promise.resolve();
  let giving = Promise.resolve();
  let isFull = false;
  const reportAll = (): void => { report([...doneOf.values()].reduce((sum, each) => sum + each, 0), isFull ? 'storeFull' : putOff.size > 0 ? 'putOff' : undefined); };
  const tell = (piece: Piece, done: number): void => {
    doneOf.set(piece, done);
    reportAll();
  };

  /** Gives the farm the colour of a piece: one piece after the other, so that one alone waits for room, or stands still while the delivery is paused. */
  function give({ colours }: Piece): Promise<void> {
    const given = giving.then(async () => {
      signal.throwIfAborted();
      await whenThereIsRoom(() => giveArtefacts(services.store, farm.store, [...colours]), { signal, mayGoOn, onFull: () => {
        isFull = true;
        reportAll();
      } });
      if (!isFull) return;
      isFull = false;
      reportAll();
    });
    giving = given.catch(() => undefined); // told to whoever wanted this piece
    return given;
  }

  async function onFarm(piece: Piece): Promise<string> {
    const { unit, key } = piece;
    const there = await farm.store.folder(key);
    if (there !== undefined) return there;
    await give(piece);
    await farm.queue.send(unit, {
      signal, priority: () => deliveryUrgency(services.playhead.of(plan.clip.id)),
      progress: ({ done, total }) => { tell(piece, Math.floor((done / Math.max(1, total)) * unit.frames)); },
      putOff: (is) => {
        if (is) putOff.add(piece);
        else putOff.delete(piece);
        reportAll();
      },
    }).finally(() => { putOff.delete(piece); });
    for (const until = Date.now() + SHOWN_AFTER_MS; ;) {
      const folder = await farm.store.folder(key);
      if (folder !== undefined) return folder;
      if (Date.now() > until) throw new AppError('job.failed', `The farm's store ${farm.store.directory} does not show the piece here.`);
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
    }
  }

  /** One after the other: an encoder uses all cores. */
  function here({ range }: Piece): Promise<string> {
    const made = encodingHere.then(async () => {
      signal.throwIfAborted();
      const folder = await services.store.scratchFolder();
      ownFolders.push(folder);
      await writePiece({ ...plan, range }, { tools: await services.tools(), signal, chromaAt: (frame) => colour.chroma.chromaAt(frame), layersAt: (frame) => colour.chroma.layersAt(frame) }, folder);
      return folder;
    });
    encodingHere = made.then(() => undefined, () => undefined);
    return made;
  }

  async function carryOut(piece: Piece): Promise<{ readonly range: FrameRange; readonly folder: string }> {
    const folder = await onFarm(piece).catch((error: unknown) => {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      log(`${piece.unit.label}: ${reason}`);
      failures.add(reason);
      return here(piece);
    });
    tell(piece, rangeLength(piece.range));
    return { range: piece.range, folder };
  }

  const removeOwn = async (): Promise<void> => { for (const folder of ownFolders) await rm(folder, { recursive: true, force: true }); };
  const ends = await Promise.allSettled(pieces.map(carryOut));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) {
    await removeOwn();
    throw failed.reason;
  }
  const made = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const remarks = ownFolders.length === 0 ? [] : [`Farm: ${ownFolders.length} of ${pieces.length} pieces were encoded by this machine: ${[...failures].join(' ')}`];
  return {
    offer: { pieces: made, remarks },
    async release() {
      await removeOwn();
      await removePieces(farm, pieces);
    },
  };
}
