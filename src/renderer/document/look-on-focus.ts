import type { Connection } from '../host/connection.ts';

/** Has the engine look at the clips' files when the window gets the focus: the user may come from another program that has written one. Returns a function that ends it. */
export function lookOnFocus(connection: Pick<Connection, 'client'>, given: Pick<Window, 'addEventListener' | 'removeEventListener'> = window): () => void {
  const look = (): void => {
    Promise.resolve().then(() => connection.client().media.look()).catch(() => undefined); // An engine that does not answer is told by the connection.
  };
  given.addEventListener('focus', look);
  return () => { given.removeEventListener('focus', look); };
}
