import { AppError } from '../../../shared/errors/app-error.ts';
import { MOST_MEMORY, type ProjectDocument, type Shot, type Still } from '../../../shared/model/document.ts';
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
export function setSceneMemory(document: ProjectDocument, shotIds: readonly ShotId[], stillId: StillId, remembered: boolean): ProjectDocument {
  const still = findRecord(document.stills, stillId, 'still');
  const changed = new Set(shotIds.map((id) => findRecord(document.shots, id, 'shot').id));
  const shots = document.shots.map((shot): Shot => {
    const { memory = [] } = shot;
    if (!changed.has(shot.id) || memory.includes(stillId) === remembered) return shot;
    if (!remembered) return withMemory(shot, memory.filter((id) => id !== stillId));
    assertCanRemember(document, shot, still);
    return withMemory(shot, [...memory, stillId].slice(-MOST_MEMORY));
  });
  return { ...document, shots };
}

function assertCanRemember(document: ProjectDocument, shot: Shot, still: Still): void {
  if (still.plane === undefined) throw new AppError('input.malformed', `The still “${still.name}” is of an uncoloured frame: there is no colour to remember.`);
  const [own, other] = [findRecord(document.clips, shot.clipId, 'clip').picture, findRecord(document.clips, still.clipId, 'clip').picture];
  if (own.width * other.height !== own.height * other.width) throw new AppError('input.malformed', `The pictures of the still “${still.name}” and of “${shot.name}” have different proportions, so the colour of one cannot be read from the other.`);
}

function withMemory({ memory: _old, ...shot }: Shot, memory: readonly StillId[]): Shot {
  return memory.length === 0 ? shot : { ...shot, memory };
}
