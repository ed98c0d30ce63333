import { AppError } from '../../../shared/errors/app-error.ts';
import { FIRST_VERSION, type ProjectDocument, type Shot, type ShotVersion } from '../../../shared/model/document.ts';
import type { ShotId, VersionId } from '../../../shared/model/ids.ts';
import { freeVersionName, shownVersion, withVersionShown } from '../../../shared/model/version.ts';
import { rangeIncludes } from '../../../shared/model/frame.ts';
import { assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';
import { versionsInPlace } from './versions-in-place.ts';

/** @throws AppError `project.notFound`, `project.conflict` */
export function addVersion(document: ProjectDocument, shotId: ShotId, id: VersionId): ProjectDocument {
  const shot = findRecord(document.shots, shotId, 'shot');
  assertNewId(document.versions, id, 'version');
  const name = freeVersionName(document, shot);
  if (name === undefined) throw new AppError('project.conflict', `“${shot.name}” has all the versions that it can have.`);
  return { ...document, versions: [...document.versions, shownVersion(document, shot, id)], shots: withRecord(document.shots, named(shot, name)) };
}

function named({ version: _old, ...shot }: Shot, name: string): Shot {
  return name === FIRST_VERSION ? shot : { ...shot, version: name };
}

/** @throws AppError `project.notFound`, `project.conflict` */
export function showVersion(document: ProjectDocument, versionId: VersionId, id: VersionId): ProjectDocument {
  assertNewId(document.versions, id, 'version');
  return shown(settled(document, findRecord(document.versions, versionId, 'version')), versionId, id);
}

/** Keyframes of versions that boundaries moved in earlier versions of the program left outside of their shot go to the shots of their frames: showing the version would lose them. */
function settled(document: ProjectDocument, { id, shotId, keyframes }: ShotVersion): ProjectDocument {
  const { clipId, range } = findRecord(document.shots, shotId, 'shot');
  if (keyframes.every(({ frame }) => rangeIncludes(range, frame))) return document;
  const clip = document.shots.filter((each) => each.clipId === clipId);
  const { versions, shots } = versionsInPlace({ removed: clip, added: clip, versions: document.versions, keyframes: document.keyframes });
  const placed = new Map(shots.map((shot) => [shot.id, shot]));
  return versions.some((version) => version.id === id) ? { ...document, versions, shots: document.shots.map((shot) => placed.get(shot.id) ?? shot) } : document;
}

function shown(document: ProjectDocument, versionId: VersionId, id: VersionId): ProjectDocument {
  const version = findRecord(document.versions, versionId, 'version');
  const shot = findRecord(document.shots, version.shotId, 'shot');
  return { ...withVersionShown(document, version), versions: [...withoutRecord(document.versions, versionId), shownVersion(document, shot, id)] };
}

/** @throws AppError `project.notFound` */
export function discardVersion(document: ProjectDocument, shownNext: VersionId): ProjectDocument {
  const version = findRecord(document.versions, shownNext, 'version');
  return { ...withVersionShown(document, version), versions: withoutRecord(document.versions, shownNext) };
}

/** The keyframes of all versions that are not shown, changed; versions without a change keep their identity. */
export function withVersionKeyframes(versions: readonly ShotVersion[], change: (keyframes: ShotVersion['keyframes']) => ShotVersion['keyframes']): readonly ShotVersion[] {
  return versions.map((version) => withKeyframes(version, change(version.keyframes)));
}

/** The same version where no keyframe has changed. */
export function withKeyframes(version: ShotVersion, keyframes: ShotVersion['keyframes']): ShotVersion {
  return keyframes.length === version.keyframes.length && keyframes.every((each, index) => each === version.keyframes[index]) ? version : { ...version, keyframes };
}
