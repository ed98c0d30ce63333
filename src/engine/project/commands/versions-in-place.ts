import type { Keyframe, Shot, ShotVersion } from '../../../shared/model/document.ts';
import { rangeIncludes } from '../../../shared/model/frame.ts';
import { type KeyframeId, VersionId } from '../../../shared/model/ids.ts';
import { freeLetter, versionName } from '../../../shared/model/version.ts';
import { withGroups, withMaskOf } from './coming-groups.ts';

/** A run of a clip's shots that others take the place of. A shot of both has the same id. */
interface ReplacedShots {
  readonly removed: readonly Shot[];
  readonly added: readonly Shot[];
  /** Versions of the document that are not shown. */
  readonly versions: readonly ShotVersion[];
  /** The document's keyframes, in the shots of their frames. */
  readonly keyframes: readonly Keyframe[];
}

/** A shot and what it had that comes into another. */
interface Source {
  readonly shot: Shot;
  readonly versions: readonly ShotVersion[];
}

/**
 * Versions that are not shown, after shots were split, merged or replaced. A version goes to every shot in the place of its own that has any of its keyframes, and to a new one
 * that would look different without it; each gets the keyframes of its frames. Where several shots become one, their versions of one letter become one, and a shot that has none of
 * that letter takes part with what is shown of it. A boundary that is moved between two shots leaves their versions as they are.
 * @returns the added shots, with masks that versions need
 */
export function versionsInPlace({ removed, added, versions, keyframes }: ReplacedShots): { readonly versions: readonly ShotVersion[]; readonly shots: readonly Shot[] } {
  const [before, after] = [new Set(removed.map(({ id }) => id)), new Set(added.map(({ id }) => id))];
  const fresh = added.filter(({ id }) => !before.has(id));
  const isSameShots = fresh.length === 0 && removed.every(({ id }) => after.has(id));
  const moving = versions.filter(({ shotId }) => before.has(shotId));
  if (isSameShots || moving.length === 0) return { versions, shots: added };

  const sources = removed.map((shot): Source => ({ shot, versions: moving.filter(({ shotId }) => shotId === shot.id) }));
  const sourcesOf = (shot: Shot): readonly Source[] => sources.filter(({ shot: old }) => old.id === shot.id || ((!after.has(old.id) || !before.has(shot.id)) && sharedFrames(old, shot) > 0));
  const homes = new Map(moving.map((version) => [version.id, homeOf(version, added.filter((shot) => sourcesOf(shot).some(({ shot: { id } }) => id === version.shotId)))?.id]));
  const kept = new Map<VersionId, ShotVersion>();
  const copies: ShotVersion[] = [];
  const ids = new Set(versions.map(({ id }) => id));
  const shots = added.map((shot) => {
    const from = sourcesOf(shot).map((source): Source => ({ ...source, versions: source.versions.filter((version) => homes.get(version.id) === shot.id || keyframesIn(version, shot).length > 0 || (!before.has(shot.id) && looksDifferent(version, shot))) }));
    let held = shot;
    const letters = new Set([versionName(shot)]);
    for (const name of new Set(from.flatMap((source) => source.versions.map((version) => version.name)))) {
      const letter = letters.has(name) ? freeLetter(new Set([...letters, ...from.flatMap((source) => source.versions.map((version) => version.name))])) : name;
      // All 26 letters are taken.
      if (letter === undefined) continue;
      letters.add(letter);
      const made = united(held, name, { from, shown: keyframes, fresh });
      held = made.shot;
      const isHome = homes.get(made.version.id) === shot.id;
      if (isHome) kept.set(made.version.id, { ...made.version, name: letter });
      else copies.push({ ...made.version, name: letter, id: freeId(`${shot.id} ${letter}`, ids) });
    }
    return held;
  });
  return { versions: [...versions.flatMap((version) => (before.has(version.shotId) ? kept.get(version.id) ?? [] : [version])), ...copies], shots };
}

/** An id that is not taken, which it is then. The same change gives the same ids, so that it can be made again. */
function freeId(wanted: string, taken: Set<VersionId>): VersionId {
  const free = VersionId.parse(taken.has(VersionId.parse(wanted)) ? `${wanted} ${taken.size}` : wanted);
  taken.add(free);
  return free;
}

