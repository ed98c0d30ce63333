import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LimitedLog } from '../limited-log.ts';

/** The WebSockets of all windows. */
interface WireSockets {
  /** Upgrades an authorised request to a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Answers a request that was not, and ends its connection. */
  refuse(socket: Duplex, status: number): void;
  close(): void;
}

/** A dropped picture of 50 MiB goes as one message, in base64. */
const MAX_MESSAGE_BYTES = 64 * 2 ** 20;
const MAX_SOCKETS = 100;
const HEARTBEAT_MS = 30_000;
/** Limit of data buffered for a window that does not read. */
const MAX_UNSENT_BYTES = 256 * 2 ** 20;

/**
 * An error ends at most its own connection: an error event of a socket or WebSocket without a listener would end the process.
 * One that is half open (its machine went to sleep, its cable was pulled) does not answer the ping, and is ended after two.
 */
export function createWireSockets(options: { readonly onOpen: (webSocket: WebSocket) => void; readonly log: LimitedLog }): WireSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const answered = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const client of server.clients) {
      if (!answered.delete(client) || client.bufferedAmount > MAX_UNSENT_BYTES) client.terminate();
      else client.ping();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  server.on('wsClientError', (error, socket) => {
    options.log.warn('a WebSocket was not opened', { reason: error.message });
    refuse(socket, 400);
  });

  function refuse(socket: Duplex, status: number): void {
    // The HTTP server has detached the socket, and with it its listeners.
    socket.on('error', () => undefined);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    socket.once('finish', () => { socket.destroy(); });
  }

  return {
    refuse,
    upgrade(request, socket, head) {
      if (server.clients.size >= MAX_SOCKETS) {
        refuse(socket, 503);
        return;
      }
      socket.on('error', () => undefined);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        answered.add(webSocket);
        webSocket.on('pong', () => { answered.add(webSocket); });
        // "close" follows automatically.
        webSocket.on('error', (error) => { options.log.warn('a window’s connection was ended', { reason: error.message }); });
        options.onOpen(webSocket);
      });
    },
    close() {
      clearInterval(heartbeat);
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
