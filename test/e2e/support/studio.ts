import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newSignInUrl } from '../../../src/engine/server/index.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const START_TIMEOUT_MS = 90_000;

/** A running `tintype serve` with its own folders. */
export interface Studio {
  /** A one-time sign-in URL; each access gives a new one. */
  readonly url: string;
  /** Folder for films and deliveries; also the engine's home. */
  readonly home: string;
  /** The process of its engine, to measure it. */
  readonly pid: number;
  /** Starts another engine in the same folders and at the same address, as a user or supervisor does after a crash. */
  restart(): Promise<void>;
  /** Kills the engine with SIGKILL, to simulate a crash. */
  crash(): Promise<void>;
  /** Stops it and removes its folders. */
  close(): Promise<void>;
}

/** @param environment further variables of the engine's process */
export async function startStudio(environment: Readonly<Record<string, string>> = {}): Promise<Studio> {
  const home = await mkdtemp(join(tmpdir(), 'tintype-e2e-'));
  await mkdir(join(home, 'films'), { recursive: true });
  const start = (): ChildProcess => spawn(process.execPath, [MAIN, 'serve', '--port', '0'], {
    env: { ...process.env, HOME: home, TINTYPE_CACHE_DIR: join(home, 'cache'), TINTYPE_DATA_DIR: join(home, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let child = start();
  const { origin } = new URL(await addressOf(child));
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
    child.kill(signal);
    await ended;
  };
  return {
    home,
    get url() {
      const url = newSignInUrl(join(home, 'data'));
      if (url === undefined) throw new Error('The engine left no word of its address.');
      return url;
    },
    get pid() { return child.pid ?? 0; },
    crash: () => stop('SIGKILL'),
    async restart() {
      await stop('SIGTERM');
      child = start();
      const again = await addressOf(child);
      if (new URL(again).origin !== origin) throw new Error(`The engine is at ${again} now, not at ${origin}.`);
    },
    async close() {
      await stop('SIGTERM');
      await rm(home, { recursive: true, force: true });
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The engine printed no address within ${START_TIMEOUT_MS / 1000} s:\n${said}`));
    }, START_TIMEOUT_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /http:\/\/\S+\/sign-in\/\S+/.exec(said);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The engine ended with ${code ?? 'a signal'}:\n${said}`));
    });
  });
}
