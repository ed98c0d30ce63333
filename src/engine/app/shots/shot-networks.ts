import type { BroughtModel } from '../../../shared/contract/colorize.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { formText } from '../../../shared/model/automatic-form.ts';
import type { NetworkVersion, Shot, ShotNetworks } from '../../../shared/model/document.ts';
import { byAnyProvider, type InstalledModel, type ModelChanges, type ModelRegistry, type ModelTask } from '../../models/index.ts';

/** Inputs from which the networks of a shot follow. */
export type NetworkChoice = Pick<Shot, 'networks' | 'automatic'>;

interface ChosenNetworks {
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
  return (recorded === undefined ? undefined : registry.recorded(task, recorded)) ?? registry.forTask(task);
}

/**
 * The present networks where they differ from the shot's: the user can update the shot to them. A shot that any provider may have coloured needs
 * no update where the CPU runs the same networks.
 */
export function newerNetworks(registry: ModelRegistry, shot: NetworkChoice): ShotNetworks | undefined {
  const [used, present] = [networksOf(registry, shot), networksOf(registry, {})];
  const isKept = (task: keyof ChosenNetworks): boolean => used[task] === present[task] || used[task] === byAnyProvider(present[task]);
  return isKept('colorize') && isKept('propagate') ? undefined : recordOf(present);
}

/**
 * The brought model that gives a shot's automatic colour; `undefined` where the network gives its own. It is never replaced by itself: the user
 * takes another, or adds the file again. @throws AppError `model.notAdded`
 */
export function automaticModelOf(registry: ModelRegistry, { automatic }: { readonly automatic?: NetworkVersion | undefined }): InstalledModel | undefined {
  if (automatic === undefined) return undefined;
  const model = registry.models.find((each) => each.task === 'automatic' && each.id === automatic.id && each.version === automatic.version);
  if (model !== undefined) return model;
  throw new AppError('model.notAdded', missingModelText(automatic.id), { details: `${automatic.id} ${automatic.version}` });
}

/** Added models that can be chosen. */
export function automaticModels(registry: ModelRegistry): BroughtModel[] {
  return registry.models.flatMap(({ id, version, manifest: { form, licence } }) => (form === undefined ? [] : [{ id, version, form: formText(form), licence }]));
}

/** What has come and gone, for a notice. One that was added in another version is told as added. */
export function modelChangesText({ added, removed }: ModelChanges): string {
  const [come, gone] = [namesOf(added), namesOf(removed)];
  const left = gone.filter((id) => !come.includes(id));
  return [
    ...come.map((id) => `The model “${id}” was added: it is there under Shot, Automatic colour.`),
    ...left.map((id) => `The model “${id}” was removed. Colour that was made with it is kept.`),
  ].join(' ');
}

function namesOf(models: readonly InstalledModel[]): readonly string[] {
  return [...new Set(models.map(({ id }) => id))];
}

/** Facts about an added model that is not installed. */
export function missingModelText(id: string): string {
  return `The model “${id}”, which gives automatic colour in this project, is not installed here. The colour that was made with it is kept; add its file again, or choose another automatic colour.`;
}

/** Ids of models that shots of a document want for their automatic colour and that are not installed. */
export function missingAutomaticModels(registry: ModelRegistry, shots: readonly Pick<Shot, 'automatic'>[]): readonly string[] {
  const wanted = shots.flatMap(({ automatic }) => automatic ?? []);
  return [...new Set(wanted.filter(({ id, version }) => !registry.models.some((each) => each.task === 'automatic' && each.id === id && each.version === version)).map(({ id }) => id))];
}

/** An installed added model, in the form that a shot stores. @throws AppError `model.notAdded` */
export function automaticModelNamed(registry: ModelRegistry, id: string): NetworkVersion {
  const brought = registry.models.filter((each) => each.task === 'automatic');
  const model = brought.find((each) => each.id === id);
  if (model !== undefined) return { id, version: model.version };
  const there = brought.length === 0 ? 'None is; add one with: tintype models add FILE --as automatic' : `Installed: ${brought.map((each) => each.id).join(', ')}.`;
  throw new AppError('model.notAdded', `No model “${id}” for automatic colour is installed. ${there}`);
}

/** The networks as recorded in the document. */
export function recordOf({ colorize, propagate }: ChosenNetworks): ShotNetworks {
  const version = ({ manifest: { id, version: present } }: InstalledModel): NetworkVersion => ({ id, version: present });
  return { colorize: version(colorize), propagate: version(propagate) };
}
