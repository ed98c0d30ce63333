import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors/app-error.ts';
import { DeliverResult, QualityResult } from '../app/index.ts';
import type { Engine } from '../engine.ts';
import { refuseBody, sendText } from './replies.ts';
import { serveStaticFile } from './static-files.ts';
import { uploadClip, type UploadKind } from './upload-clip.ts';

const UPLOAD_KINDS = { clip: 'movie', image: 'image', list: 'editList' } as const satisfies Record<string, UploadKind>;

/** Shipped with the program, as the guide is. */
const GUIDE_PICTURES = fileURLToPath(new URL('../../../docs/pictures', import.meta.url));

/** Handles `/files/…`; returns false for other paths. The URLs are defined in shared/contract/file-urls.ts. */
export async function serveFiles(engine: Engine, options: { readonly clipFolder: string; readonly uploadStallMs?: number }, request: IncomingMessage, parts: readonly string[], response: ServerResponse): Promise<boolean> {
  const [area, kind, name, index] = parts;
  if (area !== 'files' || name === undefined) return false;
  if (kind === 'delivered' && request.method !== 'PUT') await sendDelivered(deliveredFile(engine, name, Number(index)), response);
  else if (kind === 'guide' && parts.length === 3 && request.method !== 'PUT' && await serveStaticFile(GUIDE_PICTURES, [name], response)) return true;
  else if (isUpload(request, parts)) await takeUpload(options, UPLOAD_KINDS[kind as keyof typeof UPLOAD_KINDS], request, name, response);
  else sendText(response, 404, 'There is nothing here.');
  return true;
}

/** The only request with a body. */
export function isUpload(request: Pick<IncomingMessage, 'method'>, [area, kind]: readonly string[]): boolean {
  return request.method === 'PUT' && area === 'files' && Object.hasOwn(UPLOAD_KINDS, kind ?? '');
}

/** Only files that a delivery of this engine wrote can be requested, and the pages of quality reports. */
function deliveredFile(engine: Engine, jobId: string, index: number): string | undefined {
  const job = engine.jobs.list().find((each) => (each.id as string) === jobId);
  const [delivered, checked] = [DeliverResult.safeParse(job?.result), QualityResult.safeParse(job?.result)];
  const files = delivered.success ? [...delivered.data.reports.flatMap((report) => report.files), delivered.data.timeline?.path] : checked.success ? checked.data.reports.map(({ page }) => page ?? undefined) : [];
  return files.at(Number.isInteger(index) && index >= 0 ? index : Infinity);
}

async function sendDelivered(path: string | undefined, response: ServerResponse): Promise<void> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || found?.isFile() !== true) {
    sendText(response, 404, 'The file is not there any more.');
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/octet-stream', 'content-length': found.size, 'cache-control': 'no-store',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`,
  });
  await pipeline(createReadStream(path), response);
}

/** The answer is an `UploadedClip`, or the error as it goes over the wire. */
async function takeUpload({ clipFolder, uploadStallMs }: { readonly clipFolder: string; readonly uploadStallMs?: number }, kind: UploadKind, request: IncomingMessage, name: string, response: ServerResponse): Promise<void> {
  const answer = (status: number, value: object): void => { response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(value)); };
  try {
    const uploaded = await uploadClip(request, kind === 'image' ? join(clipFolder, 'images') : clipFolder, name, { kind, ...(uploadStallMs === undefined ? {} : { stallMs: uploadStallMs }) });
    answer(201, uploaded);
  } catch (error) {
    // The window was closed, or the upload was cancelled: the response has no recipient.
    if (request.socket.destroyed) return;
    if (!(error instanceof AppError)) throw error;
    refuseBody(request, response, () => { answer(statusOf(error), error.toWire()); });
  }
}

function statusOf({ code }: AppError): number {
  switch (code) {
    case 'input.malformed': return 415;
    case 'network.unreachable': return 408;
    case 'disk.full': return 507;
    default: return 500;
  }
}
