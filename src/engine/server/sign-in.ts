import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendText } from './replies.ts';
import type { Sessions } from './sessions.ts';

/** URL of the sign-in page. Its copy in the browser's history is useless, because the code can be used only once. */
export function signInUrl(origin: string, code: string): string {
  return `${origin}/sign-in/${code}`;
}

/**
 * Exchanges a one-time code for a session cookie and leads to the window.
 * @param options.redeem takes a code, once
 * @param options.signedIn whether the browser has a session already: it then needs no code
 */
export function answerSignIn(request: IncomingMessage, response: ServerResponse, options: { readonly code: string; readonly cookieName: string; readonly sessions: Pick<Sessions, 'open'>; readonly signedIn: boolean; readonly redeem: (code: string) => boolean }): void {
  // A browser may load an address that is being typed before it is visited; the code is for the visit.
  if (/prefetch|prerender/.test(String(request.headers['sec-purpose'] ?? ''))) {
    sendText(response, 503, 'Not before the visit.');
    return;
  }
  if (options.redeem(options.code)) response.setHeader('set-cookie', `${options.cookieName}=${options.sessions.open()}; HttpOnly; SameSite=Strict; Path=/`);
  else if (!options.signedIn) {
    sendText(response, 401, 'This address was used already, or it is older than two minutes. “tintype serve --new-code” prints a new one.');
    return;
  }
  // A redirect of a visit that another page (or a file) led to counts as that page's: a strict cookie would not go with it. So this page itself leads on.
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end('<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Tintype</title><link rel="icon" href="data:,">');
}
