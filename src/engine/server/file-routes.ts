import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { UploadedFilm } from '../../shared/contract/file-urls.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { JobId } from '../../shared/model/ids.ts';
import type { Engine } from '../engine.ts';
import { contentHash } from '../media/index.ts';
import { DeliverResult } from '../app/index.ts';
import { isFilmName } from '../system.ts';

/** Answers `/files/…`; false when the path is none of these. The addresses are in shared/contract/file-urls.ts. */
export async function serveFiles(engine: Engine, filmFolder: string, request: IncomingMessage, path: string, response: ServerResponse): Promise<boolean> {
  const [room, kind, name, index] = path.split('/').slice(1).map(decodeURIComponent);
  if (room !== 'files' || name === undefined) return false;
  if (kind === 'delivered' && request.method !== 'PUT') await sendDelivered(deliveredFile(engine, name, Number(index)), response);
  else if (kind === 'film' && request.method === 'PUT') await takeFilm(request, filmFolder, name, response);
  else response.writeHead(404).end('There is nothing here.');
  return true;
}

/** Only what a delivery of this engine wrote can be asked for. */
function deliveredFile(engine: Engine, jobId: string, index: number): string | undefined {
  const job = engine.jobs.list().find((each) => each.id === JobId.parse(jobId));
  const result = DeliverResult.safeParse(job?.result);
  return result.success ? result.data.reports.flatMap(({ files }) => files).at(Number.isInteger(index) && index >= 0 ? index : Infinity) : undefined;
}

async function sendDelivered(path: string | undefined, response: ServerResponse): Promise<void> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || found?.isFile() !== true) {
    response.writeHead(404, { 'cache-control': 'no-store' }).end('The file is not there any more.');
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/octet-stream', 'content-length': found.size, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`,
  });
  await pipeline(createReadStream(path), response);
}

/** Takes a film that was dropped on a browser's window into a folder of the user's; one that is there already, by content, is not kept twice. */
async function takeFilm(request: IncomingMessage, folder: string, given: string, response: ServerResponse): Promise<void> {
  const name = basename(given.replaceAll('\\', '/')).replaceAll(/[\p{Cc}:*?"<>|]/gu, '-');
  if (!isFilmName(name)) {
    response.writeHead(415).end(`${name} is no film by its name. Drop a film file; a sequence of images is opened by its first image.`);
    return;
  }
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `${name}.${process.pid}-${Date.now()}.partial`);
  try {
    await pipeline(request, createWriteStream(partial, { flags: 'wx' }));
    const answer: UploadedFilm = { path: await settle(partial, join(folder, name)) };
    response.writeHead(201, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(answer));
  } catch (error) {
    await rm(partial, { force: true });
    // The window was closed, or the person took it back: nobody waits for an answer.
    if (request.destroyed && !request.complete) return;
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw full ? new AppError('disk.full', `The disk with ${folder} is full; ${name} was not taken.`, { cause: error }) : error;
  }
}

/** Gives the film its name, or a numbered one when another film has it. */
async function settle(partial: string, wanted: string): Promise<string> {
  const hash = await contentHash({ kind: 'file', path: partial }, 0);
  for (let number = 1; ; number++) {
    const path = number === 1 ? wanted : wanted.replace(/(\.[^.]*)$/, ` (${number})$1`);
    const there = await stat(path).then((found) => found.isFile(), () => undefined);
    if (there === undefined) {
      await rename(partial, path);
      return path;
    }
    if (there && (await contentHash({ kind: 'file', path }, 0)) === hash) {
      await rm(partial, { force: true });
      return path;
    }
    if (extname(wanted) === '') throw new AppError('file.exists', `${wanted} is there already.`);
  }
}
