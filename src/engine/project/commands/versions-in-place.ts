import { isDeepStrictEqual } from 'node:util';
import type { Keyframe, Shot, ShotVersion } from '../../../shared/model/document.ts';
import { rangeIncludes } from '../../../shared/model/frame.ts';
import { type ShotId, VersionId } from '../../../shared/model/ids.ts';
import { freeLetter, versionName } from '../../../shared/model/version.ts';
import { shotsOver } from './shots-over.ts';
import { type Coming, keyframesIn, lookOf, sharedFrames, shownOf, type Source, united } from './united-version.ts';

/** A run of a clip's shots that others take the place of. A shot of both has the same id. */
interface ReplacedShots {
  readonly removed: readonly Shot[];
  readonly added: readonly Shot[];
  /** Versions of the document that are not shown. */
  readonly versions: readonly ShotVersion[];
  /** The document's keyframes, in the shots of their frames. */
  readonly keyframes: readonly Keyframe[];
}

/** Begins the ids of versions that a moved boundary made: only these go again with what they were made for, not a duplicate that the user is yet to change. */
const OF_BOUNDARY = 'boundary ';

/**
 * Versions that are not shown, after shots were split, merged or replaced, or a boundary was moved: each keyframe is in a version of the shot that has its frame.
 * - A version goes to every shot that has any of its keyframes, and to a new one that would look different without it.
 * - Where several shots become one, their versions of one letter become one, unless both state other settings. A shot that has none of that letter takes part with what is shown of it.
 * - What a shot showed that is gone becomes a version of the shot with most of its frames, where its settings would be lost.
 * - Frames that a moved boundary gives to a neighbour go to its version of the same letter, or, where it shows that one, to that of the letter which the first shot shows: so moving
 *   the boundary back gives them back. Where it has no such version, it gets one that is otherwise like what it shows, and loses that again with these frames.
 * @returns the added shots, with masks that versions need
 */
export function versionsInPlace({ removed, added, versions, keyframes }: ReplacedShots): { readonly versions: readonly ShotVersion[]; readonly shots: readonly Shot[] } {
  const [before, after] = [new Set(removed.map(({ id }) => id)), new Set(added.map(({ id }) => id))];
  const stays = (id: ShotId): boolean => before.has(id) && after.has(id);
  const shownIn = Map.groupBy(keyframes, ({ shotId }) => shotId);
  const looks = removed.flatMap((shot) => (after.has(shot.id) ? [] : lostLook(shot, added, shownIn)));
  const moving = [...versions.filter(({ shotId }) => before.has(shotId)), ...looks.map(({ look }) => look)];
  if (moving.length === 0) return { versions, shots: added };

  const versionsOf = Map.groupBy(moving, ({ shotId }) => shotId);
  const sources = removed.map((shot): Source => ({ shot, versions: versionsOf.get(shot.id) ?? [] }));
  const places = placesOf(sources, added);
  const heirs = new Map(looks.map(({ look, heir }) => [look, heir]));
  const homes = new Map(moving.map((version) => [version.id, heirs.get(version) ?? homeOf(version, places.shotsOf(version.shotId))?.id]));
  const kept = new Map<VersionId, ShotVersion>();
  const copies: ShotVersion[] = [];
  const ids = new Set(versions.map(({ id }) => id));
  const shots = added.map((shot) => {
    const from = places.sourcesOf(shot);
    const shown = shownIn.get(shot.id) ?? [];
    const isHome = ({ id }: ShotVersion): boolean => homes.get(id) === shot.id;
    const isNew = !before.has(shot.id);
    const coming = from.flatMap((source) => source.versions.flatMap((version): Coming[] => {
      const comes = isHome(version) || keyframesIn(version, shot).length > 0 || (isNew && looksDifferent(version, shot, shownOf(source, shot, shown)));
      const name = stays(shot.id) && stays(source.shot.id) && source.shot.id !== shot.id && version.name === versionName(shot) ? versionName(source.shot) : version.name;
      return comes ? [{ source, version, name }] : [];
    }));
    const letters = new Set([versionName(shot)]);
    let held = shot;
    for (const union of unionsOf(shot, coming, isHome)) {
      const letter = letters.has(union[0]!.name) ? freeLetter(new Set([...letters, ...coming.map(({ name }) => name)])) : union[0]!.name;
      // All 26 letters are taken.
      if (letter === undefined) continue;
      const own = from.find((source) => source.shot.id === shot.id);
      const isOfNeighbours = own !== undefined && union.every(({ source, version }) => source !== own && stays(source.shot.id) && !isHome(version));
      const parts = isOfNeighbours ? [{ source: own, name: letter, version: lookOf(shot, letter, shownOf(own, shot, shown)) }, ...union] : union;
      const { version: main } = parts[0]!;
      const made = united(held, parts, { from, shown, added });
      const version: ShotVersion = { ...made.version, name: letter };
      const gives = isHome(main) && main.id.startsWith(OF_BOUNDARY) && main.keyframes.some(({ frame }) => added.some(({ id, range }) => id !== shot.id && rangeIncludes(range, frame)));
      if ((isOfNeighbours || gives) && isAsShown(version, held, shown)) continue;
      letters.add(letter);
      held = made.shot;
      if (isHome(main) && ids.has(main.id)) kept.set(main.id, isDeepStrictEqual(version, main) ? main : version);
      else copies.push({ ...version, id: freeId(`${isOfNeighbours ? OF_BOUNDARY : ''}${shot.id} ${letter}`, ids) });
    }
    return held;
  });
  return { versions: [...versions.flatMap((version) => (before.has(version.shotId) ? kept.get(version.id) ?? [] : [version])), ...copies], shots };
}

