import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import { fromFileSystem } from '../../shared/errors/file-system-error.ts';
import type { Engine } from '../engine.ts';
import { createLimitedLog } from '../limited-log.ts';
import { type Authorities, createAuthorities } from './authorities.ts';
import { isUpload, serveFiles } from './file-routes.ts';
import { listen } from './listen.ts';
import { createCode, redeemCode } from './one-time-codes.ts';
import { servePixels } from './pixel-routes.ts';
import { hasBody, pathParts, refuseBody, sendText, setSecurityHeaders } from './replies.ts';
import { createRequestGuard } from './request-guard.ts';
import { createSessions, lastServer, saveServer } from './sessions.ts';
import { answerSignIn, signInUrl } from './sign-in.ts';
import { serveStaticFile } from './static-files.ts';
import { sweepUploads } from './upload-clip.ts';
import { createWireHandler } from './wire.ts';
import { createWireSockets } from './wire-sockets.ts';

interface ServerOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** Name or address to listen on; loopback unless a studio is to be reached from another desk. */
  readonly host?: string;
  /** Further names or addresses, with or without a port, that browsers reach it by: those of a proxy or a router. */
  readonly names?: readonly string[];
  /** Built renderer; without it only the wire and the pixels are served. */
  readonly studioDirectory?: string;
  /** Where films go that were dropped on a browser's window; a folder of the user's home when left out. */
  readonly clipFolder?: string;
  /** An upload of which nothing comes for so long is given up. */
  readonly uploadStallMs?: number;
  /** Takes up the port and the sessions of the engine that ran here last, so that windows it left open go on with this one. */
  readonly resume?: boolean;
}

