import type { Server } from 'node:http';
import { AppError } from '../../shared/errors/app-error.ts';

/** Begins to listen. @throws AppError `system.portInUse`, `system.cannotListen` when the name or address is not this machine's, or the port not this user's */
export function listen(http: Server, port: number, host: string): Promise<void> {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => { reject(listenError(error, port, host)); };
    http.once('error', fail);
    http.listen(port, bare, () => {
      http.off('error', fail);
      resolve();
    });
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case 'EADDRINUSE': return new AppError('system.portInUse', `Port ${port} is in use by another program; choose another with --port, or leave it out.`, { cause: error });
    case 'EACCES': return new AppError('system.cannotListen', `This user may not listen on port ${port}; choose one from 1024 on with --port, or leave it out.`, { cause: error });
    case 'EADDRNOTAVAIL': case 'EINVAL': case 'EAFNOSUPPORT': return new AppError('system.cannotListen', `${host} is not an address of this machine; --host takes one of its own, or 0.0.0.0 for all.`, { cause: error });
    case 'ENOTFOUND': case 'EAI_AGAIN': return new AppError('system.cannotListen', `The name ${host} is not known on this network; --host takes a name or address of this machine, or 0.0.0.0 for all.`, { cause: error });
    default: return error;
  }
}
