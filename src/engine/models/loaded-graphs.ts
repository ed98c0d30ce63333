import { byAnyProvider } from './any-provider.ts';
import type { GraphRun } from './graph-run.ts';
import type { InferenceWorker } from './inference-worker.ts';
import type { InstalledModel } from './installed-model.ts';
import type { ModelRegistry } from './model-registry.ts';
import { graphDifferences } from './signature.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ProviderId } from '../../shared/model/provider.ts';

/** A graph that is loaded, or being loaded. */
interface Load {
  readonly done: Promise<void>;
  readonly model: Pick<InstalledModel, 'id' | 'version'>;
}

/** The graphs that one inference process holds, each in a session of its own. */
export class LoadedGraphs {
  /** By the name of the session. */
  readonly #loads = new Map<string, Load>();
  readonly #registry: ModelRegistry;
  readonly #providerLimitMs: number;

  /** @param providerLimitMs how long a provider other than the CPU may take to load a graph */
  constructor(registry: ModelRegistry, providerLimitMs: number) {
    this.#registry = registry;
    this.#providerLimitMs = providerLimitMs;
  }

  /** The session of a run's graph, which is loaded at first. @throws AppError `model.missing`, `model.hashMismatch`, `model.signatureMismatch`, `inference.failed`, `inference.crashed` */
  async sessionOf(worker: InferenceWorker, run: Pick<GraphRun, 'model' | 'graph'>, provider: ProviderId): Promise<string> {
    // A model that was added anew under an earlier one's id is another graph.
    const { id, version } = this.#registry.get(run.model);
    const session = `${provider} ${version} ${run.model}/${run.graph}`;
    let load = this.#loads.get(session);
    if (load === undefined) {
      load = { done: this.#load(worker, run, { session, provider }), model: { id, version } };
      this.#loads.set(session, load);
      // A graph that would not load is tried again next time; the rejection itself reaches the run below.
      load.done.catch(() => this.#loads.delete(session));
    }
    await load.done;
    return session;
  }

  /** Drops those of models that the registry has no more, or in another version. To be called while no run waits for one. */
  unloadRemoved(worker: InferenceWorker | undefined): void {
    const sessions = [...this.#loads].filter(([, { model }]) => !this.#isInstalled(model)).map(([session]) => session);
    if (sessions.length === 0) return;
    for (const session of sessions) this.#loads.delete(session);
    worker?.unload(sessions);
  }

  async #load(worker: InferenceWorker, { model, graph: name }: Pick<GraphRun, 'model' | 'graph'>, { session, provider }: { readonly session: string; readonly provider: ProviderId }): Promise<void> {
    const { path, graph } = await this.#registry.checkedGraph(model, name);
    const stated = await worker.ask({ kind: 'load', session, path, provider }, provider === 'cpu' ? undefined : this.#providerLimitMs);
    if (stated.kind !== 'loaded') throw new Error(`Unexpected answer ${stated.kind} to load.`);
    const wrong = graphDifferences(name, graph, stated);
    if (wrong.length > 0) throw new AppError('model.signatureMismatch', `The model "${model}" differs from its manifest: ${wrong[0]!}.`, { details: wrong.join('\n') });
  }

  #isInstalled({ id, version }: Load['model']): boolean {
    return this.#registry.models.some((each) => [each, byAnyProvider(each)].some((model) => model.id === id && model.version === version));
  }
}
