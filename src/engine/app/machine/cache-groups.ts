import { CacheGroup, type CacheGroupSize } from '../../../shared/model/cache-group.ts';
import { withVersionShown } from '../../../shared/model/version.ts';
import {
  type ArtefactKey, type ArtefactStore, blendedPlaneKind, correctionKind, deliveryPieceKind, foundShotsKind, frameReadingKind, frameTableKind, keyframeSuggestionKind, neighbourFlowKind, paintedKeyframeKind,
  probedClipKind, proxyKind, rememberedStillKind, soundKind, soundPeaksKind, stillColourKind, trackedPositionsKind,
} from '../../artefacts/index.ts';
import type { App } from '../app.ts';
import { keyContext } from '../shots/key-context.ts';
import { planShot } from '../shots/shot-plan.ts';

/** Kinds that lie on the disk, by what a user calls them. */
export const CACHE_GROUPS: Readonly<Record<CacheGroup, readonly string[]>> = {
  colour: [paintedKeyframeKind, stillColourKind, rememberedStillKind, blendedPlaneKind, correctionKind].map(({ kind }) => kind),
  working: [frameReadingKind, neighbourFlowKind, deliveryPieceKind].map(({ kind }) => kind),
  media: [proxyKind, soundKind, soundPeaksKind].map(({ kind }) => kind),
  facts: [probedClipKind, frameTableKind, foundShotsKind, trackedPositionsKind, keyframeSuggestionKind].map(({ kind }) => kind),
};

/** Rows of the last planes that are looked at before other work gets its turn. */
const LOOKED_AT_ONCE = 5000;

/** Sizes of the groups, with what of them can be cleared now. */
export async function cacheGroups(app: App): Promise<readonly CacheGroupSize[]> {
  const { store } = app.services;
  using _pin = store.pin(await keysInUse(app));
  const [all, free] = [store.usage().kinds, store.unpinned()];
  return CacheGroup.options.map((group) => ({ group, bytes: bytesOf(all, group), clearable: bytesOf(free, group) }));
}

/** Removes what of a group is in use by nothing. @returns bytes that were freed */
export async function clearCacheGroup(app: App, group: CacheGroup): Promise<number> {
  const { store } = app.services;
  using _pin = store.pin(await keysInUse(app));
  return await store.clear(CACHE_GROUPS[group]);
}

function bytesOf(kinds: readonly { readonly kind: string; readonly bytes: number }[], group: CacheGroup): number {
  return kinds.filter(({ kind }) => CACHE_GROUPS[group].includes(kind)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Colour of the open project: of its shots in all their versions, and what is still shown of them as stale. */
async function keysInUse(app: App): Promise<readonly ArtefactKey[]> {
  const document = app.current()?.document;
  if (document === undefined) return [];
  const context = keyContext(app.services);
  const plans = [
    ...document.shots.map((shot) => planShot(document, shot.id, context)),
    ...document.versions.map((version) => planShot(withVersionShown(document, version), version.shotId, context)),
  ];
  const planned = plans.flatMap((plan) => (plan === undefined ? [] : [...plan.spans.map(({ group }) => group), ...plan.corrections.map(({ key }) => key), ...plan.keys.values(), ...plan.memory.map(({ key }) => key)]));
  const stale = await Promise.all(document.clips.map((clip) => shownPlanes(app.services.store, clip, new Set(planned))));
  return [...new Set([...planned, ...stale.flat()])];
}

/** Planes last made for the frames of a clip, but for those of these groups. */
async function shownPlanes(store: ArtefactStore, clip: { readonly contentHash: string; readonly frameCount: number }, groups: ReadonlySet<ArtefactKey>): Promise<readonly ArtefactKey[]> {
  const keys: ArtefactKey[] = [];
  for (const [count, { key }] of store.latest(clip.contentHash, 0, clip.frameCount - 1).entries()) {
    const group = store.find(key)?.group;
    if (group === undefined || !groups.has(group)) keys.push(key);
    if (count % LOOKED_AT_ONCE === LOOKED_AT_ONCE - 1) await new Promise((resolve) => { setImmediate(resolve); });
  }
  return keys;
}
