import { join, resolve } from 'node:path';
import { cleanSharedStore } from '../../engine/artefacts/index.ts';
import { defaultDirectories } from '../../engine/directories.ts';
import { assertFarmAnswers, type FarmQueue, openFarmQueue, runRedisServer, withoutPassword } from '../../engine/jobs/index.ts';
import type { WorkerState } from '../../shared/contract/farm.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { putOffText } from '../../shared/model/job-phase-text.ts';
import type { CommandContext, FarmCleanOptions, FarmOptions, FarmUpOptions } from '../command-options.ts';

/** `tintype farm up`: runs a Redis until it is stopped. */
export async function farmUp({ host, port, socket, folder, tlsCert, tlsKey }: FarmUpOptions, { output, signal }: CommandContext): Promise<void> {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new AppError('input.malformed', 'TLS needs both --tls-cert and --tls-key.');
  const password = process.env['TINTYPE_FARM_PASSWORD'];
  const place = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const url = socket === undefined ? `${tlsCert === undefined ? 'redis' : 'rediss'}://${place}:${port}` : `unix://${resolve(socket)}`;
  let isReported = false;
  await runRedisServer({
    host, port, folder: resolve(folder ?? join(defaultDirectories().data, 'farm')), signal,
    ...(socket === undefined ? {} : { socket: resolve(socket) }), ...(password === undefined || password === '' ? {} : { password }),
    ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { certificate: resolve(tlsCert), key: resolve(tlsKey) } }),
    onLine: (line) => {
      if (isReported || !/Ready to accept connections/i.test(line)) return;
      isReported = true;
      output.result({ url }, `The farm's queue is at ${url}${password === undefined ? '' : ' (password: TINTYPE_FARM_PASSWORD)'}. Ctrl-C ends it; units that wait are kept.`);
    },
  });
}

async function withFarm(url: string, act: (queue: FarmQueue) => Promise<void>): Promise<void> {
  await assertFarmAnswers(url);
  const queue = await openFarmQueue(url);
  try {
    await act(queue);
  } finally {
    await queue.close();
  }
}

/** `tintype farm status` */
export async function farmStatus({ farm }: FarmOptions, { output }: CommandContext): Promise<void> {
  await withFarm(farm, async (queue) => {
    const status = await queue.status();
    const { waiting, active, delayed, dependent, failed, completed } = status.counts;
    const lines = [
      `${withoutPassword(farm)}: ${status.isPaused ? 'paused, ' : ''}${status.isDraining ? 'draining, ' : ''}${waiting} units wait, ${active} in work, ${delayed} put off, ${dependent === 0 ? '' : `${dependent} waiting for colour, `}${failed} failed, ${completed} made in the last hour`,
      ...[putOffText(status)].filter((text) => text !== undefined),
      ...(status.workers.length === 0 ? ['No workers. Start one with: tintype worker --farm URL --store FOLDER'] : status.workers.flatMap(workerLines)),
    ];
    output.result(status, lines.join('\n'));
  });
}

function workerLines({ name, state, reason, units, unitsDone, framesPerSecond, provider, threads, probe, networks }: WorkerState): readonly string[] {
  const speed = framesPerSecond === null ? '' : `, ${framesPerSecond.toFixed(2)} frames/s`;
  return [
    `  ${name}: ${state}${reason === undefined ? '' : ` (${reason})`}, ${unitsDone} units made${speed}; ${provider}, ${threads} threads, probe ${probe}, ${networks.map(({ id, version }) => `${id} ${version}`).join(', ')}`,
    ...units.map((unit) => `    ${unit.label} of ${unit.project}: ${unit.done} of ${unit.total}`),
  ];
}

/** `tintype farm pause` */
export async function farmPause({ farm }: FarmOptions, { output }: CommandContext): Promise<void> {
  await withFarm(farm, async (queue) => {
    await queue.pause();
    output.result({ paused: true }, 'Paused: workers finish what they have and take no more. "tintype farm resume" goes on.');
  });
}

/** `tintype farm resume` */
export async function farmResume({ farm }: FarmOptions, { output }: CommandContext): Promise<void> {
  await withFarm(farm, async (queue) => {
    await queue.resume();
    output.result({ paused: false }, 'Workers take units again.');
  });
}

/** `tintype farm drain [WORKER]` */
export async function farmDrain(worker: string | undefined, { farm }: FarmOptions, { output }: CommandContext): Promise<void> {
  await withFarm(farm, async (queue) => {
    if (worker !== undefined && !(await queue.status()).workers.some(({ name }) => name === worker)) throw new AppError('project.notFound', `No worker named ${worker} is on the farm.`);
    await queue.drain(worker);
    output.result({ draining: worker ?? true }, `${worker ?? 'All workers'} will end when the units in hand are done.`);
  });
}

const DAY_MS = 86_400_000;

/** `tintype farm clean` */
export async function farmClean({ store, olderThan, dryRun = false }: FarmCleanOptions, { output, signal }: CommandContext): Promise<void> {
  const cleaned = await cleanSharedStore(resolve(store), { olderThanMs: olderThan * DAY_MS, dryRun, signal });
  const { removed, kept } = cleaned;
  output.result({ ...cleaned, dryRun }, `${dryRun ? 'Would remove' : 'Removed'} ${removed.count} artefacts (${megabytes(removed.bytes)}) older than ${olderThan} days; ${kept.count} (${megabytes(kept.bytes)}) stay.`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
