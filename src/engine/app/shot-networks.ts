import type { NetworkVersion, Shot, ShotNetworks } from '../../shared/model/document.ts';
import type { InstalledModel, ModelRegistry, ModelTask } from '../models/index.ts';

/** What says which networks a shot is coloured with. */
export type NetworkChoice = Pick<Shot, 'networks'>;

export interface ChosenNetworks {
  readonly colorize: InstalledModel;
  readonly propagate: InstalledModel;
}

/**
 * The networks that a shot is coloured with: those that are recorded in it, so that it keeps its look when newer ones are installed; the
 * present ones where none are recorded, or the recorded ones are not installed any more. @throws AppError `model.missing`
 */
export function networksOf(registry: ModelRegistry, { networks }: NetworkChoice): ChosenNetworks {
  return { colorize: chosen(registry, 'colorize', networks?.colorize), propagate: chosen(registry, 'propagate', networks?.propagate) };
}

function chosen(registry: ModelRegistry, task: ModelTask, recorded: NetworkVersion | undefined): InstalledModel {
  const kept = recorded === undefined ? undefined : registry.models.find((model) => model.task === task && model.id === recorded.id && model.manifest.version === recorded.version);
  return kept ?? registry.forTask(task);
}

/** The present networks where they are others than those that a shot is coloured with: what a user may ask for. */
export function newerNetworks(registry: ModelRegistry, shot: NetworkChoice): ShotNetworks | undefined {
  const [used, present] = [networksOf(registry, shot), networksOf(registry, {})];
  return used.colorize === present.colorize && used.propagate === present.propagate ? undefined : recordOf(present);
}

/** As the document records them. */
export function recordOf({ colorize, propagate }: ChosenNetworks): ShotNetworks {
  const version = ({ id, manifest }: InstalledModel): NetworkVersion => ({ id, version: manifest.version });
  return { colorize: version(colorize), propagate: version(propagate) };
}
