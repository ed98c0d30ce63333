import { InvalidArgumentError, Option } from 'commander';

export const json = (): Option => new Option('--json', 'one JSON object a line on standard output');

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,3}$/.test(text) || count < 1) throw new InvalidArgumentError('write a whole number from 1 to 999.');
  return count;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
  return port;
}

const HOST = /^(\[?[0-9a-f:.]*:[0-9a-f:.]*\]?|[a-z0-9][a-z0-9._-]*)$/i;

export function parseHost(text: string): string {
  if (!HOST.test(text)) throw new InvalidArgumentError('write a name or an address: 0.0.0.0, ::1, desk-3.');
  return text;
}
