import type { Keyframe, Shot, ShotVersion } from '../../../shared/model/document.ts';
import { rangeIncludes } from '../../../shared/model/frame.ts';
import { type KeyframeId, VersionId } from '../../../shared/model/ids.ts';
import { withGroups, withMaskOf } from './coming-groups.ts';

/** A shot and the versions that it had, of which some come into another shot. */
export interface Source {
  readonly shot: Shot;
  readonly versions: readonly ShotVersion[];
}

/** A version that comes into a shot, with the letter that it is to have there. */
export interface Coming {
  readonly source: Source;
  readonly version: ShotVersion;
  readonly name: string;
}

interface Surroundings {
  /** All shots of which frames come into the shot. */
  readonly from: readonly Source[];
  readonly shown: readonly Keyframe[];
  readonly added: readonly Shot[];
}

/** Versions as one, of a shot in the place of theirs; settings are those of the first. Its name is still that of the first. */
export function united(shot: Shot, parts: readonly Coming[], { from, shown, added }: Surroundings): { readonly version: ShotVersion; readonly shot: Shot } {
  const main = parts[0]!;
  const versionOf = (source: Source): ShotVersion | undefined => parts.find((part) => part.source === source)?.version;
  const { layers, hintGroups, ...settings } = main.version;
  let masks = shot.masks ?? [];
  for (const { mask } of layers ?? []) masks = mask === undefined ? masks : withMaskOf(masks, mask, main.source.shot.masks ?? []);
  // A layer without its mask would change the whole picture.
  const limited = layers?.map(({ mask, ...layer }) => (mask === undefined ? layer : masks.some(({ id }) => id === mask) ? { ...layer, mask } : { ...layer, on: false }));
  const { hintGroups: _shown, ...bare } = shot;
  let holder = withGroups({ ...bare, ...(masks.length === 0 ? {} : { masks }) }, { ...(hintGroups === undefined ? {} : { hintGroups }), masks: main.source.shot.masks ?? [] });
  const ordered = [main.source, ...from.filter((source) => source !== main.source)];
  const found = new Map<KeyframeId, Keyframe>();
  const taken = new Set<number>();
  // Keyframes outside of the frames that their shot had, as earlier versions of the program left them, give way to the others.
  for (const isStray of [false, true]) {
    for (const source of ordered) {
      const version = versionOf(source);
      const own = version === undefined ? shownOf(source, shot, shown) : source.shot.id === shot.id ? version.keyframes.filter(({ frame }) => !added.some(({ id, range }) => id !== shot.id && rangeIncludes(range, frame))) : keyframesIn(version, shot);
      const coming = own.filter(({ id, frame }) => rangeIncludes(source.shot.range, frame) !== isStray && !found.has(id) && !taken.has(frame));
      for (const keyframe of coming) {
        found.set(keyframe.id, keyframe.shotId === shot.id ? keyframe : { ...keyframe, shotId: shot.id });
        taken.add(keyframe.frame);
      }
      if (source === main.source) continue;
      const groups = (version ?? source.shot).hintGroups?.filter(({ id }) => coming.some(({ hints }) => hints.some(({ group }) => group === id)));
      if (groups !== undefined) holder = withGroups(holder, { hintGroups: groups, masks: source.shot.masks ?? [] });
    }
  }
  const { hintGroups: all, masks: needed } = holder;
  return {
    version: { ...settings, shotId: shot.id, keyframes: [...found.values()].toSorted((a, b) => a.frame - b.frame), ...(limited === undefined ? {} : { layers: limited }), ...(all === undefined ? {} : { hintGroups: all }) },
    shot: needed === undefined || needed === shot.masks ? shot : { ...shot, masks: needed },
  };
}

/** What a shot shows as a version of it, whose id is nobody's yet. */
export function lookOf({ id, layers, vividness, automatic, hintGroups }: Shot, name: string, keyframes: readonly Keyframe[]): ShotVersion {
  return {
    id: VersionId.parse(`${id} shown`), shotId: id, name, keyframes, ...(layers === undefined ? {} : { layers }), ...(vividness === undefined ? {} : { vividness }),
    ...(automatic === undefined ? {} : { automatic }), ...(hintGroups === undefined ? {} : { hintGroups }),
  };
}

/** Keyframes that a shot shows on the frames that it has from another, or had before. */
export function shownOf(source: Pick<Source, 'shot'>, shot: Shot, shown: readonly Keyframe[]): readonly Keyframe[] {
  return shown.filter(({ shotId, frame }) => shotId === shot.id && rangeIncludes(source.shot.range, frame));
}

export function keyframesIn({ keyframes }: Pick<ShotVersion, 'keyframes'>, { range }: Shot): readonly Keyframe[] {
  return keyframes.filter(({ frame }) => rangeIncludes(range, frame));
}

/** How many frames two shots of a clip have in common. */
export function sharedFrames({ range: a }: Shot, { range: b }: Shot): number {
  return Math.max(0, Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1);
}
