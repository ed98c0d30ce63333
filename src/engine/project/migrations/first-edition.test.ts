import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { openProject, type ProjectStore } from '../index.ts';
import { useTemporaryFolder } from '../testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();
const fixtures = join(import.meta.dirname, '../../../../test/fixtures/projects');

/** What the first edition read in its own file: see make.mjs beside the files. */
const Reading = z.object({
  document: z.record(z.string(), z.array(z.unknown())),
  settings: z.record(z.string(), z.unknown()),
  planes: z.record(z.string(), z.string()),
  undone: z.array(z.object({ undo: z.string().nullable(), redo: z.string().nullable(), document: z.string() })),
  redone: z.array(z.object({ undo: z.string().nullable(), redo: z.string().nullable(), document: z.string() })),
});

const LABELS: Readonly<Record<string, string>> = {
  'Add clip': 'Open film', 'Relink clip': 'Find film again', 'Merge shots': 'Join shots', 'Remove approved still': 'Take still off keyframe', 'Set approved still': 'Set still',
  'Make correction': 'Mend propagated colour', 'Make keyframe': 'Paint frame anew', 'Add auto hint': 'Add keep mark', 'Change auto hint': 'Change keep mark',
};

/** A document of today in the words of the first edition. New fields must have the values that keep its appearance. */
function inFirstWords({ scenes, sequences, acceptances, versions, ...document }: ProjectDocument): unknown {
  expect([scenes, sequences, acceptances, versions]).toEqual([[], [], [], []]);
  return {
    ...document,
    shots: document.shots.map(({ transitionIn, networks, ...shot }) => {
      expect(networks).toEqual({ colorize: { id: 'hint-unet', version: '1.2.0' }, propagate: { id: 'propagation', version: '1.2.0' } });
      return { ...shot, entry: transitionIn };
    }),
    keyframes: document.keyframes.map((keyframe) => ({ ...keyframe, hints: keyframe.hints.map((hint: Hint) => (hint.kind === 'auto' ? { ...hint, kind: 'keep' } : hint)) })),
  };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each));
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const firstLabel = (label: string | undefined): string | null => (label === undefined ? null : LABELS[label] ?? label);
const stateOf = (store: ProjectStore): unknown => ({ undo: firstLabel(store.undoLabel), redo: firstLabel(store.redoLabel), document: sha256(canonical(inFirstWords(store.document))) });

test.each(['every-hint', 'several-clips', 'stills-and-references', 'long-history'])('a project of the first edition (%s) opens with the same appearance, in every state of its history, with its settings and kept planes', (name) => {
  const path = inFolder('project.tintype');
  copyFileSync(join(fixtures, `first-edition-${name}.tintype`), path);
  const reading = Reading.parse(JSON.parse(readFileSync(join(fixtures, `first-edition-${name}.json`), 'utf8')));
  const store = openProject(path);
  try {
    expect(inFirstWords(store.document)).toStrictEqual(reading.document);
    for (const key of ['view', 'playhead', 'delivery']) expect(store.getSetting(key, z.unknown())).toEqual(reading.settings[key]);
    for (const key of ['plane-a', 'plane-b', 'plane-c']) {
      const plane = store.keptPlane(key);
      expect(plane === undefined ? undefined : sha256(plane)).toBe(reading.planes[key]);
    }
    const undone: unknown[] = [];
    while (store.undo() !== undefined) undone.push(stateOf(store));
    expect(undone).toEqual(reading.undone);
    const redone: unknown[] = [];
    while (store.redo() !== undefined) redone.push(stateOf(store));
    expect(redone).toEqual(reading.redone);
  } finally {
    store.close();
  }
});
