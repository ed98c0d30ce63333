import { AppError } from '../../../shared/errors/app-error.ts';
import type { ProviderId } from '../../../shared/model/provider.ts';
import { INFERENCE_PROCESS } from '../inference-process-path.ts';
import { type InferenceWorker, startInferenceWorker } from '../inference-worker.ts';
import type { ModelRegistry } from '../model-registry.ts';
import type { ProviderTrial } from './provider-choice.ts';
import { PROVIDER_IDS, providerRecord } from './provider-table.ts';
import { shortened } from './providers.ts';

export interface FoundProviders {
  /** Those that load a graph here, the CPU first. */
  readonly starting: readonly ProviderId[];
  /** The others, with the reason. */
  readonly others: readonly ProviderTrial[];
}

/** Which providers this machine has. Each is started in a process of its own, so that a driver that brings it down harms nothing else. */
export async function findProviders(registry: ModelRegistry, { start = startInferenceWorker }: { readonly start?: typeof startInferenceWorker } = {}): Promise<FoundProviders> {
  const { id, manifest } = registry.forTask('propagate');
  const { path } = await registry.checkedGraph(id, 'fuse' in manifest.graphs ? 'fuse' : 'paint');
  const there = await withWorker(start, async (worker) => {
    const answer = await worker.ask({ kind: 'providers' });
    return answer.kind === 'providersThere' ? answer.there : [];
  });
  const starting: ProviderId[] = ['cpu'];
  const others: ProviderTrial[] = [];
  for (const id of PROVIDER_IDS.filter((each) => each !== 'cpu')) {
    if (!there.includes(id)) {
      others.push({ id, end: 'missing', reason: providerRecord(id).library === undefined ? 'Not part of Tintype for this system.' : 'Its library is not installed.' });
      continue;
    }
    const failure = await withWorker(start, (worker) => worker.ask({ kind: 'load', session: 'trial', path, provider: id })).then(() => undefined, wordsOf);
    if (failure === undefined) starting.push(id);
    else others.push({ id, end: 'failed', reason: `It does not start: ${shortened(failure)}` });
  }
  return { starting, others };
}

/** @throws whatever is no expected failure */
function wordsOf(error: unknown): string {
  if (error instanceof AppError) return error.details ?? error.message;
  throw error;
}

async function withWorker<Result>(start: typeof startInferenceWorker, use: (worker: InferenceWorker) => Promise<Result>): Promise<Result> {
  const worker = start(INFERENCE_PROCESS, { threads: 1, priority: 'behindWindow', onEnd: () => undefined });
  try {
    return await use(worker);
  } finally {
    await worker.close();
  }
}
