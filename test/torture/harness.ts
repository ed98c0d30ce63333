import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type EngineHome, type EngineProcess, makeHome, type RunReport, startEngine } from './engine-process.ts';
import { makeTortureFilm, type TortureFilm } from './film.ts';
import type { Phase, Workload } from './protocol.ts';
import { randomNumbers } from './random.ts';
import { type Content, contentOf, type DeliveryForm, FORMS, makeTarget, type Target } from './targets.ts';

export const WORKLOADS = ['paint', 'propagate', 'save as', ...FORMS] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

export function isForm(name: WorkloadName): name is DeliveryForm {
  return FORMS.some((form) => form === name);
}

/** Result of one trial: one workload with one fault. */
export interface TrialResult {
  readonly part: string;
  readonly workload: string;
  /** A fault kind, or a description of the faults that are not injected by `fault-injector.ts`. */
  readonly fault: string;
  /** The phase in which the fault was injected, or how the trial ended where there is no such phase. */
  readonly phase: string;
  readonly problems: readonly Problem[];
  /** How many engines were killed. */
  readonly kills: number;
}

export interface Problem {
  readonly kind: 'loss' | 'incomplete file' | 'foreign file' | 'bits' | 'leftover file' | 'failure';
  readonly text: string;
}

/** Measurements of a run without a fault. */
export interface Reference {
  readonly phases: RunReport['phases'];
  readonly endedAt: number;
  /** Of the colour planes; empty for a delivery. */
  readonly hashes: readonly string[];
  /** Of each target file or folder of a delivery. */
  readonly contents: readonly Content[];
  /** Disk space of the target files; for `save as`, of two copies of the project. */
  readonly kilobytes: number;
}

/** Files and workload of one trial. */
export interface TrialSetup {
  readonly folder: string;
  readonly workload: Workload;
  readonly target: Target | undefined;
  readonly project: string;
}

/** An engine that is restarted on the same folders when it is needed after a kill. */
export interface EngineSlot {
  readonly home: EngineHome;
  engine(): Promise<EngineProcess>;
  current(): EngineProcess | undefined;
}

/** Shared by all trials: the film, the engines (which stay loaded between trials) and the reference runs. */
export interface Harness {
  readonly root: string;
  readonly film: TortureFilm;
  readonly random: () => number;
  /** Folder of an earlier image delivery by Tintype. */
  readonly olderImages: string;
  /** Deliveries and `save as` run on a cache with all colours, `paint` and `propagate` on one that starts empty. */
  slot(workload: WorkloadName): EngineSlot;
  /** A second engine on a copy of the full cache. */
  secondSlot(): EngineSlot;
  reference(workload: WorkloadName): Promise<Reference>;
  setUpTrial(workload: WorkloadName, options?: { readonly folder?: string }): TrialSetup;
  close(): Promise<void>;
}

