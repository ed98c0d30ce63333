import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createAuthorities } from './authorities.ts';
import { createRequestGuard, type GuardedRequest } from './request-guard.ts';

const guard = createRequestGuard({ port: 4100, authorities: createAuthorities({ host: '127.0.0.1', port: 4100 }), sessions: { has: (token) => token === 'secret-token' } });
const request = (headers: IncomingMessage['headers']): GuardedRequest => ({ headers, socket: { localAddress: '127.0.0.1' } });
const cookie = 'tintype-4100=secret-token';

test('the engine\'s own window, with the cookie, is let in', () => {
  expect(guard.check(request({ host: '127.0.0.1:4100', cookie }))).toBe('allowed');
  expect(guard.check(request({ host: 'localhost:4100', origin: 'http://localhost:4100', cookie: `other=1; ${cookie}` }))).toBe('allowed');
  expect(guard.check(request({ host: 'localhost:4100', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', cookie }))).toBe('allowed');
});

test('a page of another origin is refused even with the cookie', () => {
  for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:4101', 'http://evil@127.0.0.1:4100', 'file://', 'http://']) expect(guard.check(request({ host: '127.0.0.1:4100', origin, cookie }))).toBe('foreign');
  for (const site of ['cross-site', 'same-site']) expect(guard.check(request({ host: '127.0.0.1:4100', 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', cookie }))).toBe('foreign');
});

test('a request that follows a link from another page is accepted or refused by its cookie', () => {
  const visit = { host: '127.0.0.1:4100', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect(guard.check(request(visit))).toBe('unauthorised');
  expect(guard.check(request({ ...visit, cookie }))).toBe('allowed');
});

test('a host name that resolves to this machine but is not allowed is refused', () => {
  expect(guard.check(request({ host: 'evil.example:4100', cookie }))).toBe('foreign');
  expect(guard.check(request({ cookie }))).toBe('foreign');
});

test('a request without the cookie, or with another engine\'s, is refused', () => {
  expect(guard.check(request({ host: '127.0.0.1:4100' }))).toBe('unauthorised');
  expect(guard.check(request({ host: '127.0.0.1:4100', cookie: 'tintype-4100=secret-tokem' }))).toBe('unauthorised');
  expect(guard.check(request({ host: '127.0.0.1:4100', cookie: 'tintype-4101=secret-token' }))).toBe('unauthorised');
  expect(guard.check(request({ host: '127.0.0.1:4100', cookie: `${'tintype-4100=;'.repeat(500)}=;;==` }))).toBe('unauthorised');
});
