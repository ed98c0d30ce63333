export { newSignInUrl } from './new-sign-in-url.ts';
export { type RunningServer, startServer } from './server.ts';
