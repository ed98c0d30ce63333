import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import type { BroughtModel } from '../../shared/contract/colorize.ts';
import type { Shot } from '../../shared/model/document.ts';
import type { Connection } from '../host/connection.ts';
import { documentOf, type ProjectStore } from './project-mirror.ts';

/** The brought models that are installed where the engine runs. */
export interface BroughtModels {
  /** Empty until they were first asked for. */
  readonly installed: StoreApi<readonly BroughtModel[]>;
  /** Asks for them again. */
  readonly refresh: () => void;
  readonly stop: () => void;
}

/** Ids of added models that shots use and that are not installed. */
export function missingModels(shots: readonly Pick<Shot, 'automatic'>[], installed: readonly Pick<BroughtModel, 'id' | 'version'>[]): readonly string[] {
  const ids = shots.flatMap(({ automatic }) => automatic ?? []).filter(({ id, version }) => !installed.some((each) => each.id === id && each.version === version)).map(({ id }) => id);
  return [...new Set(ids)];
}

/** Reports, when a project is opened, brought models that it names and that are not installed. */
export function createBroughtModels({ project, connection, report }: { readonly project: ProjectStore; readonly connection: Connection; readonly report: (error: unknown) => void }): BroughtModels {
  const installed = createStore<readonly BroughtModel[]>(() => []);
  async function ask(): Promise<readonly BroughtModel[]> {
    const found = await connection.client().colorize.automaticModels();
    installed.setState(found, true);
    return found;
  }
  async function reportMissing(): Promise<void> {
    const { shots } = documentOf(project.getState());
    if (shots.every(({ automatic }) => automatic === undefined)) return;
    for (const id of missingModels(shots, await ask())) {
      report(new AppError('model.notAdded', `The model “${id}”, which gives automatic colour in this project, is not installed. Its colour is kept. Add its file again, or choose another under Shot, Automatic colour.`));
    }
  }
  function tell(error: unknown): void {
    const moved = error instanceof AppError && (error.code === 'project.none' || error.code === 'network.unreachable');
    if (!moved && !isAbort(error)) report(error);
  }
  let before: string | undefined;
  const stop = project.subscribe(({ state }) => {
    const path = state?.path;
    if (path === before) return;
    before = path;
    reportMissing().catch(tell);
  });
  return { installed, refresh: () => { ask().catch(tell); }, stop };
}
