import { FIRST_VERSION, type ProjectDocument, type Shot, type ShotVersion } from './document.ts';
import { documentIndex } from './document-index.ts';
import { rangeIncludes } from './frame.ts';
import type { ShotId, VersionId } from './ids.ts';

/** The versions of a shot that are not shown, by their letters. */
export function versionsOf({ versions }: Pick<ProjectDocument, 'versions'>, shotId: ShotId): readonly ShotVersion[] {
  return versions.filter((each) => each.shotId === shotId).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Letter of the version that is shown. */
export function versionName({ version }: Pick<Shot, 'version'>): string {
  return version ?? FIRST_VERSION;
}

/** The first letter that no version of a shot has; `undefined` when all 26 are taken. */
export function freeVersionName(document: ProjectDocument, shot: Shot): string | undefined {
  return freeLetter(new Set([versionName(shot), ...versionsOf(document, shot.id).map(({ name }) => name)]));
}

export function freeLetter(taken: ReadonlySet<string>): string | undefined {
  return Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index)).find((letter) => !taken.has(letter));
}

/** The shown version of a shot, as it is kept while another is shown. */
export function shownVersion(document: ProjectDocument, shot: Shot, id: VersionId): ShotVersion {
  const { layers, vividness, automatic, hintGroups } = shot;
  return {
    id, shotId: shot.id, name: versionName(shot), keyframes: documentIndex(document).keyframes(shot.id),
    ...(layers === undefined ? {} : { layers }), ...(vividness === undefined ? {} : { vividness }), ...(automatic === undefined ? {} : { automatic }),
    ...(hintGroups === undefined ? {} : { hintGroups }),
  };
}

/**
 * The document as it is with a version shown; its list of versions is left as it is. Keyframes that a cut has put outside the shot are left
 * out.
 */
export function withVersionShown(document: ProjectDocument, version: ShotVersion): ProjectDocument {
  const { shotId, name, layers, vividness, automatic, hintGroups } = version;
  const shots = document.shots.map((shot): Shot => {
    if (shot.id !== shotId) return shot;
    const { layers: _layers, vividness: _vividness, automatic: _automatic, hintGroups: _groups, version: _version, ...rest } = shot;
    return {
      ...rest, ...(layers === undefined ? {} : { layers }), ...(vividness === undefined ? {} : { vividness }), ...(automatic === undefined ? {} : { automatic }),
      ...(hintGroups === undefined ? {} : { hintGroups }), ...(name === FIRST_VERSION ? {} : { version: name }),
    };
  });
  const range = shots.find(({ id }) => id === shotId)?.range;
  const own = version.keyframes.filter(({ frame }) => range !== undefined && rangeIncludes(range, frame));
  const places = new Map(shots.map((shot, index) => [shot.id, index]));
  const others = document.keyframes.filter((each) => each.shotId !== shotId);
  const at = others.findIndex((each) => places.get(each.shotId)! > places.get(shotId)!);
  return { ...document, shots, keyframes: others.toSpliced(at === -1 ? others.length : at, 0, ...own) };
}
