import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAbort } from '../../shared/errors/app-error.ts';
import type { Pixels } from '../app/index.ts';
import { serveMediaFile } from './static-files.ts';

const IMMUTABLE = 'private, max-age=31536000, immutable';
/** The clip was changed since the URL was made: the response does not match the URL. */
const PASSING = 'no-store';

/** Handles `/pixels/…`; returns false for other paths. The URLs are defined in shared/contract/pixel-urls.ts. */
export async function servePixels(source: Pixels, request: IncomingMessage, parts: readonly string[], response: ServerResponse): Promise<boolean> {
  if (parts[0] !== 'pixels') return false;
  const controller = new AbortController();
  response.once('close', () => { if (!response.writableEnded) controller.abort(); });
  const { signal } = controller;
  const content = new URLSearchParams(request.url?.split('?')[1] ?? '').get('content') ?? undefined;
  const caching = (clipId: string): string => (source.content(clipId) === content ? IMMUTABLE : PASSING);
  try {
    const [, kind, name, frameText, file] = parts;
    if (kind === 'ab' && name !== undefined) send(response, await source.abPlane(name), 'application/octet-stream');
    else if (kind === 'confidence' && name !== undefined) send(response, await source.confidence(name), 'application/octet-stream');
    else if (kind === 'reference' && name !== undefined) send(response, await source.reference(name, { signal }), 'image/png');
    else if (kind === 'clip' && name !== undefined && frameText === 'sound.m4a') {
      const sound = await source.sound(name, { signal });
      if (sound === undefined) send(response, undefined, '');
      else await serveMediaFile(sound, request.headers.range, response);
    } else if (kind === 'clip' && name !== undefined && frameText === 'sound.peaks') send(response, await source.soundPeaks(name, { signal }), 'application/octet-stream', caching(name));
    else if (kind === 'clip' && name !== undefined && /^\d+$/.test(frameText ?? '')) {
      const frame = Number(frameText);
      const picture = await clipPicture(source, name, frame, { file, signal });
      send(response, picture?.bytes, picture?.contentType ?? '', caching(name));
    } else send(response, undefined, '');
  } catch (error) {
    // The window has moved on to another frame and closed this request.
    if (!isAbort(error) && !signal.aborted) throw error;
  }
  return true;
}

async function clipPicture(source: Pixels, clipId: string, frame: number, { file, signal }: { readonly file: string | undefined; readonly signal: AbortSignal }): Promise<{ readonly bytes: Uint8Array | undefined; readonly contentType: string } | undefined> {
  switch (file) {
    case 'luma.jpg': return { bytes: await source.lumaJpeg(clipId, frame, { urgency: 'now', signal }), contentType: 'image/jpeg' };
    case 'thumbnail.jpg': return { bytes: await source.lumaJpeg(clipId, frame, { urgency: 'behind', signal }), contentType: 'image/jpeg' };
    case 'luma.png': return { bytes: await source.lumaPng(clipId, frame, { signal }), contentType: 'image/png' };
    default: return undefined;
  }
}

function send(response: ServerResponse, bytes: Uint8Array | undefined, contentType: string, caching: string = IMMUTABLE): void {
  if (bytes === undefined) response.writeHead(404, { 'cache-control': 'no-store' }).end();
  else response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.byteLength, 'cache-control': caching }).end(bytes);
}
