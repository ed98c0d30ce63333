import { createORPCClient, onError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../shared/contract/contract.ts';
import { AppError, ErrorWire } from '../../shared/errors/app-error.ts';

export type WireClient = ContractRouterClient<typeof contract>;

/** A typed client over an open socket. Expected failures are thrown as the {@link AppError} that the engine threw. */
export function createWireClient(websocket: WebSocket): WireClient {
  return createORPCClient(new RPCLink({
    websocket,
    interceptors: [onError((error) => {
      const wire = ErrorWire.safeParse(error instanceof Error && 'data' in error ? error.data : undefined);
      if (wire.success) throw AppError.fromWire(wire.data);
      if (websocket.readyState !== WebSocket.OPEN) throw new AppError('network.unreachable', 'The connection to the engine was lost before it answered.', { cause: error });
    })],
  }));
}
