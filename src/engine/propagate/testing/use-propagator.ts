import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { createInferenceClient, type InferenceClient, type ModelRegistry, openModelRegistry } from '../../models/index.ts';
import { createPropagator, type Propagator } from '../propagator.ts';
import type { PropagatedFrame, SpanOptions, SpanRequest } from '../span-request.ts';
import { propagateAll } from './propagate-all.ts';

export interface LoadedPropagator {
  readonly registry: ModelRegistry;
  readonly inference: InferenceClient;
  readonly propagator: Propagator;
  /** The frames of a span, in the order in which they are made. */
  all(request: SpanRequest, options?: SpanOptions): Promise<readonly PropagatedFrame[]>;
}

/**
 * A propagator on the shipped networks for the tests of a file. Its properties are there once the tests run.
 * @param modelId the network; that of new shots when left out
 */
export function usePropagator(modelId?: string): LoadedPropagator {
  let loaded: Omit<LoadedPropagator, 'all'> | undefined;
  const present = (): Omit<LoadedPropagator, 'all'> => {
    if (loaded === undefined) throw new Error('The propagator is loaded before the first test, not before.');
    return loaded;
  };
  beforeAll(async () => {
    const registry = await openModelRegistry([fileURLToPath(new URL('../../../../resources/models', import.meta.url))]);
    const inference = createInferenceClient(registry);
    loaded = { registry, inference, propagator: createPropagator({ inference, registry, ...(modelId === undefined ? {} : { modelId }) }) };
  });
  afterAll(async () => {
    loaded?.propagator.dispose();
    await loaded?.inference.close();
  });
  return {
    get registry() { return present().registry; },
    get inference() { return present().inference; },
    get propagator() { return present().propagator; },
    all: (request, options) => propagateAll(present().propagator, request, options),
  };
}
