import { resolve } from 'node:path';
import type { ConformPreview } from '../../../shared/model/edit-list.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import type { SequenceId } from '../../../shared/model/ids.ts';
import { type Conformed, conformFile } from '../../interchange/index.ts';
import type { App } from '../app.ts';

interface ConformRequest {
  readonly path: string;
  /** Rate of an EDL's timecode; by default found out by what fits the project's clips. */
  readonly rate?: Rate | undefined;
  readonly handles?: number | undefined;
}

/** Finds the events of a list in the clips of the open project. @throws AppError `input.*`, `file.missing`, `project.none` */
export async function previewConform(app: App, request: ConformRequest): Promise<ConformPreview> {
  return previewOf(await conformed(app, request));
}

/** Puts the events of a list into a sequence of the open project: one step to undo. */
export async function conformList(app: App, request: ConformRequest): Promise<{ readonly sequenceId: SequenceId; readonly conformed: ConformPreview }> {
  const made = await conformed(app, request);
  app.apply({ kind: 'setSequence', sequence: made.sequence });
  return { sequenceId: made.sequence.id, conformed: previewOf(made) };
}

function conformed(app: App, { path, rate, handles }: ConformRequest): Promise<Conformed> {
  return conformFile(resolve(path), app.document().clips, { rate, handles });
}

function previewOf({ sequence, found, missing, remarks }: Conformed): ConformPreview {
  return { name: sequence.name, rate: sequence.rate, dropFrame: sequence.dropFrame, found, missing: [...missing], remarks: [...remarks] };
}
