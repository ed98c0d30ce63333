import { ORPCError, onError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import { fromFileSystem } from '../../shared/errors/file-system-error.ts';
import type { Engine } from '../engine.ts';
import { createRouter } from '../router.ts';

/** Serves the contract over a WebSocket. Expected failures are sent as `ErrorWire` in the error's data; unexpected ones are logged and sent as such. */
export function createWireHandler(engine: Engine): { upgrade(webSocket: WebSocket): void } {
  const handler = new RPCHandler(createRouter(engine), {
    clientInterceptors: [onError((error) => {
      const told = fromFileSystem(error);
      if (told instanceof AppError) throw new ORPCError('BAD_REQUEST', { message: told.message, data: told.toWire(), cause: error });
      if (!isAbort(error) && !(error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR')) engine.log.error({ err: error }, 'a call failed');
    })],
  });
  return {
    upgrade(webSocket) {
      void handler.upgrade(webSocket, { context: {} });
    },
  };
}
