/*
 * Runs commands of the command line one after another in one process, for `tintype.ts`, so that the program and the networks are loaded only once.
 * Each command has its own arguments and folders; its output to stdout and stderr is returned.
 */
import { run } from '../../src/cli/main.ts';
import { createTestEngine } from './test-engine.ts';

export interface HostedCommand {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Collects the writes to a stream in `text` until `end` is called. */
function capture(stream: NodeJS.WriteStream): { readonly text: () => string; readonly end: () => void } {
  const chunks: string[] = [];
  const write = stream.write.bind(stream);
  stream.write = ((chunk: string | Uint8Array): boolean => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  });
  return { text: () => chunks.join(''), end: () => { stream.write = write; } };
}

process.on('message', ({ args, environment }: HostedCommand) => {
  Object.assign(process.env, environment);
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  void run(args, (farm) => createTestEngine({ jobsDatabase: ':memory:', ...(farm === undefined ? {} : { farm }) })).then((code) => {
    stdout.end();
    stderr.end();
    process.send?.({ code, stdout: stdout.text(), stderr: stderr.text() });
  });
});
process.on('disconnect', () => process.exit());
