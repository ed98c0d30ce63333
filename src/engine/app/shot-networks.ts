import type { NetworkVersion, Shot, ShotNetworks } from '../../shared/model/document.ts';
import type { InstalledModel, ModelRegistry, ModelTask } from '../models/index.ts';

/** Inputs from which the networks of a shot follow. */
export type NetworkChoice = Pick<Shot, 'networks'>;

export interface ChosenNetworks {
  readonly colorize: InstalledModel;
  readonly propagate: InstalledModel;
}

/**
 * The networks that a shot is coloured with: the recorded ones, so that its colour stays the same when newer ones are installed; the
 * present ones where none are recorded, or the recorded ones are no longer installed. @throws AppError `model.missing`
 */
export function networksOf(registry: ModelRegistry, { networks }: NetworkChoice): ChosenNetworks {
  return { colorize: chosen(registry, 'colorize', networks?.colorize), propagate: chosen(registry, 'propagate', networks?.propagate) };
}

function chosen(registry: ModelRegistry, task: ModelTask, recorded: NetworkVersion | undefined): InstalledModel {
  const kept = recorded === undefined ? undefined : registry.models.find((model) => model.task === task && model.manifest.id === recorded.id && model.manifest.version === recorded.version);
  return kept ?? registry.forTask(task);
}

/** The present networks where they differ from the shot's: the user can update the shot to them. */
export function newerNetworks(registry: ModelRegistry, shot: NetworkChoice): ShotNetworks | undefined {
  const [used, present] = [networksOf(registry, shot), networksOf(registry, {})];
  return used.colorize === present.colorize && used.propagate === present.propagate ? undefined : recordOf(present);
}

/** The networks as recorded in the document. */
export function recordOf({ colorize, propagate }: ChosenNetworks): ShotNetworks {
  const version = ({ manifest: { id, version: present } }: InstalledModel): NetworkVersion => ({ id, version: present });
  return { colorize: version(colorize), propagate: version(propagate) };
}
