import { TrackMaskResult } from '../../shared/contract/propagate.ts';
import type { Shot } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { type Mask, partsOf } from '../../shared/model/mask.ts';
import type { TrackWays } from '../../shared/model/mask-track.ts';
import { jobEnd } from '../document/jobs-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { showDone, showNotice } from '../ui/notify.ts';
import type { Command } from './command.ts';
import { hasMask, maskHere } from './mask-here.ts';

const WORDS: Readonly<Record<TrackWays, string>> = { both: 'Track mask', forwards: 'Track mask forwards', backwards: 'Track mask backwards' };

/** The selected mask and its parts, one after the other. The engine puts the shapes into the document; this window tells how far it came; meanwhile its job has the line in the status bar. */
async function track(editor: Editor, ways: TrackWays): Promise<void> {
  const found = maskHere(editor);
  if (found === undefined) return;
  const { frame } = editor.session.getState();
  for (const mask of [found.mask, ...partsOf(found.mask, found.shot.masks ?? []).map((part) => part.mask)]) await trackOne(editor, { shot: found.shot, mask, frame, ways });
}

async function trackOne(editor: Editor, { shot, mask, frame, ways }: { readonly shot: Shot; readonly mask: Mask; readonly frame: number; readonly ways: TrackWays }): Promise<void> {
  const { jobId } = await editor.edits.ask((client) => client.propagate.trackMask({ shotId: shot.id, maskId: mask.id, frame: frameIndex(frame), ways }));
  const job = await jobEnd(editor.jobs, jobId);
  // The job itself reports any other end.
  if (job?.state !== 'done') return;
  const result = TrackMaskResult.parse(job.result);
  const words = `${mask.name}: ${trackedWords(result, shot.range.first)}`;
  if (result.lost.length === 0) showDone(words);
  else showNotice(words);
}

/** Pure: how far a mask was tracked. Frames are counted from 1 in the shot, as over the picture. @param origin first frame of the shot */
export function trackedWords({ reached, lost }: Pick<TrackMaskResult, 'reached' | 'lost'>, origin: number): string {
  const [first, last] = [reached.first - origin + 1, reached.last - origin + 1];
  if (lost.length === 0) return first === last ? 'There is no other frame to track the mask to.' : `Tracked from frame ${first} to ${last}.`;
  const where = lost.toSorted((one, other) => one - other).map((frame) => `frame ${frame - origin + 1}`).join(' and at ');
  if (first === last) return `The mask cannot be tracked from here: lost at ${where}.`;
  return `Tracked from frame ${first} to ${last}; lost at ${where}. Set the shape there and track on.`;
}

const command = (ways: TrackWays, key: string): Command => ({ id: `mask.track.${ways}`, group: 'Tools', label: WORDS[ways], keys: [key], enabled: hasMask, run: (editor) => track(editor, ways) });

export const trackMaskCommands: readonly Command[] = [command('both', 'Shift+KeyQ'), command('forwards', 'Alt+Period'), command('backwards', 'Alt+Comma')];
