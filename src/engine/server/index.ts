export { newSignInUrl } from './new-sign-in-url.ts';
export { type RunningServer, type ServerOptions, startServer } from './server.ts';
