/** An engine of its own that delivers, or goes on with what was interrupted; it is there to be killed. Argument: a JSON file ({@link DeliveryOrder}). */
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { createEngine } from '../../src/engine/engine.ts';

export interface DeliveryOrder {
  readonly home: string;
  /** Params of the job `deliver`. */
  readonly params: unknown;
}

const { home, params } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as DeliveryOrder;
// Written line by line, so that the last phase is known however this process ends.
const log = pino({ level: 'debug' }, pino.destination({ dest: `${home}/phases.log`, sync: true }));
const engine = await createEngine({ directories: { cache: `${home}/cache`, data: `${home}/data` }, log, threads: 1 });
const interrupted = engine.jobs.list().findLast((job) => job.state !== 'done');
const { id } = interrupted === undefined ? engine.jobs.enqueue('deliver', params) : engine.jobs.resume(interrupted.id);
process.once('SIGTERM', () => { engine.jobs.cancel(id); });
const job = await engine.jobs.wait(id);
await engine.close();
process.stdout.write(`${JSON.stringify({ state: job.state, error: job.error })}\n`);
