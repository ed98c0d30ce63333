import { expect, test } from 'vitest';
import { farmConnection } from './farm-connection.ts';
import { redisConfiguration } from './redis-server.ts';
import { withoutPassword } from './without-password.ts';

const plain = { host: '127.0.0.1', port: 6380, folder: '/data/farm' };

test('a farm that other machines reach needs a password; on loopback or a socket it does not', () => {
  expect(redisConfiguration(plain)).toContain('bind 127.0.0.1\nport 6380\n');
  expect(() => redisConfiguration({ ...plain, host: '10.0.0.5' })).toThrow('needs a password');
  expect(redisConfiguration({ ...plain, host: '10.0.0.5', password: 'a "b\\' })).toContain('requirepass "a \\"b\\\\"');
  expect(redisConfiguration({ ...plain, socket: '/run/farm.sock' })).toContain('port 0\nunixsocket "/run/farm.sock"\nunixsocketperm 700\n');
  expect(redisConfiguration({ ...plain, tls: { certificate: '/c.pem', key: '/k.pem' } })).toContain('port 0\ntls-port 6380\n');
});

test('addresses of a farm: host, TLS, socket, password from the address or the environment; anything else is refused', () => {
  expect(farmConnection('redis://desk:6380/2', {})).toMatchObject({ host: 'desk', port: 6380, db: 2 });
  expect(farmConnection('rediss://:p%40ss@[::1]', {})).toMatchObject({ host: '::1', port: 6379, password: 'p@ss', tls: {} });
  expect(farmConnection('unix:///run/farm.sock', { TINTYPE_FARM_PASSWORD: 'secret' })).toMatchObject({ path: '/run/farm.sock', password: 'secret' });
  expect(() => farmConnection('http://desk', {})).toThrow('not the address of a farm');
  expect(withoutPassword('redis://me:secret@desk:6380')).toBe('redis://me:…@desk:6380');
});
