import { AppError } from '../shared/errors/app-error.ts';
import type { DeliveryWhat } from '../shared/model/delivery-parts.ts';
import type { ProjectDocument, Shot } from '../shared/model/document.ts';
import { documentIndex } from '../shared/model/document-index.ts';
import { frameRange } from '../shared/model/frame.ts';
import type { Sequence } from '../shared/model/sequence.ts';
import { shotsInSequence } from '../shared/model/sequence-uses.ts';
import { chosenClip } from './chosen-clip.ts';
import type { DeliverOptions } from './command-options.ts';

/** @throws AppError `project.notFound` before any work */
export function chosenSequence(sequences: readonly Sequence[], { sequence: name }: DeliverOptions): Sequence | undefined {
  if (name === undefined) return undefined;
  const found = sequences.find((each) => each.name === name);
  if (found === undefined) throw new AppError('project.notFound', `The project has no sequence “${name}”${sequences.length === 0 ? '' : `; it has ${sequences.map((each) => `“${each.name}”`).join(', ')}`}.`);
  return found;
}

/** @throws AppError `input.malformed`, `project.notFound` before any work */
export function chosenRange({ clips }: ProjectDocument, { frames, clip, shot, sequence, timeline }: DeliverOptions): Extract<DeliveryWhat, { kind: 'range' }> | undefined {
  if (frames === undefined) return undefined;
  if (shot !== undefined || sequence !== undefined || timeline !== undefined) throw new AppError('input.malformed', '--frames writes one file of a clip; --shot, --sequence and --timeline go with shots.');
  return { kind: 'range', clipId: chosenClip(clips, clip, '--frames').id, range: frameRange(frames.first, frames.last) };
}

/**
 * The shots to deliver: those named, in the order of their clip, else those that the sequence uses, in its order, else all, clip by clip.
 * @throws AppError `project.notFound`, `input.malformed`, `input.empty` before any work
 */
export function chosenShots(document: ProjectDocument, { shot: numbers, clip: number }: DeliverOptions, sequence: Sequence | undefined): readonly Shot[] {
  const clips = number === undefined && numbers === undefined ? document.clips : [chosenClip(document.clips, number, '--shot')];
  const chosen = sequence !== undefined && numbers === undefined ? shotsInSequence(sequence, document).filter(({ clipId }) => clips.some(({ id }) => id === clipId)) : clips.flatMap((clip) => {
    const ordered = documentIndex(document).shots(clip.id);
    if (numbers === undefined) return ordered;
    const beyond = numbers.find((each) => each > ordered.length);
    if (beyond !== undefined) throw new AppError('project.notFound', `There is no shot ${beyond}: ${clip.name} has ${ordered.length}.`);
    return ordered.filter((_, index) => numbers.includes(index + 1));
  });
  if (chosen.length === 0 && sequence !== undefined) throw new AppError('input.empty', `No shot of ${number === undefined ? 'the project' : 'the clip'} has frames of “${sequence.name}”.`);
  return chosen;
}
