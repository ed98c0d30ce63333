import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { ErrorWire } from '../errors/app-error.ts';
import { ApprovalChange } from '../model/approval.ts';
import { ProjectCommand, ProjectDocument, Swatch } from '../model/document.ts';
import { FrameIndex } from '../model/frame.ts';
import { ClipId, ShotId, StillId } from '../model/ids.ts';
import { PlaneKey } from './colorize.ts';

/** Increases by one with every change, undo and redo of an open project. */
export const Revision = z.number().int().min(0);

/** A frame that a step of the history changes. */
export const StepFrame = z.object({ clipId: ClipId, frame: FrameIndex });
export type StepFrame = z.infer<typeof StepFrame>;

/**
 * Label of the next undo or redo for the menu, and the frames that it changes; absent when there is none. A step without frames belongs
 * to the whole project. `…Shots`: how many shots it changes, where that is more than one.
 */
const HistoryLabels = { undoLabel: z.string().optional(), redoLabel: z.string().optional(), undoFrames: z.array(StepFrame).readonly().optional(), redoFrames: z.array(StepFrame).readonly().optional(), undoShots: z.number().int().min(2).optional(), redoShots: z.number().int().min(2).optional() };

/**
 * What happened to a project's file while it is open: it was removed, replaced by another file, or changed by another program. No change
 * is accepted then (`project.fileChanged`); the project can be saved elsewhere and opened there.
 */
export const FileChange = z.enum(['gone', 'replaced', 'overwritten']);
export type FileChange = z.infer<typeof FileChange>;

/** Why a project cannot be changed here: another window or engine has it open, or its file or folder cannot be written. */
export const ReadOnlyReason = z.enum(['openElsewhere', 'notWritable']);
export type ReadOnlyReason = z.infer<typeof ReadOnlyReason>;

export const ProjectState = z.object({
  /** `readOnlyReason` is there where `readOnly` is true. */
  path: z.string(), readOnly: z.boolean(), readOnlyReason: ReadOnlyReason.optional(), revision: Revision, document: ProjectDocument, fileChange: FileChange.optional(),
  /** Identities of the content of clips that were changed on disk; part of the URLs of their pictures. */
  contents: z.partialRecord(ClipId, z.string()).optional(),
  ...HistoryLabels,
});
export type ProjectState = z.infer<typeof ProjectState>;

/** A step of the history. `position` grows from step to step; `undone`: it is to be redone. */
export const HistoryStep = z.object({
  position: z.number().int().min(1), label: z.string(), madeAt: z.string(), undone: z.boolean(),
  /** The first shot that it changes, and how many there are: 0 for a step of the whole project, or one made by a version that did not record it. */
  shotId: ShotId.optional(), shotCount: z.number().int().min(0),
});
export type HistoryStep = z.infer<typeof HistoryStep>;

export const ProjectSnapshot = z.object({ path: z.string(), takenAt: z.string(), bytes: z.number().int() });
export type ProjectSnapshot = z.infer<typeof ProjectSnapshot>;

/** JSON-patch like, as produced by `mutative`: a mirror applies them in order. */
export const DocumentPatch = z.object({ op: z.enum(['add', 'remove', 'replace']), path: z.array(z.union([z.string(), z.number()])), value: z.unknown().optional() });
export type DocumentPatch = z.infer<typeof DocumentPatch>;

/** Sent to every open window after a change; `opened` and `closed` replace the whole mirror. */
export const ProjectEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), state: ProjectState }),
  z.object({ kind: z.literal('changed'), revision: Revision, patches: z.array(DocumentPatch), ...HistoryLabels }),
  /** A clip's source was changed on disk; `null` when it has its original content again. */
  z.object({ kind: z.literal('contentChanged'), clipId: ClipId, content: z.string().nullable() }),
  /** The files of a clip could not be read at the last look, or can be read again: `media.missing` tells which cannot. */
  z.object({ kind: z.literal('clipReachable'), clipId: ClipId, isReachable: z.boolean() }),
  /** Once: the file is no longer the one that was opened. */
  z.object({ kind: z.literal('fileChanged'), change: FileChange }),
  z.object({ kind: z.literal('closed') }),
  /** A message for the users of the project that answers no call. */
  z.object({ kind: z.literal('notice'), error: ErrorWire }),
]);
export type ProjectEvent = z.infer<typeof ProjectEvent>;

export const projectContract = {
  /** Creates an empty project file and opens it. The open project's own file is never replaced: `file.exists`, also with `overwrite`. */
  create: oc.input(z.object({ path: z.string(), overwrite: z.boolean().default(false) })).output(ProjectState),
  /** If it is the open project, by whatever path, it stays open; one whose file was changed by another program is read again. */
  open: oc.input(z.object({ path: z.string() })).output(ProjectState),
  close: oc.output(z.void()),
  current: oc.output(ProjectState.nullable()),
  /**
   * `baseRevision` is the revision that the sender's window showed. An older one is accepted as long as nothing that the command changes
   * was changed since: that record, that hint; for `setHints`, `removeKeyframe` and `approveKeyframe` any hint of the keyframe; for
   * `replaceShots` and `importEditList` any shot of the clip. Commands that only add never conflict. Otherwise `project.conflict`, which names what was
   * changed; the same for a command that no longer applies. Where the file itself was changed by another program: `project.fileChanged`.
   */
  apply: oc.input(z.object({ baseRevision: Revision, command: ProjectCommand, mergeKey: z.string().optional() })).output(z.object({ revision: Revision })),
  /** Saves a frame with its present colour in the project; `plane` is that colour, if any. */
  keepStill: oc.input(z.object({ clipId: ClipId, frame: FrameIndex, plane: PlaneKey.optional(), name: z.string() })).output(z.object({ stillId: StillId })),
  /** What has changed of approved shots since they were approved; shots of which no approval is recorded are left out. */
  approvalChanges: oc.input(z.object({ shotIds: z.array(ShotId) })).output(z.array(z.object({ shotId: ShotId, changes: z.array(ApprovalChange) }))),
  undo: oc.output(z.object({ revision: Revision })),
  redo: oc.output(z.object({ revision: Revision })),
  /**
   * All steps of the history, the oldest first, with the revision that they are of. `of`: only the last `most` steps whose first shot is one of these; which other shots a step
   * changes is not recorded.
   */
  history: oc.input(z.object({ of: z.object({ shotIds: z.array(ShotId), most: z.number().int().min(1).max(1000) }) }).optional()).output(z.object({ revision: Revision, steps: z.array(HistoryStep).readonly() })),
  /** Undoes or redoes all between, as one change: the step at `position` is the last that is done, at 0 none. A list of another revision: `project.conflict`. */
  goToStep: oc.input(z.object({ baseRevision: Revision, position: z.number().int().min(0) })).output(z.object({ revision: Revision })),
  saveAs: oc.input(z.object({ path: z.string(), overwrite: z.boolean().default(false) })).output(z.void()),
  /** Automatic copies of the open project, newest first. */
  snapshots: oc.output(z.array(ProjectSnapshot)),
  /** Opens one of them as a project of its own beside this one; nothing is replaced. */
  openSnapshot: oc.input(z.object({ takenAt: z.string() })).output(ProjectState),
  /** Projects opened last, newest first, with what opening one would meet. */
  recent: oc.output(z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string(), state: z.enum(['here', 'missing', 'openElsewhere', 'newer']) }))),
  /** Swatches of a project that is not opened by it: nothing of it is changed. */
  swatchesOf: oc.input(z.object({ path: z.string() })).output(z.array(Swatch)),
  events: oc.output(eventIterator(ProjectEvent)),
};
