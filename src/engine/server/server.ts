import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Engine } from '../engine.ts';
import { serveFiles } from './file-routes.ts';
import { createRequestGuard } from './request-guard.ts';
import { servePixels } from './pixel-routes.ts';
import { keepKey, lastKey, newToken, type ServerKey } from './server-key.ts';
import { SECURITY_HEADERS, serveStaticFile } from './static-files.ts';
import { createWireHandler } from './wire.ts';

export interface ServerOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Address to listen on; loopback unless a studio wants to be reached from another desk. */
  readonly host?: string;
  /** Built renderer; without it only the wire and the pixels are served. */
  readonly studioDirectory?: string;
  /** Where films go that were dropped on a browser's window; a folder of the user's home when left out. */
  readonly filmFolder?: string;
  /** Takes up the address and the key of the engine that ran here last, so that windows it left open go on with this one. */
  readonly resume?: boolean;
}

export interface RunningServer {
  /** Address with the token, which becomes a cookie: what a browser is sent to. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves an engine over HTTP and WebSocket. @throws AppError `system.portInUse` */
export async function startServer(engine: Engine, options: ServerOptions = {}): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const http = createServer();
  const { port, token } = await listenWithKey(http, { host, port: options.port ?? 0, dataDirectory: options.resume === true ? engine.directories.data : undefined });
  const guard = createRequestGuard({ token, port, hosts: [...new Set(['127.0.0.1', 'localhost', '[::1]', host])] });
  const wire = createWireHandler(engine);
  // The first film that is opened need not wait until ffmpeg is found. Where there is none, whoever needs it is told.
  engine.tools().catch(() => undefined);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 * 1024 });

  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      engine.log.error({ err: error, url: request.url?.split('?')[0] }, 'a request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end(error instanceof AppError ? error.message : 'The engine met an error; its log has the details.');
    });
  });
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const path = request.url?.split('?')[0];
    if (path !== '/wire' || guard.check(request) !== 'allowed') {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => wire.upgrade(webSocket));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const verdict = guard.check(request);
    if (verdict === 'foreign') {
      response.writeHead(403).end('This engine answers only its own window.');
      return;
    }
    const isUpload = request.method === 'PUT' && url.pathname.startsWith('/files/film/');
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isUpload) {
      response.writeHead(405).end();
      return;
    }
    if (guard.tokenInUrl(url)) {
      url.searchParams.delete('token');
      response.writeHead(303, { ...SECURITY_HEADERS, 'set-cookie': `${guard.cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`, location: `${url.pathname}${url.search}`, 'cache-control': 'no-store' }).end();
      return;
    }
    if (verdict === 'unauthorised') {
      response.writeHead(401, { 'content-type': 'text/plain; charset=utf-8' }).end('Open Tintype by the address it printed: that address carries the key to this engine.');
      return;
    }
    if (await serveFiles(engine, options.filmFolder ?? join(homedir(), 'Tintype films'), request, url.pathname, response)) return;
    if (await servePixels(engine.pixels, request, url.pathname, response)) return;
    if (options.studioDirectory !== undefined && (await serveStaticFile(options.studioDirectory, url.pathname, response))) return;
    response.writeHead(404).end('There is nothing here.');
  }

  return {
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}/?token=${token}`,
    port,
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => { resolve(); }));
    },
  };
}

/**
 * A key belongs to its port. When the port of the last key is not to be had, whoever holds it may have been sent that key by a
 * window that was left open: a new one is made.
 */
async function listenWithKey(http: ReturnType<typeof createServer>, { host, port, dataDirectory }: { readonly host: string; readonly port: number; readonly dataDirectory: string | undefined }): Promise<ServerKey> {
  const last = dataDirectory === undefined ? undefined : lastKey(dataDirectory);
  if (last !== undefined && (port === 0 || port === last.port)) {
    const taken = await listen(http, last.port, host).then(() => false, () => true);
    if (!taken) return last;
  }
  await listen(http, port, host);
  const key = { port: (http.address() as AddressInfo).port, token: newToken() };
  if (dataDirectory !== undefined) keepKey(dataDirectory, key);
  return key;
}

function listen(http: ReturnType<typeof createServer>, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(error.code === 'EADDRINUSE' ? new AppError('system.portInUse', `Port ${port} is in use by another program; choose another with --port, or leave it out.`, { cause: error }) : error);
    };
    http.once('error', fail);
    http.listen(port, host, () => {
      http.off('error', fail);
      resolve();
    });
  });
}
