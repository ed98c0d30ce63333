import type { ProjectDocument, Still } from '../../../shared/model/document.ts';
import type { StillId } from '../../../shared/model/ids.ts';
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
  return { ...document, stills: withoutRecord(document.stills, stillId) };
}
