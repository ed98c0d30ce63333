import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

/** Which file, and the seed of its damage; the same seed gives the same bytes. */
export interface FuzzOrder {
  readonly subject: number;
  readonly seed: number;
}

export interface FuzzAnswer {
  readonly kind: 'read' | 'refused' | 'fault';
  readonly sentence?: string;
  readonly ms: number;
}

const HANG_MS = 5000;
const MOST_MEGABYTES = 1024;

interface Fuzzer {
  readonly names: readonly string[];
  /** `hang` after five seconds, `crash` when the thread ends, out of memory or otherwise. */
  ask(order: FuzzOrder): Promise<FuzzAnswer | 'hang' | 'crash'>;
  close(): Promise<number>;
}

/** A worker thread with the memory limit. */
async function openFuzzer(folder: string | null): Promise<Fuzzer> {
  const worker = new Worker(new URL('fuzz.worker.ts', import.meta.url), { workerData: { folder }, resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } });
  worker.on('error', () => undefined);
  const names = await new Promise<readonly string[]>((resolve) => { worker.once('message', resolve); });
  return {
    names,
    ask: (order) => new Promise((resolve) => {
      const timer = setTimeout(() => { end('hang'); }, HANG_MS);
      const onMessage = (answer: FuzzAnswer): void => { end(answer); };
      const onExit = (): void => { end('crash'); };
      const end = (answer: FuzzAnswer | 'hang' | 'crash'): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('exit', onExit);
        resolve(answer);
      };
      worker.once('message', onMessage).once('exit', onExit);
      worker.postMessage(order);
    }),
    close: () => worker.terminate(),
  };
}

/** `npm run fuzz -- [--count 2000] [--seed 1]`: reads `count` damaged files of each kind. Exit code 1 when one crashes, hangs for 5 s, needs more than 1 GB or is refused with more than one sentence. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } });
  const [count, seed] = [Number(values.count), Number(values.seed)];
  const data = process.env.TINTYPE_TEST_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
  const folder = existsSync(join(data, 'interchange')) ? join(data, 'interchange') : null;
  let fuzzer = await openFuzzer(folder);
  const { names } = fuzzer;
  let [faults, mostMegabytes] = [0, 0];
  for (const [subject, name] of names.entries()) {
    if (values.only !== undefined && values.only !== name) continue;
    let [read, refused, slowest] = [0, 0, 0];
    for (let number = 0; number < count; number++) {
      const order = { subject, seed: seed * 1_000_000 + subject * 100_000 + number };
      const answer = await fuzzer.ask(order);
      mostMegabytes = Math.max(mostMegabytes, process.memoryUsage.rss() / 1e6);
      if (typeof answer !== 'string' && answer.kind !== 'fault') {
        slowest = Math.max(slowest, answer.ms);
        if (answer.kind === 'read') read++;
        else refused++;
        continue;
      }
      faults++;
      process.stdout.write(`${name}, seed ${order.seed}: ${typeof answer === 'string' ? answer : (answer.sentence ?? '')}\n`);
      if (typeof answer === 'string') {
        await fuzzer.close();
        fuzzer = await openFuzzer(folder);
      }
    }
    process.stdout.write(`${name.padEnd(28)} ${String(read).padStart(5)} read ${String(refused).padStart(5)} refused   slowest ${slowest.toFixed(0)} ms\n`);
  }
  await fuzzer.close();
  process.stdout.write(`${faults} faults; memory at most ${mostMegabytes.toFixed(0)} MB.\n`);
  return faults > 0 || mostMegabytes > MOST_MEGABYTES ? 1 : 0;
}

process.exitCode = await main();
