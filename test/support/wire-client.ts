import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { contract } from '../../src/shared/contract/contract.ts';

export type WireClient = ContractRouterClient<typeof contract>;

/** A client like the renderer: signs in with a one-time URL, then sends the cookie with each request. */
export async function connectWire(url: string): Promise<{ readonly client: WireClient; readonly origin: string; readonly cookie: string; readonly get: (path: string) => Promise<Response>; readonly close: () => void }> {
  const first = await fetch(url, { redirect: 'manual' });
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin } = new URL(url);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/wire`, { headers: { cookie, origin } });
  await new Promise<void>((resolve, reject) => { socket.once('open', resolve).once('error', reject); });
  return {
    client: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })),
    origin, cookie,
    get: (path) => fetch(`${origin}${path}`, { headers: { cookie } }),
    close: () => { socket.close(); },
  };
}
