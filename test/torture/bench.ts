import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Home, makeHome, startEngine, type TortureEngine, type Answer } from './driver.ts';
import { makeTortureFilm, type TortureFilm } from './film.ts';
import type { Phase, Work } from './orders.ts';
import { randomNumbers } from './random.ts';
import { type Content, contentOf, type DeliveryForm, FORMS, makeTarget, type Target } from './targets.ts';

export const WORKS = ['paint', 'propagate', 'save as', ...FORMS] as const;
export type WorkName = (typeof WORKS)[number];

export function isForm(name: WorkName): name is DeliveryForm {
  return FORMS.some((form) => form === name);
}

/** What came of one torture. */
export interface Row {
  readonly part: string;
  readonly work: string;
  readonly blow: string;
  /** Where it was when it was hit. */
  readonly phase: string;
  readonly problems: readonly Problem[];
  /** Engines that were killed in it. */
  readonly kills: number;
}

export interface Problem {
  readonly kind: 'loss' | 'half file' | 'foreign file' | 'bits' | 'left over' | 'failed';
  readonly text: string;
}

/** Of a run that nothing was done to. */
export interface Reference {
  readonly phases: Answer['phases'];
  readonly endedAt: number;
  /** Of the colours; empty for a delivery. */
  readonly hashes: readonly string[];
  /** Of each place of a delivery. */
  readonly contents: readonly Content[];
  /** What the files take on a disk; of copies of a project, two of them. */
  readonly kilobytes: number;
}

/** Where a case lies and what is done in it. */
export interface Case {
  readonly folder: string;
  readonly work: Work;
  readonly target: Target | undefined;
  readonly project: string;
}

/** Engines that follow each other in one home: one that was killed is followed by another when it is needed. */
export interface Slot {
  readonly home: Home;
  engine(): Promise<TortureEngine>;
  current(): TortureEngine | undefined;
}

/** What all tortures share: a film, engines that stay loaded from case to case, references. */
export interface Bench {
  readonly root: string;
  readonly film: TortureFilm;
  readonly random: () => number;
  /** The images that Tintype made before. */
  readonly olderImages: string;
  /** Engines of deliveries find everything coloured; those that colour begin with an empty cache. */
  slot(work: WorkName): Slot;
  otherSlot(): Slot;
  reference(work: WorkName): Promise<Reference>;
  makeCase(work: WorkName, options?: { readonly folder?: string }): Case;
  close(): Promise<void>;
}

export async function openBench(root: string, seed: number): Promise<Bench> {
  mkdirSync(root, { recursive: true });
  const film = await makeTortureFilm(join(root, 'film'));
  const random = randomNumbers(seed);
  const slots = { coloured: makeSlot(makeHome(join(root, 'coloured'), film.coloured)), bare: makeSlot(makeHome(join(root, 'bare'))) };
  let other: Slot | undefined;
  const references = new Map<WorkName, Promise<Reference>>();
  let count = 0;
  const slot = (work: WorkName): Slot => (work === 'paint' || work === 'propagate' ? slots.bare : slots.coloured);
  const olderImages = join(root, 'older-images');

  function makeCase(work: WorkName, options: { readonly folder?: string } = {}): Case {
    const folder = options.folder ?? join(root, `case-${count++}`);
    mkdirSync(folder, { recursive: true });
    const own = join(root, `project-${count++}`);
    mkdirSync(own);
    const project = join(own, 'film.tintype');
    copyFileSync(film.project, project);
    if (isForm(work)) {
      const target = makeTarget(film, work, join(folder, 'out'), { older: olderImages });
      return { folder, project, target, work: { kind: 'deliver', params: target.params } };
    }
    if (work === 'save as') {
      const out = join(folder, 'out');
      mkdirSync(out, { recursive: true });
      const copies = [0, 1, 2, 3].map((index) => join(out, `copy-${index % 2}.tintype`));
      copyFileSync(film.project, copies[0]!);
      return { folder, project, target: undefined, work: { kind: 'save as', project, copies } };
    }
    return { folder, project, target: undefined, work: { kind: work, project } };
  }

  async function runUndisturbed(work: WorkName): Promise<Reference> {
    const engine = await slot(work).engine();
    if (slot(work) === slots.bare) await engine.send({ work: { kind: 'forget' } });
    const made = makeCase(work);
    // The first run of an engine loads what later ones find loaded.
    if (isForm(work) || work === 'save as') await engine.send({ work: makeCase(work).work });
    const { outcome, phases, endedAt } = await engine.send({ work: made.work });
    if (outcome === 'killed' || outcome.state !== 'done' || outcome.hashes?.includes('missing') === true) throw new Error(`The undisturbed run of ${work} ended as ${JSON.stringify(outcome)}`);
    return { phases, endedAt, hashes: outcome.hashes ?? [], contents: made.target?.places.map((place) => contentOf(place)) ?? [], kilobytes: (made.target?.places ?? [film.project, film.project]).reduce((sum, place) => sum + kilobytesOf(place), 0) };
  }

  /** Six of the images, gray, as an earlier delivery left them. */
  async function makeOlderImages(): Promise<void> {
    const engine = await slots.coloured.engine();
    const { params } = makeTarget(film, 'images', join(root, 'older'));
    const { outcome } = await engine.send({ work: { kind: 'deliver', params: { ...(params as object), document: { ...film.document, keyframes: [] }, uncoloured: 6, files: [{ range: { first: 3, last: 8 }, outPath: olderImages }] } } });
    if (outcome === 'killed' || outcome.state !== 'done') throw new Error(`The older images could not be made: ${JSON.stringify(outcome)}`);
  }

  await makeOlderImages();
  return {
    root, film, random, olderImages, slot, makeCase,
    otherSlot: () => (other ??= makeSlot(makeHome(join(root, 'other'), film.coloured))),
    reference(work) {
      const known = references.get(work) ?? runUndisturbed(work);
      references.set(work, known);
      return known;
    },
    async close() {
      for (const each of [slots.coloured, slots.bare, other]) await each?.current()?.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function makeSlot(home: Home): Slot {
  let engine: TortureEngine | undefined;
  return {
    home,
    async engine() {
      if (engine?.isAlive() !== true) engine = await startEngine(home);
      return engine;
    },
    current: () => (engine?.isAlive() === true ? engine : undefined),
  };
}

/** A moment in a phase of a work, by how long it took undisturbed; `start` is any moment of the whole run. */
export function momentIn(phase: Phase, { phases, endedAt }: Reference, random: () => number): { readonly phase: Phase; readonly occurrence: number; readonly delayMs: number } {
  const places = phases.flatMap((each, index) => (each.phase === phase ? [{ at: each.at, until: phases[index + 1]?.at ?? endedAt }] : []));
  if (phase === 'start' || places.length === 0) return { phase: 'start', occurrence: 1, delayMs: random() * (endedAt - phases[0]!.at) };
  const occurrence = 1 + Math.floor(random() * places.length);
  const { at, until } = places[occurrence - 1]!;
  return { phase, occurrence, delayMs: random() * (until - at) };
}

/** As a disk of 4 KB blocks counts it. */
function kilobytesOf(path: string): number {
  const info = statSync(path);
  return info.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + kilobytesOf(join(path, name)), 0) : Math.ceil(info.size / 4096) * 4;
}
