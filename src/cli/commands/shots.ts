import { timecodeOf } from '../../shared/model/timecode.ts';
import { locateFfmpeg, probeClip } from '../../engine/media/index.ts';
import { detectShots } from '../../engine/shots/index.ts';
import type { CommandContext } from '../command-options.ts';

/** `tintype shots FILM`: one line a shot. */
export async function shots(film: string, _options: { readonly json?: boolean }, { output, signal }: CommandContext): Promise<void> {
  const tools = await locateFfmpeg();
  const clip = await probeClip(film, tools, { signal });
  for (const remark of clip.remarks) output.note(remark);
  const found = await detectShots(clip, tools, { signal, report: ({ done, total }) => { output.progress('Finding shots', done, total); } });
  found.forEach(({ range, transitionIn }, index) => {
    const value = { shot: index + 1, first: range.first, last: range.last, transitionIn };
    const how = transitionIn.kind === 'dissolve' ? `  dissolve ${transitionIn.frames.first}-${transitionIn.frames.last}` : '';
    output.result(value, `${String(index + 1).padStart(3)}  ${range.first}-${range.last}  ${timecodeOf(clip, range.first)}  ${range.last - range.first + 1} frames${how}`);
  });
}
