import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../engine/engine.ts';
import { startServer } from '../../engine/server/index.ts';
import type { CommandContext } from '../command-options.ts';

const STUDIO = fileURLToPath(new URL('../../../out/studio', import.meta.url));

/** `tintype serve`: runs until it is stopped. Its first line names the address, which carries the key to this engine. */
export async function serve(options: { readonly port?: number; readonly host: string; readonly project?: string }, { output, signal }: CommandContext): Promise<void> {
  const engine = await createEngine({ besideWindow: true });
  try {
    if (options.project !== undefined) engine.app.open(resolve(options.project));
    const studio = existsSync(STUDIO);
    const server = await startServer(engine, { host: options.host, resume: true, ...(options.port === undefined ? {} : { port: options.port }), ...(studio ? { studioDirectory: STUDIO } : {}) });
    output.result({ url: server.url, port: server.port }, `Tintype's studio: ${server.url}`);
    if (!studio) output.note('The renderer is not built yet, so there is no window to show: run "npm run build:studio".');
    await new Promise<void>((done) => { signal.addEventListener('abort', () => { done(); }, { once: true }); });
    await server.close();
  } finally {
    await engine.close();
  }
}