export async function openHarness(root: string, seed: number): Promise<Harness> {
  mkdirSync(root, { recursive: true });
  const film = await makeTortureFilm(join(root, 'film'));
  const random = randomNumbers(seed);
  const slots = { coloured: createSlot(makeHome(join(root, 'coloured'), film.coloured)), empty: createSlot(makeHome(join(root, 'empty'))) };
  let second: EngineSlot | undefined;
  const references = new Map<WorkloadName, Promise<Reference>>();
  let count = 0;
  const slot = (workload: WorkloadName): EngineSlot => (workload === 'paint' || workload === 'propagate' ? slots.empty : slots.coloured);
  const olderImages = join(root, 'older-images');

  function setUpTrial(workload: WorkloadName, options: { readonly folder?: string } = {}): TrialSetup {
    const folder = options.folder ?? join(root, `trial-${count++}`);
    mkdirSync(folder, { recursive: true });
    const projectFolder = join(root, `project-${count++}`);
    mkdirSync(projectFolder);
    const project = join(projectFolder, 'film.tintype');
    copyFileSync(film.project, project);
    if (isForm(workload)) {
      const target = makeTarget(film, workload, join(folder, 'out'), { older: olderImages });
      return { folder, project, target, workload: { kind: 'deliver', params: target.params } };
    }
    if (workload === 'save as') {
      const out = join(folder, 'out');
      mkdirSync(out, { recursive: true });
      const copies = [0, 1, 2, 3].map((index) => join(out, `copy-${index % 2}.tintype`));
      copyFileSync(film.project, copies[0]!);
      return { folder, project, target: undefined, workload: { kind: 'save as', project, copies } };
    }
    return { folder, project, target: undefined, workload: { kind: workload, project } };
  }

  async function runWithoutFault(workload: WorkloadName): Promise<Reference> {
    const engine = await slot(workload).engine();
    if (slot(workload) === slots.empty) await engine.send({ workload: { kind: 'clear cache' } });
    const setup = setUpTrial(workload);
    // The first run of an engine loads the networks and takes longer than later ones.
    if (isForm(workload) || workload === 'save as') await engine.send({ workload: setUpTrial(workload).workload });
    const { outcome, phases, endedAt } = await engine.send({ workload: setup.workload });
    if (outcome === 'killed' || outcome.state !== 'done' || outcome.hashes?.includes('missing') === true) throw new Error(`The run of ${workload} without a fault ended as ${JSON.stringify(outcome)}`);
    return { phases, endedAt, hashes: outcome.hashes ?? [], contents: setup.target?.paths.map((path) => contentOf(path)) ?? [], kilobytes: (setup.target?.paths ?? [film.project, film.project]).reduce((sum, path) => sum + kilobytesOf(path), 0) };
  }

  /** Delivers six of the images without colour. */
  async function makeOlderImages(): Promise<void> {
    const engine = await slots.coloured.engine();
    const { params } = makeTarget(film, 'images', join(root, 'older'));
    const { outcome } = await engine.send({ workload: { kind: 'deliver', params: { ...(params as object), document: { ...film.document, keyframes: [] }, uncoloured: 6, files: [{ range: { first: 3, last: 8 }, outPath: olderImages }] } } });
    if (outcome === 'killed' || outcome.state !== 'done') throw new Error(`The older images could not be made: ${JSON.stringify(outcome)}`);
  }

  await makeOlderImages();
  return {
    root, film, random, olderImages, slot, setUpTrial,
    secondSlot: () => (second ??= createSlot(makeHome(join(root, 'second'), film.coloured))),
    reference(workload) {
      const known = references.get(workload) ?? runWithoutFault(workload);
      references.set(workload, known);
      return known;
    },
    async close() {
      for (const each of [slots.coloured, slots.empty, second]) await each?.current()?.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function createSlot(home: EngineHome): EngineSlot {
  let engine: EngineProcess | undefined;
  return {
    home,
    async engine() {
      if (engine?.isAlive() !== true) engine = await startEngine(home);
      return engine;
    },
    current: () => (engine?.isAlive() === true ? engine : undefined),
  };
}

/** A random moment of a phase, drawn from the durations of the run without a fault. For `start`, or a phase that the workload does not have, a moment of the whole run. */
export function randomMomentIn(phase: Phase, { phases, endedAt }: Reference, random: () => number): { readonly phase: Phase; readonly occurrence: number; readonly delayMs: number } {
  const spans = phases.flatMap((each, index) => (each.phase === phase ? [{ at: each.at, until: phases[index + 1]?.at ?? endedAt }] : []));
  if (phase === 'start' || spans.length === 0) return { phase: 'start', occurrence: 1, delayMs: random() * (endedAt - phases[0]!.at) };
  const occurrence = 1 + Math.floor(random() * spans.length);
  const { at, until } = spans[occurrence - 1]!;
  return { phase, occurrence, delayMs: random() * (until - at) };
}

/** Size on a disk with blocks of 4 KB; a folder counts its files. */
function kilobytesOf(path: string): number {
  const info = statSync(path);
  return info.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + kilobytesOf(join(path, name)), 0) : Math.ceil(info.size / 4096) * 4;
}
