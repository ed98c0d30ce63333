import type { Database } from 'better-sqlite3';
import type { z } from 'zod';
import type { DocumentPatch, HistoryStep, ReadOnlyReason, StepFrame } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseInput } from '../../shared/errors/parse.ts';
import { ProjectCommand, type ProjectDocument } from '../../shared/model/document.ts';
import { backupProject, saveDocument } from './backup-project.ts';
import { createChangeLog } from './change-log.ts';
import { commandLabel } from './commands/command-label.ts';
import { documentPatches } from './document-patches.ts';
import type { FileChange } from './file-guard.ts';
import { freezeDocument } from './freeze-document.ts';
import { createGuardedFile } from './guarded-file.ts';
import { createHistory, type Step } from './history.ts';
import { createKeptPlanes } from './kept-planes.ts';
import { fitted, followPatches } from './next-document.ts';
import { closeProjectDatabase } from './project-file.ts';
import { readDocument } from './rows/read-document.ts';
import { createDifferenceWriter } from './rows/write-difference.ts';
import { createSettings } from './settings.ts';
import { stepFrames, stepShots } from './step-frames.ts';

/** A change, for mirrors: apply `patches` in order (mutative's `apply`) to the document of the revision before. */
export interface ProjectChange {
  readonly revision: number;
  readonly patches: readonly DocumentPatch[];
  readonly undoLabel?: string;
  readonly redoLabel?: string;
  /** Frames that the next undo and redo change; absent when there is no such step, or it belongs to no frame. */
  readonly undoFrames?: readonly StepFrame[];
  readonly redoFrames?: readonly StepFrame[];
  /** How many shots the next undo and redo change, where it is more than one. */
  readonly undoShots?: number;
  readonly redoShots?: number;
}

interface ApplyOptions {
  /** The revision that the sender saw. An older one is accepted while nothing that the command changes has changed since. */
  readonly baseRevision: number;
  readonly command: ProjectCommand;
  /** Consecutive commands with the same key are one step of the history, e.g. a drag. */
  readonly mergeKey?: string;
}

/** An open project. Every change is on the disk before it is answered; the opener closes it. */
export interface ProjectStore {
  readonly path: string;
  readonly readOnly: boolean;
  readonly readOnlyReason: ReadOnlyReason | undefined;
  /** A change of the file by another program since it was opened; the store then accepts no more changes, but can be saved elsewhere. */
  readonly fileChange: FileChange | undefined;
  /** 0 when opened; increases by one with every change, undo and redo. */
  readonly revision: number;
  /** Deeply frozen. */
  readonly document: ProjectDocument;
  readonly undoLabel: string | undefined;
  readonly redoLabel: string | undefined;
  readonly undoFrames: readonly StepFrame[];
  readonly redoFrames: readonly StepFrame[];
  /** How many shots the next undo and redo change; 0 for none, a step of the whole project, or one whose shots are not recorded. */
  readonly undoShots: number;
  readonly redoShots: number;
  /**
   * Applies a command. One that changes nothing makes no step, no revision and no event.
   * @throws AppError `project.readOnly`, `project.conflict`, `project.fileChanged`, `project.notFound`, `input.frameOutside`,
   * `input.malformed`, `disk.full`; then nothing has changed
   */
  apply(options: ApplyOptions): ProjectChange;
  /** `undefined` when there is nothing to undo. */
  undo(): ProjectChange | undefined;
  /** `undefined` when there is nothing to redo. */
  redo(): ProjectChange | undefined;
  /** The steps of the history, the oldest first; those to redo come last. */
  steps(): readonly HistoryStep[];
  /**
   * Undoes or redoes all steps between, as one change: the step at `position` is the last that is done, at 0 none is. `undefined` where
   * that is so already. Every step stays, so that going back to the former position reverses it.
   * @throws AppError `project.readOnly`, `project.fileChanged`, `project.conflict` when the steps have changed since `baseRevision`,
   * `project.notFound` for a step that there is not, `project.corrupt`; then nothing has changed
   */
  goToStep(options: { readonly baseRevision: number; readonly position: number }): ProjectChange | undefined;
  /**
   * Reads what another window has written since; for a read-only store. `undefined` when there is nothing new.
   * @throws AppError `project.corrupt`, `file.unreadable`; then nothing has changed here
   */
  follow(): ProjectChange | undefined;
  /** Called after each change, when it is on the disk. Returns an unsubscribe function. */
  subscribe(listener: (change: ProjectChange) => void): () => void;
  /** Checks whether the file is still the one that was opened; else the listeners of {@link onFileChange} are called. */
  checkFile(): void;
  /** Called once, when the file is found to have changed. Returns an unsubscribe function. */
  onFileChange(listener: (change: FileChange) => void): () => void;
  /**
   * Copies the project to another file; this one stays open. Where another program has changed the file, only the document and the
   * readable kept planes are saved, without the history.
   * @throws AppError `file.exists`, `file.notWritable`, `disk.full`, `project.locked`
   */
  backupTo(path: string, options?: { readonly overwrite?: boolean }): Promise<void>;
  /** A value stored in the project but not part of the document or its history; `undefined` when it is missing or invalid. */
  getSetting<Schema extends z.ZodType>(key: string, schema: Schema): z.output<Schema> | undefined;
  setSetting(key: string, value: unknown): void;
  /** An ab plane of a still; `undefined` when it is not stored here. */
  keptPlane(key: string): Uint8Array | undefined;
  /** Call before the still is added. @throws AppError `project.readOnly`, `disk.full` */
  keepPlane(key: string, plane: Uint8Array): void;
  close(): void;
}

