import type { Database } from 'better-sqlite3';
import { apply as applyPatches } from 'mutative';
import type { z } from 'zod';
import type { DocumentPatch } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseInput } from '../../shared/errors/parse.ts';
import { fromSqlite } from '../../shared/errors/sqlite-error.ts';
import { ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import { applyCommand } from './commands/apply-command.ts';
import { commandLabel } from './commands/command-label.ts';
import { documentPatches } from './document-patches.ts';
import { freezeDocument } from './freeze-document.ts';
import { createHistory, type Step } from './history.ts';
import { backupProject } from './backup-project.ts';
import { createKeptPlanes } from './kept-planes.ts';
import { closeProjectDatabase, projectName } from './project-file.ts';
import { readDocument } from './rows/read-document.ts';
import { createDifferenceWriter } from './rows/write-difference.ts';
import { createSettings } from './settings.ts';

/** What a change did, for mirrors: apply `patches` in order (mutative's `apply`) to the document of the revision before. */
export interface ProjectChange {
  readonly revision: number;
  readonly patches: readonly DocumentPatch[];
  readonly undoLabel?: string;
  readonly redoLabel?: string;
}

/** Why a store takes no changes. */
export type ReadOnlyReason = 'openElsewhere' | 'notWritable';

export interface ApplyOptions {
  /** The revision that the sender saw. An older one is fine as long as the command still fits. */
  readonly baseRevision: number;
  readonly command: ProjectCommand;
  /** Commands that follow each other with the same key are one step of the history: a drag. */
  readonly mergeKey?: string;
}

/** An open project. Every change is on the disk before it is answered; whoever opened it closes it. */
export interface ProjectStore {
  readonly path: string;
  readonly readOnly: boolean;
  readonly readOnlyReason: ReadOnlyReason | undefined;
  /** 0 when opened; counts up by one with every change, undo and redo. */
  readonly revision: number;
  /** Deeply frozen. */
  readonly document: ProjectDocument;
  readonly undoLabel: string | undefined;
  readonly redoLabel: string | undefined;
  /**
   * Carries out a command. One that changes nothing makes no step, no revision and no event.
   * @throws AppError `project.readOnly`, `project.conflict`, `project.notFound`, `input.frameOutside`, `input.malformed`, `disk.full`; then nothing has changed
   */
  apply(options: ApplyOptions): ProjectChange;
  /** `undefined` when there is nothing to undo. */
  undo(): ProjectChange | undefined;
  /** `undefined` when there is nothing to redo. */
  redo(): ProjectChange | undefined;
  /**
   * Takes over what another window has written since; for a store that only reads. `undefined` when there is nothing new.
   * @throws AppError `project.corrupt`, `file.unreadable`; then nothing has changed here
   */
  follow(): ProjectChange | undefined;
  /** Called after each change, when it is on the disk. Returns its undo. */
  subscribe(listener: (change: ProjectChange) => void): () => void;
  /** Copies the project as it is now to another file; this one stays open. @throws AppError `file.exists`, `file.notWritable`, `disk.full`, `project.locked` */
  backupTo(path: string, options?: { readonly overwrite?: boolean }): Promise<void>;
  /** A value kept in the project but not part of the document or its history; `undefined` when it is not there or not of that shape. */
  getSetting<Schema extends z.ZodType>(key: string, schema: Schema): z.output<Schema> | undefined;
  setSetting(key: string, value: unknown): void;
  /** An ab plane that a still shows; `undefined` when it is not kept here. */
  keptPlane(key: string): Uint8Array | undefined;
  /** To be done before the still is added. @throws AppError `project.readOnly`, `disk.full` */
  keepPlane(key: string, plane: Uint8Array): void;
  close(): void;
}

interface StoreParts {
  readonly database: Database;
  readonly path: string;
  readonly readOnlyReason?: ReadOnlyReason;
  /** Ends what was held for this store, after the database is closed. */
  readonly release: () => void;
}

/** The store over a database that is open and of the latest form. */
export function createProjectStore({ database, path, readOnlyReason, release }: StoreParts): ProjectStore {
  const history = createHistory(database);
  const settings = createSettings(database);
  const planes = createKeptPlanes(database);
  const writer = createDifferenceWriter(database);
  const listeners = new Set<(change: ProjectChange) => void>();
  let document = freezeDocument(readDocument(database));
  let revision = 0;
  let seenVersion = dataVersion(database);
  /** The step that the next command may become part of, and the document before it. Ends with an undo, a redo, or another key. */
  let open: { readonly mergeKey: string; readonly label: string; readonly before: ProjectDocument } | undefined;

  const assertWritable = (): void => {
    if (readOnlyReason === undefined) return;
    const why = readOnlyReason === 'openElsewhere' ? 'it is open in another window' : 'its file or folder cannot be written';
    throw new AppError('project.readOnly', `This project cannot be changed here: ${why}.`);
  };
  /** Runs in one transaction. The memory follows only when the disk has it. */
  const commit = (work: () => void): void => {
    try {
      database.transaction(work).immediate();
    } catch (error) {
      throw fromSqlite(error, projectName(path));
    }
  };
  const changed = (patches: readonly DocumentPatch[]): ProjectChange => {
    const { undoLabel, redoLabel } = history;
    return { revision, patches, ...(undoLabel === undefined ? {} : { undoLabel }), ...(redoLabel === undefined ? {} : { redoLabel }) };
  };
  const tell = (next: ProjectDocument, patches: readonly DocumentPatch[]): ProjectChange => {
    document = freezeDocument(next, document);
    revision += 1;
    const change = changed(patches);
    for (const listener of [...listeners]) listener(change);
    return change;
  };
  const travel = (position: number, patches: readonly DocumentPatch[], undone: boolean): ProjectChange => {
    const next = followPatches(document, patches);
    commit(() => {
      history.setUndone(position, undone);
      writer.write(document, next);
    });
    open = undefined;
    return tell(next, patches);
  };

  return {
    path,
    readOnly: readOnlyReason !== undefined,
    readOnlyReason,
    get revision() { return revision; },
    get document() { return document; },
    get undoLabel() { return history.undoLabel; },
    get redoLabel() { return history.redoLabel; },
    apply({ baseRevision, command: given, mergeKey }) {
      assertWritable();
      // What is written must be readable again: a command that did not come over the wire is checked here all the same.
      const command = parseInput(ProjectCommand, given, 'The command');
      if (command.kind === 'addStill' && command.still.plane !== undefined && !planes.has(command.still.plane)) throw new AppError('project.notFound', 'The colour of this still is not kept in the project.', { details: command.still.plane });
      const next = fitted(document, command, { isStale: baseRevision !== revision });
      const patches = documentPatches(document, next);
      if (patches.length === 0) return changed([]);
      if (isRecord(document, command)) {
        commit(() => {
          history.extendLast({ patch: patches, inverse: documentPatches(next, document) });
          writer.write(document, next);
        });
        return tell(next, patches);
      }
      const merging = open !== undefined && open.mergeKey === mergeKey ? open : undefined;
      const before = merging?.before ?? document;
      const step: Step = {
        label: merging?.label ?? commandLabel(command),
        patch: merging === undefined ? patches : documentPatches(before, next),
        inverse: documentPatches(next, before),
        ...(mergeKey === undefined ? {} : { mergeKey }),
      };
      const cancelsOut = step.patch.length === 0;
      commit(() => {
        if (merging === undefined) history.push(step);
        else history.replaceLast(cancelsOut ? undefined : step);
        writer.write(document, next);
      });
      open = mergeKey === undefined || cancelsOut ? undefined : { mergeKey, label: step.label, before };
      return tell(next, patches);
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
    follow() {
      const version = dataVersion(database);
      if (version === seenVersion) return undefined;
      // One transaction, so that all tables are seen as of one moment.
      const written = database.transaction(() => readDocument(database))();
      seenVersion = version;
      const patches = documentPatches(document, written);
      return tell(followPatches(document, patches), patches);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    backupTo: (target, options = {}) => backupProject(database, path, target, options),
    getSetting: (key, schema) => settings.get(key, schema),
    setSetting(key, value) {
      assertWritable();
      commit(() => { settings.set(key, value); });
    },
    keptPlane: (key) => planes.get(key),
    keepPlane(key, plane) {
      assertWritable();
      commit(() => { planes.put(key, plane); });
    },
    close() {
      listeners.clear();
      closeProjectDatabase(database);
      release();
    },
  };
}

/** What the program notes by itself is no step that a person would undo: it goes with the step before it. */
function isRecord(document: ProjectDocument, command: ProjectCommand): boolean {
  return command.kind === 'setShotNetworks' && document.shots.find((each) => each.id === command.shotId)?.networks === undefined;
}

/** Changes whenever another connection has committed (https://sqlite.org/pragma.html#pragma_data_version). */
function dataVersion(database: Database): unknown {
  return database.pragma('data_version', { simple: true });
}

/** The document after a command. A command made on an older document that no longer fits is a conflict, whatever it stumbles over. */
function fitted(document: ProjectDocument, command: ProjectCommand, options: { readonly isStale: boolean }): ProjectDocument {
  try {
    return applyCommand(document, command);
  } catch (error) {
    if (options.isStale && error instanceof AppError && error.code !== 'project.conflict') {
      throw new AppError('project.conflict', 'The project has changed meanwhile, and this no longer fits it.', { details: error.message, cause: error });
    }
    throw error;
  }
}

/** The document after a step of the history. @throws AppError `project.corrupt` when the step does not lead to a document */
function followPatches(document: ProjectDocument, patches: readonly DocumentPatch[]): ProjectDocument {
  try {
    const next = applyPatches(document, patches.map((each) => ({ ...each })));
    assertTouched(document, next);
    return next;
  } catch (error) {
    throw new AppError('project.corrupt', 'This step of the history does not fit the document any more.', { cause: error });
  }
}

/** Records keep their identity unless a patch touched them, so only those are looked at again. @throws ZodError */
function assertTouched(before: ProjectDocument, after: ProjectDocument): void {
  for (const [list, schema] of Object.entries(ProjectDocument.shape)) {
    const key = list as keyof ProjectDocument;
    const known = new Set<unknown>(before[key]);
    schema.parse(after[key].filter((each: unknown) => !known.has(each)));
  }
}