export interface RunningServer {
  /** `http://127.0.0.1:4100`: lets in a browser that has signed in. */
  readonly origin: string;
  readonly port: number;
  /** Whether other machines can reach it. */
  readonly exposed: boolean;
  /** An address that signs one browser in, once, within two minutes. */
  signInUrl(): string;
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 15_000;
const CHECK_CONNECTIONS_MS = 5_000;
/** An idle connection. */
const SILENT_TIMEOUT_MS = 15_000;
/** A request whose answer is not taken, or takes so long (a WebSocket is watched by its pings, an upload by its stall limit). */
const IDLE_TIMEOUT_MS = 10 * 60_000;
/** A window opens seven. Each takes a file descriptor, of which the engine needs some itself. */
const MAX_CONNECTIONS = 400;

/** Serves an engine over HTTP and WebSocket. @throws AppError `system.portInUse`, `system.cannotListen` */
export async function startServer(engine: Engine, options: ServerOptions = {}): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const dataDirectory = engine.directories.data;
  const log = createLimitedLog(engine.log);
  // No limit on the length of a whole request (`requestTimeout`): an upload may take hours. Other requests have no body.
  const http = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: 0, connectionsCheckingInterval: CHECK_CONNECTIONS_MS });
  http.maxConnections = MAX_CONNECTIONS;
  http.timeout = SILENT_TIMEOUT_MS;

  const last = options.resume === true ? lastServer(dataDirectory) : undefined;
  const resumed = last !== undefined && await listenAgain(http, last.port, { host, port: options.port ?? 0 });
  if (!resumed) await listen(http, options.port ?? 0, host);
  http.on('error', (error) => { log.warn('the server met an error', { err: error }); });
  const { port } = http.address() as AddressInfo;
  const authorities: Authorities = createAuthorities({ host, port, names: options.names ?? [] });
  const origin = `http://${authorities.preferred}`;
  const sessions = createSessions({
    ...(resumed ? { former: last.sessions } : {}),
    ...(options.resume === true ? { save: (living) => { saveServer(dataDirectory, { port, origin, sessions: living }); } } : {}),
  });
  sessions.save();

  const guard = createRequestGuard({ port, authorities, sessions });
  const wire = createWireHandler(engine);
  const sockets = createWireSockets({ onOpen: (webSocket) => { wire.upgrade(webSocket); }, log });
  const clipFolder = options.clipFolder ?? defaultClipFolder(dataDirectory);
  void sweepUploads(clipFolder);
  // Find ffmpeg early, so that opening the first film does not wait for it. A missing ffmpeg is reported where it is needed.
  engine.tools().catch(() => undefined);

  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => undefined);
    request.socket.setTimeout(IDLE_TIMEOUT_MS);
    answer(request, response).catch((error: unknown) => {
      // The browser has closed the connection.
      if (response.destroyed || request.socket.destroyed || isAbort(error)) return;
      // Without the query: it may contain a one-time code.
      log.warn('a request failed', { err: error, area: pathParts(request.url)?.[0] });
      const told = fromFileSystem(error);
      if (response.headersSent) response.destroy();
      else refuseBody(request, response, () => { sendText(response, 500, told instanceof AppError ? told.message : 'The engine met an error; its log has the details.'); });
    });
  });
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const [area, ...more] = pathParts(request.url) ?? [];
    if (area === 'wire' && more.length === 0 && guard.check(request) === 'allowed') sockets.upgrade(request, socket, head);
    else {
      log.warn('a WebSocket was refused', { from: socket.remoteAddress });
      sockets.refuse(socket, 403);
    }
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response);
    const verdict = guard.check(request);
    const parts = pathParts(request.url);
    const refuse = (status: number, text: string, headers?: Readonly<Record<string, string>>): void => {
      if (hasBody(request)) refuseBody(request, response, () => { sendText(response, status, text, headers); });
      else sendText(response, status, text, headers);
    };
    if (verdict === 'foreign') {
      log.warn('a request was refused: it names another host, or comes from another page', { from: request.socket.remoteAddress });
      refuse(403, 'This engine answers only its own window, by the names it was told to serve.');
    } else if (parts === undefined) refuse(400, 'This is no address of Tintype.');
    else if (parts[0] === 'sign-in' && request.method === 'GET' && !hasBody(request)) {
      answerSignIn(request, response, { code: parts[1] ?? '', cookieName: guard.cookieName, sessions, signedIn: verdict === 'allowed', redeem: (code) => redeemCode(dataDirectory, code) });
    } else if (verdict === 'unauthorised') refuse(401, 'This browser is not signed in. Open Tintype by the address that it printed when it started; “tintype serve --new-code” prints a new one.');
    else if (isUpload(request, parts)) await serveFiles(engine, { ...options, clipFolder }, request, parts, response);
    else if (request.method !== 'GET' && request.method !== 'HEAD') refuse(405, 'Only GET is answered here.', { allow: 'GET, HEAD' });
    else if (hasBody(request)) refuse(413, 'A body is not expected here.');
    else if (await serveFiles(engine, { clipFolder }, request, parts, response)) return;
    else if (await servePixels(engine.pixels, request, parts, response)) return;
    else if (options.studioDirectory !== undefined && (await serveStaticFile(options.studioDirectory, parts, response))) return;
    else sendText(response, 404, 'There is nothing here.');
  }

  return {
    origin, port,
    exposed: authorities.exposed,
    signInUrl: () => signInUrl(origin, createCode(dataDirectory)),
    async close() {
      sessions.save();
      sockets.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => { resolve(); }));
    },
  };
}

/** Default folder for uploaded films; in the program's data folder when the user has no home folder. */
function defaultClipFolder(dataDirectory: string): string {
  try {
    const home = homedir();
    if (isAbsolute(home)) return join(home, 'Tintype films');
  } catch {
    // A user without an entry in the system, as in a container.
  }
  return join(dataDirectory, 'films');
}

/**
 * Sessions belong to their port, as cookies do. When the port of the last engine is not to be had, whoever holds it may have been sent
 * its cookies by a window that was left open: none of them is valid any more.
 */
async function listenAgain(http: Server, lastPort: number, { host, port }: { readonly host: string; readonly port: number }): Promise<boolean> {
  if (port !== 0 && port !== lastPort) return false;
  return listen(http, lastPort, host).then(() => true, () => false);
}