interface StoreParts {
  readonly database: Database;
  readonly path: string;
  readonly readOnlyReason?: ReadOnlyReason;
  /** Releases the resources of this store, after the database is closed. */
  readonly release: () => void;
}

/** A store over an open database of the latest version. */
export function createProjectStore({ database, path, readOnlyReason, release }: StoreParts): ProjectStore {
  const history = createHistory(database);
  const settings = createSettings(database);
  const planes = createKeptPlanes(database);
  const writer = createDifferenceWriter(database);
  const file = createGuardedFile(database, path, { isWatched: readOnlyReason === undefined });
  const changes = createChangeLog();
  const listeners = new Set<(change: ProjectChange) => void>();
  let document = freezeDocument(readDocument(database));
  let revision = 0;
  /** The revision since which the list of steps is as it is: what the program records changes no step. */
  let stepsSince = 0;
  let seenVersion = dataVersion(database);
  /** The step that the next command may be merged into, and the document before it. Reset by an undo, a redo, or another key. */
  let open: { readonly mergeKey: string; readonly label: string; readonly before: ProjectDocument } | undefined;

  const assertWritable = (): void => {
    if (readOnlyReason === undefined) return;
    const why = readOnlyReason === 'openElsewhere' ? 'it is open in another window' : 'its file or folder cannot be written';
    throw new AppError('project.readOnly', `This project cannot be changed here: ${why}.`);
  };
  const framesOf = (direction: 'undo' | 'redo'): readonly StepFrame[] => {
    try {
      const step = direction === 'undo' ? history.lastDone() : history.nextUndone();
      return step === undefined ? [] : stepFrames(document, direction === 'undo' ? step.inverse : step.patch);
    } catch {
      // A damaged step is reported when it is to be undone.
      return [];
    }
  };
  const changed = (patches: readonly DocumentPatch[]): ProjectChange => {
    const { undoLabel, redoLabel, undoShots, redoShots } = history;
    const [undoFrames, redoFrames] = [framesOf('undo'), framesOf('redo')];
    return {
      revision, patches, ...(undoLabel === undefined ? {} : { undoLabel }), ...(redoLabel === undefined ? {} : { redoLabel }),
      ...(undoFrames.length === 0 ? {} : { undoFrames }), ...(redoFrames.length === 0 ? {} : { redoFrames }),
      ...(undoShots < 2 ? {} : { undoShots }), ...(redoShots < 2 ? {} : { redoShots }),
    };
  };
  const emit = (next: ProjectDocument, patches: readonly DocumentPatch[], options: { readonly isRecord?: boolean } = {}): ProjectChange => {
    const before = document;
    document = freezeDocument(next, before);
    revision += 1;
    if (options.isRecord !== true) {
      stepsSince = revision;
      changes.note(before, document, revision);
    }
    const change = changed(patches);
    for (const listener of [...listeners]) listener(change);
    return change;
  };
  const assertNoConflict = (command: ProjectCommand, seen: number): void => {
    const what = seen > revision ? 'the project was opened again' : changes.conflict(command, seen, document);
    if (what !== undefined) throw new AppError('project.conflict', `Not done: ${what} meanwhile, in another window or by the program.`, { details: `${command.kind} was made on revision ${seen}; the project is at ${revision}.` });
  };
  const travel = (position: number, patches: readonly DocumentPatch[], undone: boolean): ProjectChange => {
    const next = followPatches(document, patches);
    file.commit(() => {
      history.setUndone(position, undone);
      writer.write(document, next);
    });
    open = undefined;
    return emit(next, patches);
  };

  return {
    path,
    readOnly: readOnlyReason !== undefined,
    readOnlyReason,
    get fileChange() { return file.change; },
    get revision() { return revision; },
    get document() { return document; },
    get undoLabel() { return history.undoLabel; },
    get redoLabel() { return history.redoLabel; },
    get undoFrames() { return framesOf('undo'); },
    get redoFrames() { return framesOf('redo'); },
    get undoShots() { return history.undoShots; },
    get redoShots() { return history.redoShots; },
    apply({ baseRevision, command: given, mergeKey }) {
      assertWritable();
      // The result must be readable again: commands that did not come over the wire are checked here too.
      const command = parseInput(ProjectCommand, given, 'The command');
      if (command.kind === 'addStill' && command.still.plane !== undefined && !planes.has(command.still.plane)) throw new AppError('project.notFound', 'The colour of this still is not kept in the project.', { details: command.still.plane });
      if (baseRevision !== revision) assertNoConflict(command, baseRevision);
      const next = fitted(document, command, { isStale: baseRevision !== revision });
      const patches = documentPatches(document, next);
      if (patches.length === 0) return changed([]);
      if (isRecord(document, command)) {
        file.commit(() => {
          history.extendLast({ patch: patches, inverse: documentPatches(next, document) });
          writer.write(document, next);
        });
        return emit(next, patches, { isRecord: true });
      }
      const merging = open !== undefined && open.mergeKey === mergeKey ? open : undefined;
      const before = merging?.before ?? document;
      const step: Step = {
        label: merging?.label ?? commandLabel(command),
        patch: merging === undefined ? patches : documentPatches(before, next),
        inverse: documentPatches(next, before),
        shots: stepShots(before, merging === undefined ? patches : documentPatches(before, next)),
        ...(mergeKey === undefined ? {} : { mergeKey }),
      };
      const cancelsOut = step.patch.length === 0;
      file.commit(() => {
        if (merging === undefined) history.push(step);
        else history.replaceLast(cancelsOut ? undefined : step);
        writer.write(document, next);
      });
      open = mergeKey === undefined || cancelsOut ? undefined : { mergeKey, label: step.label, before };
      return emit(next, patches);
    },
    undo() {
      assertWritable();
      const step = history.lastDone();
      return step === undefined ? undefined : travel(step.position, step.inverse, true);
    },
    redo() {
      assertWritable();
      const step = history.nextUndone();
      return step === undefined ? undefined : travel(step.position, step.patch, false);
    },
    steps: () => history.list(),
    goToStep({ baseRevision, position }) {
      assertWritable();
      if (baseRevision < stepsSince || baseRevision > revision) throw new AppError('project.conflict', 'Not done: the project was changed meanwhile, and so was its history.', { details: `The list was of revision ${baseRevision}; the project is at ${revision}.` });
      if (position !== 0 && !history.has(position)) throw new AppError('project.notFound', 'This step is no longer in the history.', { details: `step ${position}` });
      const patches = [...history.undoAfter(position), ...history.redoUpTo(position)];
      if (patches.length === 0) return undefined;
      const next = followPatches(document, patches);
      file.commit(() => {
        history.standAt(position);
        writer.write(document, next);
      });
      open = undefined;
      return emit(next, documentPatches(document, next));
    },
    follow() {
      const version = dataVersion(database);
      if (version === seenVersion) return undefined;
      // One transaction, so that all tables are of the same state.
      const written = database.transaction(() => readDocument(database))();
      seenVersion = version;
      const patches = documentPatches(document, written);
      return emit(followPatches(document, patches), patches);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    checkFile: () => { file.check(); },
    onFileChange: (listener) => file.onChange(listener),
    async backupTo(target, options = {}) {
      if (file.change === 'overwritten') await saveDocument(document, planes, { source: path, target }, options);
      else await backupProject(database, path, target, options);
    },
    getSetting: (key, schema) => settings.get(key, schema),
    setSetting(key, value) {
      assertWritable();
      file.commit(() => { settings.set(key, value); });
    },
    keptPlane: (key) => planes.get(key),
    keepPlane(key, plane) {
      assertWritable();
      file.commit(() => { planes.put(key, plane); });
    },
    close() {
      listeners.clear();
      file.leave();
      file.check();
      closeProjectDatabase(database, { isOwnFile: file.change === undefined });
      release();
    },
  };
}

/** Changes recorded by the program itself are no step for the user: they are added to the previous one. */
function isRecord(document: ProjectDocument, command: ProjectCommand): boolean {
  return command.kind === 'setShotNetworks' && document.shots.find((each) => each.id === command.shotId)?.networks === undefined;
}

/** Changes whenever another connection has committed (https://sqlite.org/pragma.html#pragma_data_version). */
function dataVersion(database: Database): unknown {
  return database.pragma('data_version', { simple: true });
}
