import type { Logger } from 'pino';
import { isAbort } from '../shared/errors/app-error.ts';
import type { Providers } from './models/index.ts';

/** After this long the window is there and its first film is open. */
const MEASURE_AFTER_MS = 30_000;

/** Tries the providers of a machine that was never measured, when nothing else is done. */
export function measureWhenIdle(providers: Providers, { isBusy, log }: { readonly isBusy: () => boolean; readonly log: Logger }): { readonly stop: () => Promise<void> } {
  let measuring: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (isBusy()) return;
    clearInterval(timer);
    measuring = providers.measureOnce().catch((error: unknown) => { if (!isAbort(error)) log.warn({ err: error }, 'the providers could not be measured'); });
  }, MEASURE_AFTER_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await measuring;
    },
  };
}
