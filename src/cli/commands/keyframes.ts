import { basename, resolve } from 'node:path';
import { assertName } from '../../engine/artefacts/index.ts';
import { exportKeyframes, importReferenceFrames } from '../../engine/app/index.ts';
import { counted } from '../../shared/counted.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { chosenClip } from '../chosen-clip.ts';
import type { CommandContext, KeyframesOptions } from '../command-options.ts';

/** `tintype keyframes PROJECT --out FOLDER | --from FOLDER`: keyframes as PNG for painting elsewhere, and back. */
export async function keyframes(project: string, options: KeyframesOptions, { output, signal, openEngine }: CommandContext): Promise<void> {
  const { out, from } = options;
  if ((out === undefined) === (from === undefined)) throw new AppError('input.malformed', 'Give --out FOLDER to write the keyframes, or --from FOLDER to take them back.');
  if (out !== undefined) assertName(basename(resolve(out)));
  const engine = await openEngine();
  try {
    engine.app.open(resolve(project));
    const clip = chosenClip(engine.app.document().clips, options.clip);
    if (out === undefined) {
      const { frames, remarks } = await importReferenceFrames(engine.app, { clipId: clip.id, path: resolve(from!) });
      for (const remark of remarks) output.note(remark);
      output.result({ clip: clip.name, frames }, `${frames.length} keyframes of ${clip.name}: ${frames.join(', ')}`);
      return;
    }
    const { folder, files } = await exportKeyframes(engine.app, { clipId: clip.id, path: resolve(out), overwrite: options.overwrite === true }, { signal, report: (done, total) => { output.progress('Writing keyframes', done, total); } });
    output.result({ clip: clip.name, folder, files }, `${folder}  ${counted(files.length, 'keyframe')}`);
  } finally {
    await engine.close();
  }
}