/** Which shots take the place of which, by frames that they share, by their ids, or by keyframes of versions. */
function placesOf(sources: readonly Source[], added: readonly Shot[]): { readonly sourcesOf: (shot: Shot) => readonly Source[]; readonly shotsOf: (id: ShotId) => readonly Shot[] } {
  const removed = sources.map(({ shot }) => shot);
  const indexOf = new Map(removed.map(({ id }, index) => [id, index]));
  // Keyframes outside of the frames of their shot, as earlier versions of the program left them.
  const astray = sources.filter(({ shot, versions }) => versions.some((version) => version.keyframes.some(({ frame }) => !rangeIncludes(shot.range, frame))));
  const found = new Map(added.map((shot) => {
    const ids = [...shotsOver(removed, shot.range).map(({ id }) => id), ...(indexOf.has(shot.id) ? [shot.id] : []), ...astray.filter(({ versions }) => versions.some((version) => keyframesIn(version, shot).length > 0)).map((source) => source.shot.id)];
    return [shot, [...new Set(ids.map((id) => indexOf.get(id)!))].toSorted((a, b) => a - b).map((index) => sources[index]!)] as const;
  }));
  const shots = new Map<ShotId, Shot[]>();
  for (const [shot, from] of found) for (const source of from) shots.set(source.shot.id, [...shots.get(source.shot.id) ?? [], shot]);
  return { sourcesOf: (shot) => found.get(shot)!, shotsOf: (id) => shots.get(id) ?? [] };
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

/** What a shot showed that is gone, as a version of its heir; none where it stated no settings, or where a shot in its place shows them. */
function lostLook(shot: Shot, added: readonly Shot[], shownIn: ReadonlyMap<ShotId, readonly Keyframe[]>): readonly { readonly look: ShotVersion; readonly heir: ShotId }[] {
  if (!statesSettings(shot)) return [];
  const heirs = shotsOver(added, shot.range);
  const heir = heirs.toSorted((a, b) => sharedFrames(b, shot) - sharedFrames(a, shot))[0];
  if (heir === undefined || heirs.some((each) => settingsOf(each) === settingsOf(shot))) return [];
  const shown = heirs.flatMap(({ id }) => shownIn.get(id) ?? []);
  return [{ look: lookOf(shot, versionName(shot), shown.filter(({ frame }) => rangeIncludes(shot.range, frame))), heir: heir.id }];
}

/** What comes into a shot, by the versions that it becomes there; the first one's settings hold. */
function unionsOf(shot: Shot, coming: readonly Coming[], isHome: (version: ShotVersion) => boolean): readonly (readonly Coming[])[] {
  const byName = Map.groupBy(coming, ({ name }) => name);
  return [...byName.values()].flatMap((all) => {
    const [main, ...others] = all.toSorted((a, b) => Number(b.source.shot.id === shot.id) - Number(a.source.shot.id === shot.id) || Number(isHome(b.version)) - Number(isHome(a.version)) || sharedFrames(b.source.shot, shot) - sharedFrames(a.source.shot, shot));
    const apart = others.filter(({ version }) => isHome(version) && statesSettings(version) && settingsOf(version) !== settingsOf(main!.version));
    return [[main!, ...others.filter((each) => !apart.includes(each))], ...apart.map((each) => [each])];
  });
}

type Settings = Pick<Shot, 'layers' | 'vividness' | 'automatic'>;

function settingsOf({ layers, vividness, automatic }: Settings): string {
  return JSON.stringify([layers ?? [], vividness, automatic]);
}

function statesSettings({ layers = [], vividness, automatic }: Settings): boolean {
  return layers.length > 0 || vividness !== undefined || automatic !== undefined;
}

/** Whether a version without keyframes in a shot looks otherwise than what is shown of it there. */
function looksDifferent(version: ShotVersion, shot: Shot, shown: readonly Keyframe[]): boolean {
  return shown.length > 0 || settingsOf(version) !== settingsOf(shot);
}

/** Whether a version adds nothing to what its shot shows. */
function isAsShown(version: ShotVersion, shot: Shot, shown: readonly Keyframe[]): boolean {
  const keyframes = shown.filter(({ shotId }) => shotId === shot.id);
  const used = new Set(keyframes.flatMap(({ hints }) => hints.map(({ group }) => group)));
  const groups = ({ hintGroups = [] }: Pick<Shot, 'hintGroups'>): unknown => hintGroups.filter(({ id }) => used.has(id));
  return settingsOf(version) === settingsOf(shot) && isDeepStrictEqual(version.keyframes, keyframes) && isDeepStrictEqual(groups(version), groups(shot));
}
