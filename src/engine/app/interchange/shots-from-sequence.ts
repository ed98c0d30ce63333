import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors/app-error.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { SequenceId } from '../../../shared/model/ids.ts';
import { shotsOfSequence } from '../../interchange/index.ts';
import { lossesOfReplacing } from '../../project/index.ts';
import type { App } from '../app.ts';

/**
 * Gives the clips of a sequence the shots that its events use, with their handles and the dissolves that are in the pictures: one step to
 * undo. Keyframes stay on their frames.
 * @throws AppError `project.notFound`, `input.empty` when no event has a clip, `project.readOnly`
 */
export function shotsFromSequence(app: App, sequenceId: SequenceId): { readonly shots: number; readonly clips: number; readonly remarks: string[] } {
  const document = app.document();
  const sequence = document.sequences.find((each) => each.id === sequenceId);
  if (sequence === undefined) throw new AppError('project.notFound', 'This sequence is not in the project.');
  const index = documentIndex(document);
  const made = document.clips.flatMap((clip) => {
    const found = shotsOfSequence(sequence, clip, index.shots(clip.id));
    return found === undefined ? [] : [{ clipId: clip.id, shots: found.shots, remarks: [...found.remarks, ...lossesOfReplacing(document, clip.id, found.shots)] }];
  });
  if (made.length === 0) throw new AppError('input.empty', `No event of “${sequence.name}” has a clip of this project.`);
  const mergeKey = `shots of a sequence ${randomUUID()}`;
  for (const { clipId, shots } of made) app.apply({ kind: 'importEditList', clipId, shots: [...shots], notes: [] }, { mergeKey });
  return { shots: made.reduce((sum, { shots }) => sum + shots.length, 0), clips: made.length, remarks: made.flatMap(({ remarks }) => [...remarks]) };
}
