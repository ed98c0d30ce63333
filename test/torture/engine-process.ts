import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineEvent, EngineRequest, Outcome, Phase } from './protocol.ts';

const ENGINE = fileURLToPath(new URL('engine-under-test.ts', import.meta.url));

/** Folders of an engine. An engine that was killed is restarted on the same folders. */
export interface EngineHome {
  readonly folder: string;
  readonly cache: string;
  readonly data: string;
  readonly tmp: string;
}

export function makeHome(folder: string, from?: { readonly cache: string; readonly data: string }): EngineHome {
  const home = { folder, cache: join(folder, 'cache'), data: join(folder, 'data'), tmp: join(folder, 'tmp') };
  mkdirSync(home.tmp, { recursive: true });
  if (from !== undefined) {
    cpSync(from.cache, home.cache, { recursive: true, preserveTimestamps: true });
    cpSync(from.data, home.data, { recursive: true, preserveTimestamps: true });
  }
  return home;
}

/** Everything that an engine reported about one request. */
export interface RunReport {
  /** `killed`: the engine ended before the workload did. */
  readonly outcome: Outcome | 'killed';
  readonly phases: readonly { readonly phase: Phase; readonly at: number }[];
  readonly acknowledged: readonly string[];
  readonly present: readonly string[] | undefined;
  readonly saved: readonly string[];
  /** The last phase that was entered before the fault; `undefined` when the workload ended before the fault was due. */
  readonly phaseAtFault: Phase | undefined;
  /** `performance.now()` of the engine, like `at` of the phases; 0 when the engine was killed. */
  readonly endedAt: number;
}

/** An engine in a child process. */
export interface EngineProcess {
  readonly isAlive: () => boolean;
  send(request: EngineRequest): Promise<RunReport>;
  close(): Promise<void>;
}

/** Starts an engine. It is ready once it has removed the leftovers of the engine before it. */
export async function startEngine(home: EngineHome): Promise<EngineProcess> {
  const child = spawn(process.execPath, [ENGINE, home.cache, home.data], {
    // With the compile cache of Node, later engines start faster.
    env: { ...process.env, TMPDIR: home.tmp, NODE_COMPILE_CACHE: join(home.folder, '..', 'compiled') },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const state = { isAlive: true, stderr: '' };
  const listeners = new Set<(event: EngineEvent | 'ended') => void>();
  const publish = (event: EngineEvent | 'ended'): void => { for (const listener of [...listeners]) listener(event); };
  readLines(child, (line) => { publish(JSON.parse(line) as EngineEvent); });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { state.stderr += text; });
  child.stdin.on('error', () => undefined); // EPIPE after a kill
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('close', () => {
      state.isAlive = false;
      publish('ended');
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    const listener = (event: EngineEvent | 'ended'): void => {
      // Events of recovered deliveries may come before `ready`.
      if (event !== 'ended' && !('ready' in event)) return;
      listeners.delete(listener);
      if (event === 'ended') reject(new Error(`The engine did not start: ${state.stderr}`));
      else resolve();
    };
    listeners.add(listener);
  });
  return {
    isAlive: () => state.isAlive,
    send: (request) => new Promise((resolve) => {
      const phases: { phase: Phase; at: number }[] = [];
      const [acknowledged, saved]: [string[], string[]] = [[], []];
      let present: readonly string[] | undefined;
      let phaseAtFault: Phase | undefined;
      const finish = (outcome: RunReport['outcome'], endedAt: number): void => {
        listeners.delete(listener);
        resolve({ outcome, phases, acknowledged, present, saved, phaseAtFault, endedAt });
      };
      const listener = (event: EngineEvent | 'ended'): void => {
        if (event === 'ended') {
          phaseAtFault = phases.at(-1)?.phase;
          finish('killed', 0);
        } else if ('phase' in event) phases.push(event);
        else if ('acknowledged' in event) acknowledged.push(event.acknowledged);
        else if ('present' in event) present = event.present;
        else if ('saved' in event) saved.push(event.saved);
        else if ('injected' in event) phaseAtFault = phases.at(-1)?.phase;
        else if ('ended' in event) finish(event.ended, event.at);
      };
      listeners.add(listener);
      child.stdin.write(`${JSON.stringify(request)}\n`);
    }),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

function readLines({ stdout }: ChildProcess, onLine: (line: string) => void): void {
  let rest = '';
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

/** Scratch files in the cache, data and temporary folders of an idle engine. A running engine has one empty scratch folder. */
export function ownLeftovers(home: EngineHome, engine: EngineProcess | undefined): readonly string[] {
  const listed = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
  const owners = listed(join(home.cache, 'scratch'));
  return [
    ...listed(home.tmp).filter((name) => name.startsWith('tintype')).map((name) => `tmp/${name}`),
    ...(owners.length > (engine?.isAlive() === true ? 1 : 0) ? owners.map((name) => `scratch/${name}`) : []),
    ...owners.flatMap((owner) => listed(join(home.cache, 'scratch', owner)).map((name) => `scratch/${owner}/${name}`)),
    // A snapshot of the project may be in progress at any time: its lease lies in the data folder.
    ...listed(join(home.data, 'outputs')).filter((name) => !textOf(join(home.data, 'outputs', name)).includes(home.data)).map((name) => `outputs/${name}`),
  ];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // removed in the meantime
  }
}
