import type { Keyframe } from '../../shared/model/document.ts';
import type { HintId } from '../../shared/model/ids.ts';
import { documentOf, keyframeAt, type ProjectStore } from '../document/project-mirror.ts';
import type { SessionStore } from '../session/session-store.ts';
import type { Edits } from './edits.ts';

interface Marks {
  readonly lockedHints: ReadonlySet<HintId>;
  readonly hiddenHints: ReadonlySet<HintId>;
}

/** Pure: hints of all keyframes that are locked, and those whose marks are hidden. */
export function marksOf(keyframes: readonly Keyframe[]): Marks {
  const [lockedHints, hiddenHints] = [new Set<HintId>(), new Set<HintId>()];
  for (const { hints } of keyframes) {
    for (const { id, locked, hidden } of hints) {
      if (locked === true) lockedHints.add(id);
      if (hidden === true) hiddenHints.add(id);
    }
  }
  return { lockedHints, hiddenHints };
}

/** The session follows the marks of the document. Returns an unsubscribe function. */
export function followMarks(project: ProjectStore, session: SessionStore): () => void {
  return project.subscribe((now, before) => {
    const { keyframes } = documentOf(now);
    if (keyframes === documentOf(before).keyframes) return;
    const marks = marksOf(keyframes);
    const held = session.getState();
    const isSame = (one: ReadonlySet<HintId>, other: ReadonlySet<HintId>): boolean => one.size === other.size && [...one].every((id) => other.has(id));
    if (!isSame(marks.lockedHints, held.lockedHints) || !isSame(marks.hiddenHints, held.hiddenHints)) session.setState(marks);
  });
}

/** Locks hints of the frame shown, or hides their marks, and back. */
export async function markHints({ project, session, edits }: { readonly project: ProjectStore; readonly session: SessionStore; readonly edits: Pick<Edits, 'apply'> }, ids: readonly HintId[], marks: { readonly locked: boolean } | { readonly hidden: boolean }): Promise<void> {
  const { clipId, frame } = session.getState();
  const keyframe = keyframeAt(documentOf(project.getState()), clipId, frame);
  const hintIds = keyframe?.hints.filter(({ id }) => ids.includes(id)).map(({ id }) => id) ?? [];
  if (keyframe !== undefined && hintIds.length > 0) await edits.apply({ kind: 'markHints', keyframeId: keyframe.id, hintIds, ...marks });
}
