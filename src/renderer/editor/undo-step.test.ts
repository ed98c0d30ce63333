import { createStore } from 'zustand/vanilla';
import { expect, test } from 'vitest';
import { emptyDocument } from '../../shared/model/document.ts';
import type { Editor } from './editor.ts';
import { stepElsewhere } from './undo-step.ts';

const shots = [0, 10, 20, 30].map((first, index) => ({ id: `s${index}`, clipId: 'c', name: `Shot 0${index + 1}`, range: { first, last: first + 9 } }));

function at(frame: number, undoFrames: readonly number[]): ReturnType<typeof stepElsewhere> {
  const state = { document: { ...emptyDocument, shots }, undoLabel: 'Change swatch', undoFrames: undoFrames.map((each) => ({ clipId: 'c', frame: each })) };
  const pending = createStore(() => ({ count: 0 }));
  return stepElsewhere({ project: createStore(() => ({ state })), session: createStore(() => ({ clipId: 'c', frame })), edits: { pending } } as unknown as Editor, 'undo');
}

test('a step in other shots names the first and how many more; one that is in this shot, too, is no step elsewhere', () => {
  expect(at(2, [12])).toMatchObject({ shotName: 'Shot 02', shotNames: 'Shot 02', frame: { frame: 12 } });
  expect(at(2, [12, 14, 25, 33])).toMatchObject({ shotName: 'Shot 02', shotNames: 'Shot 02 and 2 more' });
  expect(at(25, [12, 14, 25, 33])).toBeUndefined();
});
