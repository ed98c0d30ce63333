import { currentShot, type Editor } from '../editor/editor.ts';

/** Whether a command can be run now. */
export interface Condition {
  (editor: Editor): boolean;
  /** What is lacking where it does not hold: a sentence for tooltips, menus and the list of commands. */
  readonly lacks?: (editor: Editor) => string | undefined;
}

/** A condition that says what is lacking. */
export function needs(lack: string, holds: (editor: Editor) => boolean): Condition {
  return Object.assign((editor: Editor) => holds(editor), { lacks: (editor: Editor) => (holds(editor) ? undefined : lack) });
}

/** Holds where each one holds; of several that do not, the first says what is lacking. */
export function allOf(...conditions: readonly Condition[]): Condition {
  return Object.assign(
    (editor: Editor) => conditions.every((condition) => condition(editor)),
    { lacks: (editor: Editor) => conditions.find((condition) => !condition(editor))?.lacks?.(editor) },
  );
}

export const hasProject = needs('Open a clip or a project first.', ({ project }) => project.getState().state !== null);
export const hasClip = needs('Open a clip first.', ({ session }) => session.getState().clipId !== null);
export const isWritable = allOf(hasProject, needs('The project can only be read.', ({ project }) => project.getState().state?.readOnly === false));
export const hasShot = allOf(hasClip, needs('No shot is under the playhead.', (editor) => currentShot(editor) !== undefined));
export const canChangeShot = allOf(hasShot, isWritable);
