import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { createAuthorities } from './authorities.ts';

const HOSTILE = [undefined, '', ':', '127.0.0.1', '127.0.0.1:4101', '127.0.0.1:', '127.0.0.1:99999', 'evil.example:4100', 'localhost.evil.example:4100', 'evil@127.0.0.1:4100', '127.0.0.1:4100@evil.example', '127.0.0.1:4100/x', '127.0.0.1:4100#', ' 127.0.0.1:4100', '127.0.0.1:4100,evil.example', '[::1', '::1:4100', '[zz::1]:4100', `${'a'.repeat(10_000)}:4100`, '\u0000'];

test('by default only this machine’s own names are accepted', () => {
  const { accept, exposed, preferred } = createAuthorities({ host: '127.0.0.1', port: 4100 });
  for (const each of ['127.0.0.1:4100', 'localhost:4100', 'LOCALHOST:4100', '[::1]:4100']) expect(accept(each, '127.0.0.1')).toBe(true);
  for (const each of [...HOSTILE, '192.168.1.5:4100', `${hostname()}.evil:4100`]) expect(accept(each, '127.0.0.1')).toBe(false);
  expect([exposed, preferred]).toEqual([false, '127.0.0.1:4100']);
});

test('a wildcard serves this machine’s names and whichever of its addresses the socket has, and no other', () => {
  for (const host of ['0.0.0.0', '::', '[::]']) {
    const { accept, exposed } = createAuthorities({ host, port: 4100 });
    expect(accept('192.168.1.5:4100', '192.168.1.5')).toBe(true);
    expect(accept('192.168.1.5:4100', '::ffff:192.168.1.5')).toBe(true);
    expect(accept('[fd00::5]:4100', 'fd00:0:0::5')).toBe(true);
    expect(accept(`${hostname()}:4100`, '192.168.1.5')).toBe(true);
    expect(accept('127.0.0.1:4100', '127.0.0.1')).toBe(true);
    for (const each of [...HOSTILE, '192.168.1.6:4100']) expect(accept(each, '192.168.1.5')).toBe(false);
    expect(exposed).toBe(true);
  }
});

test('one address or name is served by that address or name', () => {
  const six = createAuthorities({ host: '::1', port: 4100 });
  expect([six.accept('[::1]:4100', '::1'), six.accept('[0:0::1]:4100', '::1'), six.exposed, six.preferred]).toEqual([true, true, false, '[::1]:4100']);
  const named = createAuthorities({ host: 'Desk-3', port: 4100 });
  expect([named.accept('desk-3:4100', '192.168.1.5'), named.accept('192.168.1.5:4100', '192.168.1.5'), named.accept('desk-4:4100', '192.168.1.5'), named.exposed, named.preferred]).toEqual([true, true, false, true, 'desk-3:4100']);
});

test('names by which a proxy or a router reaches the server are listed', () => {
  const { accept, exposed, preferred } = createAuthorities({ host: '127.0.0.1', port: 4100, names: ['Studio.example', '10.0.0.9:8080'] });
  for (const each of ['studio.example', 'studio.example:4100', 'STUDIO.example.', '10.0.0.9:8080']) expect(accept(each, '127.0.0.1')).toBe(true);
  for (const each of ['10.0.0.9', '10.0.0.9:4100', 'other.example']) expect(accept(each, '127.0.0.1')).toBe(false);
  expect([exposed, preferred]).toEqual([true, 'studio.example']);
});

test('port 80 is left out by browsers', () => {
  const { accept } = createAuthorities({ host: '0.0.0.0', port: 80 });
  for (const each of ['localhost', '127.0.0.1', 'localhost:80', '192.168.1.5']) expect(accept(each, '192.168.1.5')).toBe(true);
});
