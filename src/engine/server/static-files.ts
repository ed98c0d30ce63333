import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.woff2': 'font/woff2', '.json': 'application/json', '.map': 'application/json', '.ico': 'image/x-icon', '.m4a': 'audio/mp4',
};

/** Serves a file below `directory`. Returns false, with nothing sent, when there is none at that path. */
export async function serveStaticFile(directory: string, parts: readonly string[], response: ServerResponse): Promise<boolean> {
  const path = join(directory, ...(parts.length === 1 && parts[0] === '' ? ['index.html'] : parts));
  if (!path.startsWith(directory + sep)) return false;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return false;
  const immutable = parts[0] === 'assets';
  response.writeHead(200, {
    'content-type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': found.size,
    'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  await pipeline(createReadStream(path), response);
  return true;
}

/** Serves one file with `Range` support, as media elements need it. */
export async function serveMediaFile(path: string, range: string | undefined, response: ServerResponse): Promise<void> {
  const { size } = await stat(path);
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  const start = match === null ? 0 : Number(match[1]);
  const end = match?.[2] === undefined || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start > end) {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  response.writeHead(match === null ? 200 : 206, {
    'content-type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    ...(match === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  await pipeline(createReadStream(path, { start, end }), response);
}
