import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may speak to the engine. It listens on this machine's loopback, but so does every web page's script: the Host header must
 * name the engine (no DNS rebinding), an Origin must be the engine's own (no other page), and a cookie must hold the token that
 * the first address carried.
 */
export interface RequestGuard {
  readonly cookieName: string;
  check(request: Pick<IncomingMessage, 'headers'>): 'allowed' | 'foreign' | 'unauthorised';
  /** The token in the address of the very first visit, to be turned into a cookie. */
  tokenInUrl(url: URL): boolean;
}

export function createRequestGuard(options: { readonly token: string; readonly port: number; readonly hosts: readonly string[] }): RequestGuard {
  // Cookies are shared by all ports of a host, so the name tells two engines apart.
  const cookieName = `tintype-${options.port}`;
  const authorities = new Set(options.hosts.flatMap((host) => [`${host}:${options.port}`, ...(options.port === 80 ? [host] : [])]));
  return {
    cookieName,
    check(request) {
      if (!authorities.has(request.headers.host ?? '')) return 'foreign';
      const origin = request.headers.origin;
      if (origin !== undefined && !authorities.has(origin.replace(/^https?:\/\//, ''))) return 'foreign';
      return cookieValues(request, cookieName).some((value) => sameToken(value, options.token)) ? 'allowed' : 'unauthorised';
    },
    tokenInUrl: (url) => sameToken(url.searchParams.get('token') ?? '', options.token),
  };
}

function cookieValues(request: Pick<IncomingMessage, 'headers'>, name: string): readonly string[] {
  return (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=')).filter(([key]) => key === name).map(([, value]) => value ?? '');
}

function sameToken(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
