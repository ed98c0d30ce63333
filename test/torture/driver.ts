import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Order, Outcome, Phase, Told } from './orders.ts';

const ENGINE = fileURLToPath(new URL('engine.ts', import.meta.url));

/** Folders of engines that come one after another. */
export interface Home {
  readonly folder: string;
  readonly cache: string;
  readonly data: string;
  readonly tmp: string;
}

export function makeHome(folder: string, from?: { readonly cache: string; readonly data: string }): Home {
  const home = { folder, cache: join(folder, 'cache'), data: join(folder, 'data'), tmp: join(folder, 'tmp') };
  mkdirSync(home.tmp, { recursive: true });
  if (from !== undefined) {
    cpSync(from.cache, home.cache, { recursive: true, preserveTimestamps: true });
    cpSync(from.data, home.data, { recursive: true, preserveTimestamps: true });
  }
  return home;
}

/** What came of an order: how it ended, or `killed`, with everything that was told. */
export interface Answer {
  readonly outcome: Outcome | 'killed';
  readonly phases: readonly { readonly phase: Phase; readonly at: number }[];
  readonly acknowledged: readonly string[];
  readonly present: readonly string[] | undefined;
  readonly saved: readonly string[];
  /** What had been told when it was struck or killed; `undefined` when it was over before. */
  readonly hitIn: Phase | undefined;
  /** By the engine's clock; 0 when it was killed. */
  readonly endedAt: number;
}

/** A running engine. */
export interface TortureEngine {
  readonly isAlive: () => boolean;
  send(order: Order): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts an engine, which sweeps what an earlier one left; ready when that is done. */
export async function startEngine(home: Home): Promise<TortureEngine> {
  const child = spawn(process.execPath, [ENGINE, home.cache, home.data], {
    // What Node has compiled is kept, so that the many engines start sooner.
    env: { ...process.env, TMPDIR: home.tmp, NODE_COMPILE_CACHE: join(home.folder, '..', 'compiled') },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const state = { isAlive: true, stderr: '' };
  const listeners = new Set<(told: Told | 'ended') => void>();
  const each = (told: Told | 'ended'): void => { for (const listener of [...listeners]) listener(told); };
  readLines(child, (line) => { each(JSON.parse(line) as Told); });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { state.stderr += text; });
  child.stdin.on('error', () => undefined); // it was killed
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('close', () => {
      state.isAlive = false;
      each('ended');
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    const listener = (told: Told | 'ended'): void => {
      // What it finishes for one that was killed is told before.
      if (told !== 'ended' && !('ready' in told)) return;
      listeners.delete(listener);
      if (told === 'ended') reject(new Error(`The engine did not start: ${state.stderr}`));
      else resolve();
    };
    listeners.add(listener);
  });
  return {
    isAlive: () => state.isAlive,
    send: (order) => new Promise((resolve) => {
      const phases: { phase: Phase; at: number }[] = [];
      const [acknowledged, saved]: [string[], string[]] = [[], []];
      let present: readonly string[] | undefined;
      let hitIn: Phase | undefined;
      const finish = (outcome: Answer['outcome'], endedAt: number): void => {
        listeners.delete(listener);
        resolve({ outcome, phases, acknowledged, present, saved, hitIn, endedAt });
      };
      const listener = (told: Told | 'ended'): void => {
        if (told === 'ended') {
          hitIn = phases.at(-1)?.phase;
          finish('killed', 0);
        } else if ('phase' in told) phases.push(told);
        else if ('acknowledged' in told) acknowledged.push(told.acknowledged);
        else if ('present' in told) present = told.present;
        else if ('saved' in told) saved.push(told.saved);
        else if ('struck' in told) hitIn = phases.at(-1)?.phase;
        else if ('ended' in told) finish(told.ended, told.at);
      };
      listeners.add(listener);
      child.stdin.write(`${JSON.stringify(order)}\n`);
    }),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

function readLines({ stdout }: ChildProcess, take: (line: string) => void): void {
  let rest = '';
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}

/** Scratch in the program's own folders while nothing is done: what an engine that runs keeps is an empty folder. */
export function ownLeavings(home: Home, engine: TortureEngine | undefined): readonly string[] {
  const listed = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
  const owners = listed(join(home.cache, 'scratch'));
  return [
    ...listed(home.tmp).filter((name) => name.startsWith('tintype')).map((name) => `tmp/${name}`),
    ...(owners.length > (engine?.isAlive() === true ? 1 : 0) ? owners.map((name) => `scratch/${name}`) : []),
    ...owners.flatMap((owner) => listed(join(home.cache, 'scratch', owner)).map((name) => `scratch/${owner}/${name}`)),
    // Snapshots of a project are written at any time.
    ...listed(join(home.data, 'outputs')).filter((name) => !textOf(join(home.data, 'outputs', name)).includes(home.data)).map((name) => `outputs/${name}`),
  ];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has gone meanwhile
  }
}
