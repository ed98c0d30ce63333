import { usesOfSequence } from '../engine/interchange/index.ts';
import { AppError } from '../shared/errors/app-error.ts';
import type { Clip } from '../shared/model/clip.ts';
import type { DeliveryWhat } from '../shared/model/delivery-parts.ts';
import type { ProjectDocument, Shot } from '../shared/model/document.ts';
import { documentIndex } from '../shared/model/document-index.ts';
import { frameRange, rangeIncludes } from '../shared/model/frame.ts';
import type { Sequence } from '../shared/model/sequence.ts';
import { chosenClip } from './chosen-clip.ts';
import type { DeliverOptions } from './command-options.ts';

/** @throws AppError `project.notFound`, `input.malformed` before any work */
export function chosenSequence(sequences: readonly Sequence[], { sequence: name, timeline }: DeliverOptions): Sequence | undefined {
  if (name === undefined) return undefined;
  if (timeline === undefined) throw new AppError('input.malformed', '--sequence says what --timeline writes: give --timeline too.');
  const found = sequences.find((each) => each.name === name);
  if (found === undefined) throw new AppError('project.notFound', `The project has no sequence “${name}”${sequences.length === 0 ? '' : `; it has ${sequences.map((each) => `“${each.name}”`).join(', ')}`}.`);
  return found;
}

/** @throws AppError `input.malformed`, `project.notFound` before any work */
export function chosenRange({ clips }: ProjectDocument, { frames, clip, shot, timeline }: DeliverOptions): Extract<DeliveryWhat, { kind: 'range' }> | undefined {
  if (frames === undefined) return undefined;
  if (shot !== undefined || timeline !== undefined) throw new AppError('input.malformed', '--frames writes one file of a clip; --shot and --timeline go with shots.');
  return { kind: 'range', clipId: chosenClip(clips, clip, '--frames').id, range: frameRange(frames.first, frames.last) };
}

/**
 * The shots to deliver, grouped by clip, in the order of the document: those named, else those that the sequence uses, else all.
 * @throws AppError `project.notFound`, `input.malformed`, `input.empty` before any work
 */
export function chosenShots(document: ProjectDocument, { shot: numbers, clip: number }: DeliverOptions, sequence: Sequence | undefined): readonly (readonly Shot[])[] {
  const clips = number === undefined && numbers === undefined ? document.clips : [chosenClip(document.clips, number, '--shot')];
  const chosen = clips.map((clip) => {
    const ordered = documentIndex(document).shots(clip.id);
    if (numbers === undefined) return sequence === undefined ? ordered : shotsInSequence(sequence, clip, ordered);
    const beyond = numbers.find((each) => each > ordered.length);
    if (beyond !== undefined) throw new AppError('project.notFound', `There is no shot ${beyond}: ${clip.name} has ${ordered.length}.`);
    return ordered.filter((_, index) => numbers.includes(index + 1));
  }).filter((shots) => shots.length > 0);
  if (chosen.length === 0 && sequence !== undefined) throw new AppError('input.empty', `No shot of ${number === undefined ? 'the project' : 'the clip'} has frames of “${sequence.name}”.`);
  return chosen;
}

function shotsInSequence(sequence: Sequence, clip: Clip, shots: readonly Shot[]): readonly Shot[] {
  const uses = usesOfSequence(sequence, clip);
  return shots.filter(({ range }) => uses.some(({ first, end }) => rangeIncludes(range, first) || (first < range.first && end > range.first)));
}
