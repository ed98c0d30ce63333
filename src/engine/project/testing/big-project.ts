import { emptyDocument, type ProjectDocument } from '../../../shared/model/document.ts';
import { createProject } from '../index.ts';
import { closeProjectDatabase, openProjectDatabase } from '../project-file.ts';
import { createDifferenceWriter } from '../rows/write-difference.ts';
import { sampleClip, sampleKeyframe, samplePoint, sampleShots } from './sample-project.ts';

/** A feature film at work: 200,000 frames in 2,000 shots, two keyframes a shot, ten hints a keyframe (40,000). */
export function bigDocument(): ProjectDocument {
  const clip = sampleClip('feature', 200_000);
  const shots = sampleShots(clip, Array.from({ length: 2000 }, (_, index) => index * 100));
  const keyframes = shots.flatMap((shot) => [20, 70].map((offset) => sampleKeyframe(
    `${shot.id}-key-${offset}`, shot.id, shot.range.first + offset,
    Array.from({ length: 10 }, (_, index) => samplePoint(crypto.randomUUID(), { at: [index / 10, Math.sqrt(index) / 4], ab: [index * 3.7, -index * 1.3] })),
  )));
  return { ...emptyDocument, clips: [clip], shots, keyframes };
}

/** Writes the document as the project at a path. Its history is empty: the way through 4,000 commands would take a minute. */
export function writeBigProject(path: string): void {
  createProject(path).close();
  const database = openProjectDatabase(path, { readOnly: false });
  try {
    const writer = createDifferenceWriter(database);
    database.transaction(() => { writer.write(emptyDocument, bigDocument()); })();
  } finally {
    closeProjectDatabase(database);
  }
}
