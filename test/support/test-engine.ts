import { createEngine, type Engine, type EngineOptions, SHIPPED_MODELS } from '../../src/engine/engine.ts';
import { createInferenceClient, type InferenceClient, openModelRegistry } from '../../src/engine/models/index.ts';

let networks: Promise<InferenceClient> | undefined;

/** The shipped networks, loaded once for all engines of this process and released at its end. */
function sharedNetworks(): Promise<InferenceClient> {
  return networks ??= openModelRegistry([SHIPPED_MODELS]).then((registry) => createInferenceClient(registry));
}

/** An engine that shares its networks with the other test engines of this process. */
export async function createTestEngine(options: Omit<EngineOptions, 'inference' | 'modelDirectories' | 'threads' | 'besideWindow'> = {}): Promise<Engine> {
  return createEngine({ ...options, inference: await sharedNetworks() });
}
