import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Headers of everything that is answered. A page may load and speak to its own engine alone: `connect-src 'self'` takes in its WebSocket
 * (CSP 3 §6.7.2.8), and nothing may be embedded, framed, posted or based elsewhere. Styles are set by scripts of the window's parts.
 */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; font-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), payment=()',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Sets the headers that all responses have. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
}

export function sendText(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers }).end(text);
}

/** What still comes of a body that is not wanted is thrown away for so long; then the connection ends. */
const LINGER_MS = 1_000;

/**
 * Answers before a request's body has come, and ends the connection soon: a body may be endless. What is still on its way is read for a
 * moment, since a connection that is cut at once can take the answer with it.
 */
export function refuseBody(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const { socket } = request;
  const cut = setTimeout(() => { socket.destroy(); }, LINGER_MS);
  const done = (): void => { clearTimeout(cut); };
  socket.once('close', done);
  request.once('end', done);
  request.resume();
  answer();
}

export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
}

/** The decoded parts of a request's path, without the query; `undefined` for invalid paths (`http://…`, `%zz`, `%00`, `%2f` within a part). */
export function pathParts(url: string | undefined): readonly string[] | undefined {
  if (url === undefined || !url.startsWith('/')) return undefined;
  try {
    const parts = url.slice(1).split(/[?#]/, 1)[0]!.split('/').map(decodeURIComponent);
    return parts.some((part) => /[\p{Cc}/\\]/u.test(part) || part === '..' || part === '.') ? undefined : parts;
  } catch {
    return undefined;
  }
}
