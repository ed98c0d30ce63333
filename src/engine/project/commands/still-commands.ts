import { AppError } from '../../../shared/errors/app-error.ts';
import type { ProjectDocument, Shot, Still } from '../../../shared/model/document.ts';
import type { ShotId, StillId } from '../../../shared/model/ids.ts';
import { assertFrameOfClip, assertNewId, findRecord, withoutRecord, withRecord } from './find-record.ts';

export function addStill(document: ProjectDocument, still: Still): ProjectDocument {
  assertNewId(document.stills, still.id, 'still');
  assertFrameOfClip(document, still);
  return { ...document, stills: [...document.stills, still] };
}

export function renameStill(document: ProjectDocument, stillId: StillId, name: string): ProjectDocument {
  return { ...document, stills: withRecord(document.stills, { ...findRecord(document.stills, stillId, 'still'), name }) };
}

export function removeStill(document: ProjectDocument, stillId: StillId): ProjectDocument {
  findRecord(document.stills, stillId, 'still');
  const shots = document.shots.map((shot) => (shot.memory?.includes(stillId) === true ? withMemory(shot, shot.memory.filter((id) => id !== stillId)) : shot));
  return { ...document, stills: withoutRecord(document.stills, stillId), shots };
}

/** @throws AppError `project.notFound`, `input.malformed` for a still without colour, or of a picture of another shape */
export function setSceneMemory(document: ProjectDocument, shotIds: readonly ShotId[], stills: readonly StillId[]): ProjectDocument {
  const given = [...new Set(stills)].map((id) => findRecord(document.stills, id, 'still'));
  const changed = new Set(shotIds.map((id) => findRecord(document.shots, id, 'shot').id));
  for (const shot of document.shots) if (changed.has(shot.id)) for (const still of given) assertCanRemember(document, shot, still);
  const ids = given.map(({ id }) => id);
  return { ...document, shots: document.shots.map((shot) => (changed.has(shot.id) && !isSameList(shot.memory ?? [], ids) ? withMemory(shot, ids) : shot)) };
}

function assertCanRemember(document: ProjectDocument, shot: Shot, still: Still): void {
  if (still.plane === undefined) throw new AppError('input.malformed', `The still “${still.name}” is of an uncoloured frame: there is no colour to remember.`);
  const [own, other] = [findRecord(document.clips, shot.clipId, 'clip').picture, findRecord(document.clips, still.clipId, 'clip').picture];
  if (own.width * other.height !== own.height * other.width) throw new AppError('input.malformed', `The still “${still.name}” is of a picture of another shape than “${shot.name}”, so that its colour cannot be read from it.`);
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}

function withMemory({ memory: _old, ...shot }: Shot, memory: readonly StillId[]): Shot {
  return memory.length === 0 ? shot : { ...shot, memory };
}
