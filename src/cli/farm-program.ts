import { type Command, Option } from 'commander';
import type { CommandContext, FarmCleanOptions, FarmOptions, FarmUpOptions, WorkerOptions } from './command-options.ts';
import { json, parseCount, parseHost, parsePort } from './option-parsers.ts';

/** The address may come from the environment, where its password is in no list of processes. */
const farmUrl = (): Option => new Option('--farm <url>', 'address of the farm\'s Redis: redis://HOST:PORT, rediss:// (TLS) or unix:///PATH').env('TINTYPE_FARM').makeOptionMandatory();

/** Adds the commands of a render farm. */
export function addFarmCommands(program: Command, context: CommandContext): void {
  program.command('worker').description('work for a render farm until stopped')
    .addOption(farmUrl())
    .requiredOption('--store <folder>', 'the folder that all machines of the farm see')
    .option('--lanes <n>', 'units at once', parseCount, 1)
    .option('--threads <n>', 'threads of the networks (as measured or set on this machine, when left out)', parseCount)
    .option('--map <from=to>', 'where a folder of films lies on this machine; may be given several times', (text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
    .option('--name <name>', 'name on the farm (machine and process, when left out)')
    .addOption(json())
    .action(async (options: WorkerOptions) => (await import('./commands/worker.ts')).worker(options, context));

  const farm = program.command('farm').description('the queue of a render farm');
  farm.command('up').description('run a Redis for a farm until stopped; other machines reach it only where --host names an address of this one')
    .option('--host <address>', 'name or address of this machine to listen on', parseHost, '127.0.0.1')
    .option('--port <port>', 'port to listen on', parsePort, 6379)
    .option('--socket <path>', 'listen on this Unix socket instead')
    .option('--folder <folder>', 'where the queue is kept over a restart (the data folder, when left out)')
    .option('--tls-cert <file>', 'certificate: clients then use rediss://')
    .option('--tls-key <file>', 'its key')
    .addOption(json())
    .action(async (options: FarmUpOptions) => (await import('./commands/farm.ts')).farmUp(options, context));
  farm.command('status').description('say which workers there are and what they do')
    .addOption(farmUrl()).addOption(json())
    .action(async (options: FarmOptions) => (await import('./commands/farm.ts')).farmStatus(options, context));
  farm.command('pause').description('take no more units; what runs is finished')
    .addOption(farmUrl()).addOption(json())
    .action(async (options: FarmOptions) => (await import('./commands/farm.ts')).farmPause(options, context));
  farm.command('resume').description('go on after a pause')
    .addOption(farmUrl()).addOption(json())
    .action(async (options: FarmOptions) => (await import('./commands/farm.ts')).farmResume(options, context));
  farm.command('drain').description('let workers end when their units are done')
    .argument('[worker]', 'the name of one worker (all that run, when left out)')
    .addOption(farmUrl()).addOption(json())
    .action(async (name: string | undefined, options: FarmOptions) => (await import('./commands/farm.ts')).farmDrain(name, options, context));

  farm.command('clean').description('remove from the shared folder what was made long ago; what is wanted again is made again')
    .requiredOption('--store <folder>', 'the folder that all machines of the farm see')
    .option('--older-than <days>', 'age in days', parseCount, 30)
    .option('--dry-run', 'only say what would be removed')
    .addOption(json())
    .action(async (options: FarmCleanOptions) => (await import('./commands/farm.ts')).farmClean(options, context));
}
