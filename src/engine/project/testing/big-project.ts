import { emptyDocument, type ProjectDocument } from '../../../shared/model/document.ts';
import { createProject } from '../index.ts';
import { closeProjectDatabase, openProjectDatabase } from '../project-file.ts';
import { createDifferenceWriter } from '../rows/write-difference.ts';
import { sampleClip, sampleKeyframe, samplePoint, sampleShots } from './sample-project.ts';

/** A feature film in progress: shots of 100 frames (2,000 of them: 200,000 frames), two keyframes per shot, ten hints per keyframe. */
export function bigDocument(shotCount = 2000, film?: string): ProjectDocument {
  const sample = sampleClip('feature', shotCount * 100);
  const clip = film === undefined ? sample : { ...sample, source: { kind: 'file' as const, path: film } };
  const shots = sampleShots(clip, Array.from({ length: shotCount }, (_, index) => index * 100));
  const keyframes = shots.flatMap((shot) => [20, 70].map((offset) => sampleKeyframe(
    `${shot.id}-key-${offset}`, shot.id, shot.range.first + offset,
    Array.from({ length: 10 }, (_, index) => samplePoint(crypto.randomUUID(), { at: [index / 10, Math.sqrt(index) / 4], ab: [index * 3.7, -index * 1.3] })),
  )));
  return { ...emptyDocument, clips: [clip], shots, keyframes };
}

/** Writes the document as a project. Its history is empty: applying 4,000 commands would take a minute. @param film path of its clip, where something looks at it */
export function writeBigProject(path: string, shotCount?: number, film?: string): void {
  createProject(path).close();
  const database = openProjectDatabase(path, { readOnly: false });
  try {
    const writer = createDifferenceWriter(database);
    database.transaction(() => { writer.write(emptyDocument, bigDocument(shotCount, film)); })();
  } finally {
    closeProjectDatabase(database);
  }
}
