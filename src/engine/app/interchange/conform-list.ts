import { resolve } from 'node:path';
import type { ConformPreview } from '../../../shared/model/edit-list.ts';
import type { Rate } from '../../../shared/model/frame.ts';
import type { SequenceId } from '../../../shared/model/ids.ts';
import { conform, type Conformed, readTimelineFile } from '../../interchange/index.ts';
import type { App } from '../app.ts';

interface ConformRequest {
  readonly path: string;
  /** Rate of an EDL's timecode; by default the rate of the project's first clip. */
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

async function conformed(app: App, { path, rate, handles }: ConformRequest): Promise<Conformed> {
  const { clips } = app.document();
  const timeline = await readTimelineFile(resolve(path), { rate: rate ?? clips[0]?.rate });
  return conform(timeline, clips, { handles: handles ?? 0 });
}

function previewOf({ sequence, found, missing, remarks }: Conformed): ConformPreview {
  return { name: sequence.name, rate: sequence.rate, dropFrame: sequence.dropFrame, found, missing: [...missing], remarks: [...remarks] };
}
