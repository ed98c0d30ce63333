import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultDirectories } from '../../engine/directories.ts';
import { createEngine } from '../../engine/engine.ts';
import { newSignInUrl, startServer } from '../../engine/server/index.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { CommandContext, ServeOptions } from '../command-options.ts';

const STUDIO = fileURLToPath(new URL('../../../out/studio', import.meta.url));

/** `tintype serve`: runs until it is stopped. Its first line of output is a one-time sign-in URL. */
export async function serve(options: ServeOptions, { output, signal }: CommandContext): Promise<void> {
  if (options.newCode === true) {
    await printNewCode(output);
    return;
  }
  const engine = await createEngine({ besideWindow: true });
  try {
    if (options.project !== undefined) engine.app.open(resolve(options.project));
    const studio = existsSync(STUDIO);
    const server = await startServer(engine, {
      host: options.host, names: options.name ?? [], resume: true,
      ...(options.port === undefined ? {} : { port: options.port }), ...(studio ? { studioDirectory: STUDIO } : {}),
    });
    if (server.exposed) output.note(`Other machines can reach this studio at ${server.origin}, over a connection that is not encrypted: whoever is signed in can read and write all files that you can.`);
    const url = server.signInUrl();
    output.result({ url, origin: server.origin, port: server.port }, `Tintype's studio: ${url}`);
    output.note('The address signs one browser in, once, within two minutes; "tintype serve --new-code" prints another. Ctrl-C ends the studio.');
    if (!studio) output.note('The renderer is not built yet, so there is no window to show: run "npm run build:studio".');
    await new Promise<void>((done) => { signal.addEventListener('abort', () => { done(); }, { once: true }); });
    await server.close();
  } finally {
    await engine.close();
  }
}

/** For a browser that comes later: another address of the studio that runs with the same data folder. */
async function printNewCode(output: CommandContext['output']): Promise<void> {
  const url = newSignInUrl(defaultDirectories().data);
  const answers = url !== undefined && await fetch(new URL(url).origin, { method: 'HEAD', signal: AbortSignal.timeout(5_000) }).then(() => true, () => false);
  if (!answers) throw new AppError('network.unreachable', 'Your studio is not running; "tintype serve" starts it.');
  output.result({ url }, `Tintype's studio: ${url}`);
}
