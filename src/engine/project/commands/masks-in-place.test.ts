import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { emptyDocument, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { frameIndex, rangeIncludes } from '../../../shared/model/frame.ts';
import { type MaskShape, newMask, shapeOnFrame, withShapeOnFrame } from '../../../shared/model/mask.ts';
import { distanceBetween } from '../../../shared/model/mask-track.ts';
import { sampleClip, sampleShots } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const ellipse = (x: number): MaskShape => ({ kind: 'ellipse', at: [x, 0.5], radii: [0.1, 0.1], angle: 0 });
const mask = newMask('Face', frameIndex(5), ellipse(0.2));

/** The shape of the mask on each frame, in the shot that has the frame; `undefined` where that does not have the mask. */
function shapes({ shots }: ProjectDocument): readonly (MaskShape | undefined)[] {
  return Array.from({ length: clip.frameCount }, (_, frame) => {
    const own = shots.find(({ range }) => rangeIncludes(range, frame))?.masks?.find(({ id }) => id === mask.id);
    return own === undefined ? undefined : shapeOnFrame(own, frame);
  });
}

test('whatever is split, merged and moved, a mask has on each frame the shape that it was given there', () => {
  const moves = fc.array(fc.record({ kind: fc.constantFrom('splitShot', 'mergeShots', 'moveCut', 'replaceShots', 'updateMask', 'updateMask'), pick: fc.nat(99), frame: fc.integer({ min: 0, max: 59 }) }), { maxLength: 14 });
  let done = 0;
  fc.assert(fc.property(moves, (list) => {
    const start: ProjectDocument = { ...emptyDocument, clips: [clip], shots: sampleShots(clip, [0]).map((shot) => ({ ...shot, masks: [mask] })) };
    list.reduce((document, { kind, pick, frame }, number) => {
      const shot = document.shots[pick % document.shots.length]!;
      const command = {
        splitShot: { shotId: shot.id, at: frame, newShotId: `split ${number}` }, mergeShots: { first: shot.id, second: document.shots[document.shots.indexOf(shot) + 1]?.id }, moveCut: { shotId: shot.id, to: frame },
        replaceShots: { clipId: clip.id, shots: sampleShots(clip, [...new Set([0, frame])], `found ${number}`) },
        updateMask: { shotId: shot.id, mask: withShapeOnFrame(shot.masks![0]!, frameIndex(shot.range.first + (frame % (shot.range.last - shot.range.first + 1))), ellipse(pick / 100)) },
      }[kind];
      const parsed = ProjectCommand.safeParse({ kind, ...command });
      if (!parsed.success) return document;
      try {
        const changed = applyCommand(document, parsed.data);
        const [before, now] = [shapes(document), shapes(changed)];
        if (kind !== 'updateMask') {
          done += 1;
          for (let at = 0; at < clip.frameCount; at++) expect(distanceBetween(before[at]!, now[at]!), `${kind} at ${frame}: frame ${at}`).toBeLessThan(1e-4);
        }
        return changed;
      } catch (error) {
        if (error instanceof AppError) return document;
        throw error;
      }
    }, start);
  }), { numRuns: 200 });
  expect(done).toBeGreaterThan(200);
});
