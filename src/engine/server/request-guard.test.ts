import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createRequestGuard } from './request-guard.ts';

const guard = createRequestGuard({ token: 'secret-token', port: 4100, hosts: ['127.0.0.1', 'localhost'] });
const request = (headers: IncomingMessage['headers']): Pick<IncomingMessage, 'headers'> => ({ headers });
const cookie = 'tintype-4100=secret-token';

test('the engine\'s own window, with the cookie, is let in', () => {
  expect(guard.check(request({ host: '127.0.0.1:4100', cookie }))).toBe('allowed');
  expect(guard.check(request({ host: 'localhost:4100', origin: 'http://localhost:4100', cookie: `other=1; ${cookie}` }))).toBe('allowed');
});

test('a page of another origin is refused even with the cookie', () => {
  expect(guard.check(request({ host: '127.0.0.1:4100', origin: 'http://evil.example', cookie }))).toBe('foreign');
});

test('a name that was rebound to this machine is refused', () => {
  expect(guard.check(request({ host: 'evil.example:4100', cookie }))).toBe('foreign');
  expect(guard.check(request({ cookie }))).toBe('foreign');
});

test('without the cookie, or with another engine\'s, nobody gets in', () => {
  expect(guard.check(request({ host: '127.0.0.1:4100' }))).toBe('unauthorised');
  expect(guard.check(request({ host: '127.0.0.1:4100', cookie: 'tintype-4100=secret-tokem' }))).toBe('unauthorised');
  expect(guard.check(request({ host: '127.0.0.1:4100', cookie: 'tintype-4101=secret-token' }))).toBe('unauthorised');
});

test('the token is taken from the first address only when it is the right one', () => {
  expect(guard.tokenInUrl(new URL('http://127.0.0.1:4100/?token=secret-token'))).toBe(true);
  expect(guard.tokenInUrl(new URL('http://127.0.0.1:4100/?token=secret'))).toBe(false);
});
