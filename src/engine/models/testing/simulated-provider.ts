import { AppError } from '../../../shared/errors/app-error.ts';
import type { ProviderId } from '../../../shared/model/provider.ts';
import { type Ask, type InferenceWorker, startInferenceWorker } from '../inference-worker.ts';
import type { FromProcess } from '../inference-protocol.ts';

export interface SimulatedProvider {
  readonly start: typeof startInferenceWorker;
  /** Providers of the graphs that were loaded, in order. */
  readonly loaded: readonly ProviderId[];
}

/**
 * The inference process, in which every provider is there: another than the CPU computes on the CPU, until `fail` gives the words of an error
 * for a run. `run` counts the runs on that provider from 1; while a graph is loaded it is that of the run before, 0 at first.
 */
export function simulatedProvider(fail: (run: number) => string | undefined = () => undefined): SimulatedProvider {
  const loaded: ProviderId[] = [];
  let runs = 0;
  return {
    loaded,
    start(path, options) {
      const worker = startInferenceWorker(path, options);
      async function ask(message: Ask, withinMs?: number): Promise<FromProcess> {
        if (message.kind === 'load') {
          loaded.push(message.provider);
          const words = message.provider === 'cpu' ? undefined : fail(runs);
          if (words !== undefined) throw new AppError('inference.failed', 'A network could not be run.', { details: words });
          return worker.ask({ ...message, provider: 'cpu' }, withinMs);
        }
        if (message.kind === 'run' && !message.session.startsWith('cpu ')) {
          runs += 1;
          const words = fail(runs);
          if (words !== undefined) throw new AppError('inference.failed', 'A network could not be run.', { details: words });
        }
        return worker.ask(message, withinMs);
      }
      return { ...worker, ask } satisfies InferenceWorker;
    },
  };
}
