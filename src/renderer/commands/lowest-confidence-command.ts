import type { ShotColour } from '../../shared/contract/propagate.ts';
import { documentOf, shotsOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, needs } from './conditions.ts';
import { goTo } from './play-commands.ts';

/** The frame of a shot whose propagated colour is least sure; `undefined` where no frame has a confidence. Stale colour does not count. */
export function leastSureFrame({ range, frames }: Pick<ShotColour, 'range' | 'frames'>): { readonly frame: number; readonly confidence: number } | undefined {
  let least: { readonly frame: number; readonly confidence: number } | undefined;
  frames.forEach(({ key, stale, confidence }, index) => {
    if (key === null || stale || confidence === null || confidence >= (least?.confidence ?? Infinity)) return;
    least = { frame: range.first + index, confidence };
  });
  return least;
}

/** The least sure frame of each shot of the clip shown, the worst first. */
function leastSureFrames({ project, session, colours }: Editor): readonly { readonly frame: number; readonly confidence: number }[] {
  const known = colours.getState().shots;
  return shotsOf(documentOf(project.getState()), session.getState().clipId).flatMap(({ id }) => {
    const colour = known.get(id);
    const least = colour === undefined ? undefined : leastSureFrame(colour);
    return least === undefined ? [] : [least];
  }).toSorted((a, b) => a.confidence - b.confidence);
}

/** Goes to the least sure frame of the clip; from there to that of the shot that comes next by confidence, and after the last to the first again. */
function goToLeastSure(editor: Editor): void {
  const frames = leastSureFrames(editor);
  const { frame } = editor.session.getState();
  const here = frames.findIndex((each) => each.frame === frame);
  const next = frames[(here + 1) % frames.length];
  if (next !== undefined) goTo(editor, next.frame);
}

export const lowestConfidenceCommand: Command = { id: 'shot.lowestConfidence', group: 'Shot', label: 'Go to lowest confidence', keys: ['Alt+KeyU'], enabled: allOf(hasClip, needs('No shot of this clip is propagated yet.', (editor) => leastSureFrames(editor).length > 0)), run: goToLeastSure };
