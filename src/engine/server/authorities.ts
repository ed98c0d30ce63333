import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';

/** Names and addresses that browsers may reach this engine by. */
export interface Authorities {
  /** Whether a Host header, or the authority of an Origin, names this engine. @param localAddress the socket's own address */
  readonly accept: (authority: string | undefined, localAddress: string | undefined) => boolean;
  /** The one to print: `192.168.1.5:4100`. */
  readonly preferred: string;
  /** Whether other machines can reach it. */
  readonly exposed: boolean;
}

/**
 * Pure but for the machine's own names. A web page can have any *name* resolve to this machine (DNS rebinding), so only names that the
 * engine was told to serve are accepted. An address cannot be rebound: the socket's own is always accepted.
 * @param options.host the host that the engine listens on
 * @param options.names names or addresses, with or without a port, that a proxy or a router reaches it by
 */
export function createAuthorities(options: { readonly host: string; readonly port: number; readonly names?: readonly string[] }): Authorities {
  const host = unbracketed(options.host.toLowerCase());
  const wildcard = host === '0.0.0.0' || host === '::';
  const loopback = isLoopback(host);
  const own = (name: string): string => `${bracketed(name)}:${options.port}`;
  const served = [...(loopback || wildcard ? ['localhost', '127.0.0.1', '::1'] : []), ...(wildcard ? [hostname().toLowerCase()] : [host])].map(own);
  const named = (options.names ?? []).flatMap((name) => {
    const parsed = parseAuthority(name);
    // Behind a proxy the port is the proxy's, and a browser leaves out 80 and 443.
    return parsed === undefined ? [] : parsed.port === undefined ? [parsed.host, own(unbracketed(parsed.host))] : [`${parsed.host}:${parsed.port}`];
  });
  const accepted = new Set([...served, ...named].flatMap((each) => (each.endsWith(':80') ? [each, each.slice(0, -3)] : [each])));
  const [firstNamed] = named;
  return {
    accept(authority, localAddress) {
      const parsed = parseAuthority(authority ?? '');
      if (parsed === undefined) return false;
      const given = parsed.port === undefined ? parsed.host : `${parsed.host}:${parsed.port}`;
      if (accepted.has(given)) return true;
      const address = localAddress === undefined ? undefined : plainAddress(localAddress);
      return address !== undefined && (given === own(address) || (options.port === 80 && given === bracketed(address)));
    },
    preferred: firstNamed === undefined ? own(wildcard ? outsideAddress() ?? 'localhost' : host) : loopback || parseAuthority(firstNamed)?.port !== undefined ? firstNamed : own(unbracketed(firstNamed)),
    exposed: !loopback || named.some((each) => !isLoopback(unbracketed(parseAuthority(each)?.host ?? ''))),
  };
}

/** Whether a name or address can only mean this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A name or address with its port; `undefined` when invalid. IPv6 is returned in canonical form. */
function parseAuthority(text: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9._-]*)(?::(\d{1,5}))?$/i.exec(isIP(text) === 6 ? `[${text}]` : text);
  if (match?.[1] === undefined) return undefined;
  const name = match[1].toLowerCase().replace(/\.$/, '');
  if (name.startsWith('[')) {
    if (isIP(unbracketed(name)) !== 6) return undefined;
    return { host: new URL(`http://${name}`).hostname, port: match[2] === undefined ? undefined : Number(match[2]) };
  }
  return { host: name, port: match[2] === undefined ? undefined : Number(match[2]) };
}

function bracketed(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname : name;
}

function unbracketed(name: string): string {
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

/** Removes the IPv4-mapped prefix and the zone of an address (`::ffff:192.168.1.5`, as a dual-stack socket reports it). */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function outsideAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []).filter(({ internal }) => !internal);
  return (addresses.find(({ family }) => family === 'IPv4') ?? addresses.find(({ address }) => !address.startsWith('fe80')))?.address;
}
