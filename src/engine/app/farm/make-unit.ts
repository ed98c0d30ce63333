import { hostname } from 'node:os';
import { isAbort, AppError } from '../../../shared/errors/app-error.ts';
import { parseInput } from '../../../shared/errors/parse.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { type FarmUnit, type UnitContext, UnitPostponed, UnitRefused } from '../../jobs/index.ts';
import { propagateSpans } from '../propagate/propagate-job.ts';
import type { Services } from '../services.ts';
import { keyContext } from '../shots/key-context.ts';
import { makePiece } from './make-piece.ts';
import { mappedClip, type MediaMapping } from './media-map.ts';
import { PIECE_UNIT, PieceUnit } from './piece-unit.ts';
import { type FreshFrame, PROPAGATE_UNIT, PropagateUnit, type PropagateUnitResult, type UnitNetworks } from './propagate-unit.ts';
import { unitKeys } from './unit-keys.ts';

/** Makes a unit of the farm on this machine, by the same code as the editor does. @throws UnitRefused, UnitPostponed, AppError */
export async function makeUnit(services: Services, unit: FarmUnit, { mappings, ...context }: UnitContext & { readonly mappings: readonly MediaMapping[] }): Promise<PropagateUnitResult> {
  switch (unit.kind) {
    case PROPAGATE_UNIT: return propagateUnitHere(services, unit, { mappings, ...context });
    case PIECE_UNIT: return pieceHere(services, unit, { mappings, ...context });
    default: throw new UnitRefused(`${hostname()} has another version of Tintype, which makes no units of the kind “${unit.kind}”.`);
  }
}

type MakeOptions = Parameters<typeof makeUnit>[2];

async function pieceHere(services: Services, unit: FarmUnit, { mappings, ...context }: MakeOptions): Promise<PropagateUnitResult> {
  const piece = parseInput(PieceUnit, unit.body, 'The unit');
  const clip = mappedClip(piece.clip, mappings);
  try {
    await assertSameMedia(services, clip, piece.content);
    await services.store.assertWritable();
    return await makePiece(services, { ...piece, clip }, context);
  } catch (error) {
    throw isAbort(error) ? error : asRefusal(error);
  }
}

async function propagateUnitHere(services: Services, unit: FarmUnit, { mappings, ...context }: MakeOptions): Promise<PropagateUnitResult> {
  const { params, networks } = parseInput(PropagateUnit, unit.body, 'The unit');
  const clip = mappedClip(params.clip, mappings);
  try {
    assertSameNetworks(services, params.shot, networks);
    await assertSameMedia(services, clip, params.content);
    const memory = params.memory.map((each) => ({ ...each, clip: mappedClip(each.clip, mappings) }));
    for (const each of memory) await assertSameMedia(services, each.clip, each.content);
    await services.store.assertWritable();
    const keys = unitKeys(params.spans);
    await services.store.discover([...keys.all, ...memory.map(({ key }) => key)]);
    const watched = services.guard.watch(clip, params.content, memory);
    const { made } = await watched.during(() => propagateSpans(services, { ...params, clip, memory }, {
      signal: context.signal, report: context.report,
      tell: (frame, key, confidence) => { context.made({ frame, key, confidence } satisfies FreshFrame); },
      kept: (key) => watched.kept(key),
    }));
    return { made, frames: keys.frames.filter(({ key }) => services.store.find(key) !== undefined).length };
  } catch (error) {
    throw isAbort(error) ? error : asRefusal(error);
  }
}

/** Failures of this machine, not of the unit. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  switch (error.code) {
    case 'disk.full': case 'file.notWritable': return new UnitPostponed(error.message, { cause: error });
    case 'media.changed': case 'model.missing': case 'model.notAdded': case 'model.hashMismatch': case 'ffmpeg.missing': return new UnitRefused(`${hostname()}: ${error.message}`, { cause: error });
    default: return error;
  }
}

function assertSameNetworks(services: Services, shot: PropagateUnit['params']['shot'], wanted: UnitNetworks): void {
  const own = keyContext(services).networksOf(shot);
  for (const task of ['propagate', 'colorize', 'schedule'] as const) {
    if (own[task] !== wanted[task]) throw new UnitRefused(`${hostname()} has another network (${task}: ${own[task]}) than the unit asks for (${wanted[task]}).`);
  }
}

/** @throws UnitRefused when the film is missing or a different one */
async function assertSameMedia(services: Services, clip: Clip, content: string): Promise<void> {
  try {
    await services.contents.check(clip);
  } catch (error) {
    throw new UnitRefused(`${hostname()} cannot read ${clipPath(clip)}. Mount the folder there, or map it with --map FROM=TO.`, { cause: error });
  }
  if (services.contents.of(clip) !== content) throw new UnitRefused(`${hostname()} has another film at ${clipPath(clip)} than the one that was sent: its content differs.`);
}