/** The shot in which a version keeps its id: its own while that is there, else the one with most of its keyframes. */
function homeOf(version: ShotVersion, shots: readonly Shot[]): Shot | undefined {
  return shots.find(({ id }) => id === version.shotId) ?? shots.toSorted((a, b) => keyframesIn(version, b).length - keyframesIn(version, a).length)[0];
}

/** Versions of one letter of several shots as one, of a shot in their place. */
function united(shot: Shot, name: string, { from, shown, fresh }: { readonly from: readonly Source[]; readonly shown: readonly Keyframe[]; readonly fresh: readonly Shot[] }): { readonly version: ShotVersion; readonly shot: Shot } {
  const versionOf = ({ versions }: Source): ShotVersion | undefined => versions.find((version) => version.name === name);
  const [main, ...others] = from.toSorted((a, b) => Number(versionOf(b) !== undefined) - Number(versionOf(a) !== undefined) || Number(b.shot.id === shot.id) - Number(a.shot.id === shot.id) || sharedFrames(b.shot, shot) - sharedFrames(a.shot, shot));
  const { layers, hintGroups, ...settings } = versionOf(main!)!;
  let masks = shot.masks ?? [];
  for (const { mask } of layers ?? []) masks = mask === undefined ? masks : withMaskOf(masks, mask, main!.shot.masks ?? []);
  // A layer without its mask would change the whole picture.
  const limited = layers?.map(({ mask, ...layer }) => (mask === undefined ? layer : masks.some(({ id }) => id === mask) ? { ...layer, mask } : { ...layer, on: false }));
  const { hintGroups: _shown, ...bare } = shot;
  let holder = withGroups({ ...bare, ...(masks.length === 0 ? {} : { masks }) }, { ...(hintGroups === undefined ? {} : { hintGroups }), masks: main!.shot.masks ?? [] });
  const found = new Map<KeyframeId, Keyframe>();
  for (const source of [main!, ...others]) {
    const version = versionOf(source);
    const own = version === undefined ? shown.filter((keyframe) => keyframe.shotId === shot.id && rangeIncludes(source.shot.range, keyframe.frame))
      : source.shot.id === shot.id ? version.keyframes.filter(({ frame }) => !fresh.some(({ range }) => rangeIncludes(range, frame)))
        : keyframesIn(version, shot);
    const taken = new Set([...found.values()].map(({ frame }) => frame));
    const coming = own.filter(({ id, frame }) => !found.has(id) && !taken.has(frame));
    for (const keyframe of coming) found.set(keyframe.id, keyframe.shotId === shot.id ? keyframe : { ...keyframe, shotId: shot.id });
    if (source === main) continue;
    const groups = (version ?? source.shot).hintGroups?.filter(({ id }) => coming.some(({ hints }) => hints.some(({ group }) => group === id)));
    if (groups !== undefined) holder = withGroups(holder, { hintGroups: groups, masks: source.shot.masks ?? [] });
  }
  const { hintGroups: all, masks: needed } = holder;
  return {
    version: { ...settings, shotId: shot.id, keyframes: [...found.values()].toSorted((a, b) => a.frame - b.frame), ...(limited === undefined ? {} : { layers: limited }), ...(all === undefined ? {} : { hintGroups: all }) },
    shot: needed === undefined || needed === shot.masks ? shot : { ...shot, masks: needed },
  };
}

function keyframesIn({ keyframes }: ShotVersion, { range }: Shot): readonly Keyframe[] {
  return keyframes.filter(({ frame }) => rangeIncludes(range, frame));
}

function sharedFrames({ range: a }: Shot, { range: b }: Shot): number {
  return Math.max(0, Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1);
}

/** Whether a version's settings are others than what is shown. */
function looksDifferent(version: ShotVersion, shot: Shot): boolean {
  const settings = ({ layers, vividness, automatic }: Pick<Shot, 'layers' | 'vividness' | 'automatic'>): string => JSON.stringify([layers, vividness, automatic]);
  return settings(version) !== settings(shot);
}
