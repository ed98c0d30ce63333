import type { Keyframe, ProjectCommand, Shot } from '../../shared/model/document.ts';
import { frameIndex, rangeLength } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { HintId, KeyframeId, newId } from '../../shared/model/ids.ts';
import { documentOf, keyframeAt, keyframesOf } from '../document/project-mirror.ts';
import type { Editor } from './editor.ts';

/** What of a keyframe can be taken to another: its hints and the picture that guides it. */
export type CopiedKeyframe = Pick<Keyframe, 'id' | 'hints' | 'referenceId'>;

/** What a frame of a shot is to get. */
export interface Paste {
  readonly shot: Shot;
  readonly frame: number;
  readonly hints: readonly Hint[];
}

/** Share of the hints that is good enough not to look at another frame of the shot. */
const MOST = 0.75;

/** Pure: the same hints with ids of their own, at the same places of the picture. */
export function hintsInPlace({ hints }: Pick<CopiedKeyframe, 'hints'>): readonly Hint[] {
  return hints.map((hint): Hint => ({ ...hint, id: newId(HintId) }));
}

/** Pure: what to apply so that a frame gets hints beside those that it has, and the picture that guides them. */
export function pasteCommands({ shot, frame, hints }: Paste, { referenceId, keyframe }: { readonly referenceId: Keyframe['referenceId']; readonly keyframe: Keyframe | undefined }): readonly ProjectCommand[] {
  if (keyframe === undefined) return [{ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(frame), hints: [...hints], approved: false, ...(referenceId === undefined ? {} : { referenceId }) } }];
  return [
    ...(hints.length === 0 ? [] : [{ kind: 'setHints' as const, keyframeId: keyframe.id, hints: [...keyframe.hints, ...hints] }]),
    ...(referenceId === undefined ? [] : [{ kind: 'setKeyframeReference' as const, keyframeId: keyframe.id, referenceId }]),
  ];
}

/** One step of the history, whatever it takes. */
export async function applyPastes(editor: Editor, { referenceId }: CopiedKeyframe, pastes: readonly Paste[]): Promise<void> {
  const mergeKey = `paste ${newId(KeyframeId)}`;
  for (const paste of pastes) {
    if (paste.hints.length === 0 && referenceId === undefined) continue;
    const keyframe = keyframeAt(documentOf(editor.project.getState()), paste.shot.clipId, paste.frame);
    for (const command of pasteCommands(paste, { referenceId, keyframe })) await editor.edits.apply(command, { mergeKey });
  }
}

/** Copied hints where they belong in a frame: what is not seen there is left out. A keyframe that is gone can be followed no more: its hints stay in place. */
export async function hintsBrought(editor: Editor, copied: CopiedKeyframe, frame: number): Promise<readonly Hint[]> {
  const kept = documentOf(editor.project.getState()).keyframes.find(({ id }) => id === copied.id)?.hints ?? [];
  const ids = copied.hints.map(({ id }) => id).filter((id) => kept.some((hint) => hint.id === id));
  if (ids.length < copied.hints.length || ids.length === 0) return hintsInPlace(copied);
  const { hints } = await editor.connection.client().propagate.track({ keyframeId: copied.id, frame: frameIndex(frame), hintIds: ids });
  return hints.filter(({ lost }) => !lost).map(({ hint }) => hint);
}

/** Hints for a whole shot: onto its first keyframe where it has one, else onto the frame that shows most of what they lie on. */
export async function pasteForShot(editor: Editor, copied: CopiedKeyframe, shot: Shot): Promise<Paste> {
  const [keyframe] = keyframesOf(documentOf(editor.project.getState()), shot.id);
  const middle = shot.range.first + Math.floor(rangeLength(shot.range) / 2);
  const frames = keyframe === undefined ? [...new Set([middle, shot.range.first, shot.range.last])] : [keyframe.frame];
  let best: Paste = { shot, frame: frames[0]!, hints: [] };
  for (const frame of frames) {
    const hints = await hintsBrought(editor, copied, frame);
    if (hints.length > best.hints.length) best = { shot, frame, hints };
    if (best.hints.length >= MOST * copied.hints.length) break;
  }
  return best;
}

/** Pure: what became of copied hints, in a sentence; `undefined` when all are where they belong. */
export function pasteWords(copied: Pick<CopiedKeyframe, 'hints'>, pastes: readonly Paste[]): string | undefined {
  const wanted = copied.hints.length;
  const short = pastes.filter(({ hints }) => hints.length < wanted);
  if (short.length === 0) return undefined;
  const told = short.map(({ shot, hints }) => `${shot.name}: ${hints.length} of ${wanted}`).join(', ');
  return `Some hints were not pasted, because what they mark is not visible there (${told}). The others are in place.`;
}
