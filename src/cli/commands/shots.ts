import { basename, extname, resolve } from 'node:path';
import { counted } from '../../shared/counted.ts';
import { remarksByRate, withRate } from '../../shared/model/clip-rate.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { newId, ShotId } from '../../shared/model/ids.ts';
import type { Shot } from '../../shared/model/document.ts';
import { timecodeOf } from '../../shared/model/timecode.ts';
import { assertName, assertOutput } from '../../engine/artefacts/index.ts';
import { assertFits, layList, shotsOfList, writeList } from '../../engine/app/index.ts';
import { formatOfName, timelineOfShots } from '../../engine/interchange/index.ts';
import { type FfmpegTools, locateFfmpeg, probeClip, sourceFiles } from '../../engine/media/index.ts';
import { detectShots } from '../../engine/shots/index.ts';
import type { CommandContext, ShotsOptions } from '../command-options.ts';

/** `tintype shots FILM`: one line a shot, found in the picture or taken from an edit list; with `--out` they are written as one. */
export async function shots(film: string, options: ShotsOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  if (options.out !== undefined) {
    formatOfName(options.out);
    assertName(basename(options.out));
  }
  const tools = await locateFfmpeg();
  const probed = await probeClip(film, tools, { signal });
  const clip = options.sequenceRate === undefined ? probed : withRate(probed, options.sequenceRate);
  for (const remark of remarksByRate(clip)) output.note(remark);
  const protect = { overwrite: options.overwrite === true, sources: [...sourceFiles(clip), ...(options.from === undefined ? [] : [resolve(options.from)])] };
  if (options.out !== undefined) await assertOutput(options.out, { kind: 'file', endings: [extname(options.out).toLowerCase()], ...protect });
  const found = options.from === undefined ? await detected(clip, tools, context) : await listed(clip, { ...options, from: options.from }, context);
  found.forEach(({ name, range, transitionIn }, index) => {
    const value = { shot: index + 1, first: range.first, last: range.last, transitionIn, ...(options.from === undefined ? {} : { name }) };
    const how = transitionIn.kind === 'dissolve' ? `  dissolve ${transitionIn.frames.first}-${transitionIn.frames.last}` : '';
    const named = options.from === undefined ? '' : `  ${name}`;
    output.result(value, `${String(index + 1).padStart(3)}  ${range.first}-${range.last}  ${timecodeOf(clip, range.first)}  ${counted(range.last - range.first + 1, 'frame')}${how}${named}`);
  });
  if (options.out === undefined) return;
  const written = await writeList(timelineOfShots(clip, found, { name: clip.name }), options.out, { ...protect, clip });
  for (const remark of written.remarks) output.note(remark);
  output.note(`${written.path}: ${counted(written.events, 'event')}`);
}

async function detected(clip: Clip, tools: FfmpegTools, { output, signal }: CommandContext): Promise<readonly Shot[]> {
  const found = await detectShots(clip, tools, { signal, report: ({ done, total }) => { output.progress('Finding shots', done, total); } });
  return found.map(({ range, transitionIn }, index) => ({ id: newId(ShotId), clipId: clip.id, name: `Shot ${String(index + 1).padStart(2, '0')}`, range, transitionIn }));
}

async function listed(clip: Clip, { from, at }: ShotsOptions & { readonly from: string }, { output }: CommandContext): Promise<readonly Shot[]> {
  const { laid } = await layList(clip, from, at);
  assertFits(laid, clip);
  for (const remark of laid.remarks) output.note(remark);
  return shotsOfList(laid, clip);
}
