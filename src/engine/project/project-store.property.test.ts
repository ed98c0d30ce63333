import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { apply as applyPatches } from 'mutative';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { DocumentPatch } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { emptyDocument, ProjectDocument } from '../../shared/model/document.ts';
import { rangeIncludes } from '../../shared/model/frame.ts';
import { applyCommand } from './commands/apply-command.ts';
import { assertPartition, shotsOfClip } from './commands/clip-shots.ts';
import { documentPatches } from './document-patches.ts';
import { createProject, openProject, type ProjectStore } from './index.ts';
import { samplePoint } from './testing/sample-project.ts';
import { commandOfMove, randomMove, type RandomMove } from './testing/random-command.ts';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'tintype-project-')); });
afterEach(() => { rmSync(directory, { recursive: true, force: true }); });

/** A start with a clip and shots, then random commands. */
const beginning: readonly RandomMove[] = (['addClip', 'addKeyframe', 'addSwatch', 'addHint', 'addHint', 'addHint', 'addReference', 'addScene'] as const)
  .map((kind, index) => ({ kind, pick: 7, other: index, frame: 5, flag: false, hint: samplePoint(`hint-${index}`), mergeKey: undefined }));
const manyMoves = fc.array(randomMove, { minLength: 1, maxLength: 30 });

/** Applies what is not refused; a refusal must be an expected one. */
function carryOut(store: ProjectStore, moves: readonly RandomMove[]): number {
  let done = 0;
  moves.forEach((move, index) => {
    const command = commandOfMove(store.document, move, index);
    if (command === undefined) return;
    try {
      store.apply({ baseRevision: store.revision, command, ...(move.mergeKey === undefined ? {} : { mergeKey: move.mergeKey }) });
      done += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect(error.code).toMatch(/^(project\.(notFound|conflict|approved)|input\.(malformed|frameOutside|hintLocked))$/);
    }
  });
  return done;
}

function assertWhole(document: ProjectDocument): void {
  ProjectDocument.parse(document);
  for (const clip of document.clips) assertPartition(clip, shotsOfClip(document, clip.id));
  for (const keyframe of document.keyframes) {
    const shot = document.shots.find((each) => each.id === keyframe.shotId);
    expect(shot !== undefined && rangeIncludes(shot.range, keyframe.frame)).toBe(true);
  }
  for (const { shotId, keyframes } of document.versions) {
    const shot = document.shots.find(({ id }) => id === shotId);
    expect(shot !== undefined && keyframes.every(({ shotId: of, frame }) => of === shotId && rangeIncludes(shot.range, frame))).toBe(true);
  }
  const places = document.keyframes.map(({ shotId, frame }) => `${shotId}:${frame}`);
  expect(new Set(places).size).toBe(places.length);
}

test('after any commands: undo to the start, redo to the end, close and open again, and every document is the same', () => {
  let number = 0;
  let carriedOut = 0;
  fc.assert(fc.property(manyMoves, (moves) => {
    const path = join(directory, `${number++}.tintype`);
    let store = createProject(path);
    let mirror: ProjectDocument = store.document;
    store.subscribe((change) => { mirror = applyPatches(mirror, structuredClone(change.patches).map((each) => ({ ...each }))); });
    try {
      const first = store.document;
      carriedOut += carryOut(store, [...beginning, ...moves]);
      const last = store.document;
      assertWhole(last);
      expect(mirror).toStrictEqual(last);

      while (store.undo() !== undefined) assertWhole(store.document);
      expect(store.document).toStrictEqual(first);
      expect(mirror).toStrictEqual(first);
      store.close();

      store = openProject(path);
      expect(store.document).toStrictEqual(first);
      while (store.redo() !== undefined) assertWhole(store.document);
      expect(store.document).toStrictEqual(last);
      store.close();

      store = openProject(path);
      expect(store.document).toStrictEqual(last);
      expect(store.redoLabel).toBeUndefined();
    } finally {
      store.close();
    }
  }), { numRuns: 15 });
  // Most commands must really have been applied, or the test proves nothing.
  expect(carriedOut).toBeGreaterThan(100);
});

test('a jump to any step of the history gives the document that undoing and redoing one by one gives, and a jump back reverses it', () => {
  let number = 0;
  let jumps = 0;
  fc.assert(fc.property(manyMoves, fc.array(fc.nat(), { minLength: 2, maxLength: 6 }), (moves, targets) => {
    const store = createProject(join(directory, `jump-${number++}.tintype`));
    let mirror: ProjectDocument = store.document;
    store.subscribe((change) => { mirror = applyPatches(mirror, structuredClone(change.patches).map((each) => ({ ...each }))); });
    try {
      carryOut(store, [...beginning, ...moves]);
      const positions = [0, ...store.steps().map(({ position }) => position)];
      const documents = new Map([[positions.at(-1), store.document]]);
      for (const position of positions.slice(0, -1).reverse()) {
        store.undo();
        documents.set(position, store.document);
      }
      for (const target of targets) {
        const position = positions[target % positions.length]!;
        const present = store.steps().findLast(({ undone }) => !undone)?.position ?? 0;
        const change = store.goToStep({ baseRevision: store.revision, position });
        expect(change === undefined).toBe(position === present);
        expect(store.document).toStrictEqual(documents.get(position));
        expect(mirror).toStrictEqual(store.document);
        expect(store.steps().map(({ undone }) => undone)).toEqual(positions.slice(1).map((each) => each > position));
        store.goToStep({ baseRevision: store.revision, position: present });
        expect(store.document).toStrictEqual(documents.get(present));
        store.goToStep({ baseRevision: store.revision, position });
        jumps += change === undefined ? 0 : 1;
      }
    } finally {
      store.close();
    }
  }), { numRuns: 15 });
  expect(jumps).toBeGreaterThan(15);
});

test('patches lead from any document to any later one and back, also through JSON', () => {
  fc.assert(fc.property(manyMoves, (moves) => {
    const documents = [...beginning, ...moves].reduce<ProjectDocument[]>((list, move, index) => {
      const document = list.at(-1)!;
      const command = commandOfMove(document, move, index);
      if (command === undefined) return list;
      try {
        return [...list, applyCommand(document, command)];
      } catch (error) {
        if (error instanceof AppError) return list;
        throw error;
      }
    }, [emptyDocument]);
    const [from, to] = [documents[Math.floor(documents.length / 2)]!, documents.at(-1)!];
    const travel = (start: ProjectDocument, end: ProjectDocument): ProjectDocument => applyPatches(start, z.array(DocumentPatch).parse(JSON.parse(JSON.stringify(documentPatches(start, end)))).map((each) => ({ ...each })));
    expect(travel(from, to)).toStrictEqual(to);
    expect(travel(to, from)).toStrictEqual(from);
  }), { numRuns: 300 });
});
