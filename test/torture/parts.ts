import { type Bench, type Row, type WorkName, WORKS } from './bench.ts';
import { canMount, fillDisk, fillOwnDisk, makeReadOnly } from './disks.ts';
import { deliverPair, PAIRINGS } from './pairs.ts';
import type { Blow, Phase } from './orders.ts';
import { type Plan, strikeOnce } from './strikes.ts';
import { FORMS } from './targets.ts';

export const PARTS = ['kills', 'cancels', 'disks', 'pairs', 'folders', 'cache'] as const;
export type Part = (typeof PARTS)[number];

/** How often in a long run, if nothing else is said. */
export const LONG_COUNTS: Readonly<Record<Part, number>> = { kills: 200, cancels: 200, disks: 28, pairs: 20, folders: 20, cache: 20 };

/** Where works can be hit: a phase that a work does not have is any moment of it. */
const KILL_PHASES: Readonly<Record<WorkName, readonly Phase[]>> = {
  'paint': ['commit', 'start'], 'propagate': ['decode', 'commit', 'start'], 'save as': ['encode', 'rename', 'commit'],
  'movie': ['decode', 'encode', 'verify', 'rename', 'commit'], 'archive': ['verify', 'encode', 'rename', 'start'], 'images': ['rename', 'encode', 'verify', 'decode'], 'many': ['commit', 'rename', 'verify', 'encode'],
};
/** Of four kills two are the engine's. */
const KILLS: readonly Blow[] = ['kill engine', 'kill ffmpeg', 'kill engine', 'kill inference'];

/** What is tried in a part, in order; the same for the same count. */
export async function runPart(bench: Bench, part: Part, count: number, note: (row: Row) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const add = (row: Row): void => {
    rows.push(row);
    note(row);
  };
  switch (part) {
    case 'kills': for (const plan of killPlans(count)) add(await strikeOnce(bench, plan)); break;
    case 'cancels': for (const plan of plansOf(part, count, WORKS.filter((work) => work !== 'save as'), 'cancel')) add(await strikeOnce(bench, plan)); break;
    case 'cache': {
      const works: readonly WorkName[] = ['propagate', 'movie', 'paint', 'images', 'many'];
      for (const [index, plan] of plansOf(part, count, works, 'delete cache').entries()) add(await strikeOnce(bench, { ...plan, blow: index % 2 === 0 ? 'delete cache' : 'damage cache' }));
      break;
    }
    case 'folders': await folders(bench, count, add); break;
    case 'pairs': {
      for (let index = 0; index < count; index++) add(await deliverPair(bench, FORMS[index % FORMS.length]!, PAIRINGS[Math.floor(index / FORMS.length) % PAIRINGS.length]!, index % 2 === 0 ? 1 : 2));
      break;
    }
    case 'disks': {
      if (!canMount(bench.root)) break;
      const works: readonly WorkName[] = [...FORMS, 'save as'];
      const own = Math.floor(count / 4);
      for (let index = 0; index < count - own; index++) add(await fillDisk(bench, works[index % works.length]!, (index + 1) / (count - own)));
      for (let index = 0; index < own; index++) add(await fillOwnDisk(bench, index % 2 === 0 ? 'propagate' : 'paint', (index + 1) / own));
      break;
    }
  }
  return rows;
}

function killPlans(count: number): readonly Plan[] {
  return Array.from({ length: count }, (_, index): Plan => {
    const work = WORKS[index % WORKS.length]!;
    const round = Math.floor(index / WORKS.length);
    const wanted = KILLS[round % KILLS.length]!;
    const phases = KILL_PHASES[work];
    return { part: 'kills', work, blow: suits(wanted, work) ? wanted : 'kill engine', phase: phases[(round + Math.floor(round / KILLS.length)) % phases.length]! };
  });
}

/** Deliveries of what is coloured start no network, and a copy no other process at all. */
function suits(blow: Blow, work: WorkName): boolean {
  switch (blow) {
    case 'kill ffmpeg': return work !== 'save as' && work !== 'paint';
    case 'kill inference': return work === 'paint' || work === 'propagate';
    default: return true;
  }
}

function plansOf(part: Part, count: number, works: readonly WorkName[], blow: Blow): readonly Plan[] {
  return Array.from({ length: count }, (_, index): Plan => {
    const work = works[index % works.length]!;
    const phases: readonly Phase[] = ['start', ...KILL_PHASES[work]];
    return { part, work, blow, phase: phases[Math.floor(index / works.length) % phases.length]! };
  });
}

async function folders(bench: Bench, count: number, add: (row: Row) => void): Promise<void> {
  const phases: readonly Phase[] = ['encode', 'verify', 'rename', 'start'];
  const vanishing = canMount(bench.root) ? Math.ceil(count / 2) : count;
  for (let index = 0; index < vanishing; index++) add(await strikeOnce(bench, { part: 'folders', work: FORMS[index % FORMS.length]!, blow: 'remove folder', phase: phases[Math.floor(index / FORMS.length) % phases.length]! }));
  const works: readonly WorkName[] = [...FORMS, 'save as'];
  for (let index = 0; index < count - vanishing; index++) add(await makeReadOnly(bench, works[index % works.length]!, (['before', 'verify', 'encode'] as const)[Math.floor(index / 2) % 3]!));
}
