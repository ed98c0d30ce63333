import type { Acceptance } from '../../../shared/model/acceptance.ts';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import type { AcceptanceId } from '../../../shared/model/ids.ts';
import { assertFrameOfClip, assertNewId, findRecord, withoutRecord } from './find-record.ts';

/** @throws AppError `project.conflict`, `project.notFound`, `input.frameOutside` */
export function acceptFinding(document: ProjectDocument, acceptance: Acceptance): ProjectDocument {
  assertNewId(document.acceptances, acceptance.id, 'acceptance');
  findRecord(document.clips, acceptance.clipId, 'clip');
  if (acceptance.frames !== undefined) assertFrameOfClip(document, { clipId: acceptance.clipId, frame: acceptance.frames.last });
  return { ...document, acceptances: [...document.acceptances, acceptance] };
}

/** @throws AppError `project.notFound` */
export function withdrawAcceptance(document: ProjectDocument, acceptanceId: AcceptanceId): ProjectDocument {
  findRecord(document.acceptances, acceptanceId, 'acceptance');
  return { ...document, acceptances: withoutRecord(document.acceptances, acceptanceId) };
}
