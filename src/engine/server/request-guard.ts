import type { IncomingMessage } from 'node:http';
import type { Authorities } from './authorities.ts';
import type { Sessions } from './sessions.ts';

/** What of a request decides who it is from. */
export type GuardedRequest = Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly localAddress?: string | undefined } };

/**
 * Who may speak to the engine. Every web page's script can send requests to loopback, so: the Host header must name the engine (no DNS
 * rebinding), an Origin must be the engine's own and a request that another page made must be a visit (no other page), and a cookie
 * must hold the token of a session.
 */
interface RequestGuard {
  readonly cookieName: string;
  check(request: GuardedRequest): 'allowed' | 'foreign' | 'unauthorised';
}

export function createRequestGuard(options: { readonly port: number; readonly authorities: Authorities; readonly sessions: Pick<Sessions, 'has'> }): RequestGuard {
  // Cookies are shared by all ports of a host, so the name contains the port.
  const cookieName = `tintype-${options.port}`;
  return {
    cookieName,
    check(request) {
      const { headers, socket: { localAddress } } = request;
      if (!options.authorities.accept(headers.host, localAddress)) return 'foreign';
      if (headers.origin !== undefined && !options.authorities.accept(authorityOf(headers.origin), localAddress)) return 'foreign';
      // A page on another port of this host is "same-site", so that SameSite=Strict alone does not keep it out.
      const site = headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none' && headers['sec-fetch-mode'] !== 'navigate') return 'foreign';
      return cookieValues(headers.cookie, cookieName).some((value) => options.sessions.has(value)) ? 'allowed' : 'unauthorised';
    },
  };
}

function authorityOf(origin: string): string | undefined {
  return /^https?:\/\/(.+)$/.exec(origin)?.[1];
}

function cookieValues(header: string | undefined, name: string): readonly string[] {
  return (header ?? '').split(';').map((pair) => pair.trim().split('=')).filter(([key]) => key === name).map(([, value]) => value ?? '');
}
