import { extname, resolve } from 'node:path';
import { type ListedShot, shotList, writeShotList } from '../../engine/app/index.ts';
import { counted } from '../../shared/counted.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { stageLabel } from '../../shared/model/shot-stage.ts';
import type { CommandContext, ShotsOptions } from '../command-options.ts';

/** `tintype shots PROJECT`: one line a shot of a project, with its status and what has changed since it was approved. */
export async function projectShots(project: string, options: ShotsOptions, { output, openEngine }: CommandContext): Promise<void> {
  if (options.from !== undefined || options.at !== undefined) throw new AppError('input.malformed', 'Of a project the shots are listed as they are; --from and --at go with a clip.');
  if (options.out !== undefined && extname(options.out).toLowerCase() !== '.csv') throw new AppError('output.name', `“${options.out}” is no .csv file: the shots of a project are written as CSV. As an edit list they are exported from the window.`);
  const engine = await openEngine();
  try {
    engine.app.open(resolve(project));
    const isOneClip = engine.app.document().clips.length === 1;
    for (const shot of await shotList(engine.app)) output.result(shot, `${isOneClip ? '' : `${shot.clipNumber} ${shot.clip}  `}${lineOf(shot)}`);
    if (options.out === undefined) return;
    const written = await writeShotList(engine.app, options.out, { overwrite: options.overwrite === true });
    output.note(`${written.path}: ${counted(written.shots, 'shot')}`);
  } finally {
    await engine.close();
  }
}

function lineOf({ number, first, last, timecode, frames, name, status, scene, flag, stale, changedSince }: ListedShot): string {
  const more = [...(scene === '' ? [] : [scene]), ...(flag === '' ? [] : [`${flag} flag`]), ...(stale === 0 ? [] : [`${stale} stale`]), ...(changedSince === '' ? [] : [`changed since approval: ${changedSince}`])];
  return `${String(number).padStart(3)}  ${first}-${last}  ${timecode}  ${counted(frames, 'frame')}  ${name}  ${stageLabel(status)}${more.map((each) => `  ${each}`).join('')}`;
}
