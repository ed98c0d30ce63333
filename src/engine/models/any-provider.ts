import { PROVIDER_TOLERANCE_AB } from '../../shared/model/provider.ts';
import type { InstalledModel } from './installed-model.ts';

/** Ends the id and the version of a network of which any provider may make the colour. */
const MARK = '~';

const known = new WeakMap<InstalledModel, InstalledModel>();

/**
 * The same network, whose colour any provider may make that agrees with the CPU within `PROVIDER_TOLERANCE_AB`, the CPU among them. Id and version
 * differ from those of the network that the CPU alone runs, so all keys of artefacts do: under the one lie the same bits on every run, under
 * the other the same colour within the tolerance.
 */
export function byAnyProvider(model: InstalledModel): InstalledModel {
  if (model.anyProvider) return model;
  const before = known.get(model);
  if (before !== undefined) return before;
  const { manifest } = model;
  const marked: InstalledModel = { ...model, id: `${model.id}${MARK}`, version: `${model.version} ±${PROVIDER_TOLERANCE_AB}ab`, manifest: { ...manifest, version: `${manifest.version}${MARK}` }, anyProvider: true };
  known.set(model, marked);
  return marked;
}

/** An id or a version without the mark, and whether it had one. */
export function unmarked(text: string): { readonly text: string; readonly anyProvider: boolean } {
  return text.endsWith(MARK) ? { text: text.slice(0, -MARK.length), anyProvider: true } : { text, anyProvider: false };
}
