import { AppError } from '../../shared/errors/app-error.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import type { Keyframe, KeyframeStill } from '../../shared/model/document.ts';
import { type FrameIndex, frameIndex, rangeIncludes } from '../../shared/model/frame.ts';
import { type ClipId, KeyframeId, newId } from '../../shared/model/ids.ts';
import { readReferenceFolder } from '../interchange/index.ts';
import type { App } from './app.ts';
import { stillOfImage } from './still-of-image.ts';

export interface ImportedFrames {
  readonly frames: FrameIndex[];
  readonly remarks: string[];
}

/**
 * Makes approved keyframes from the images of a folder, at the frames in their names. Every image is checked first: if one cannot be read,
 * none is imported.
 * @throws AppError `input.*`, `file.missing`, `image.unreadable`, `project.none`, `project.readOnly`
 */
export async function importReferenceFrames(app: App, { clipId, path }: { readonly clipId: ClipId; readonly path: string }): Promise<ImportedFrames> {
  const clip = app.clip(clipId);
  const { frames, remarks } = await readReferenceFolder(path, clip);
  const tools = await app.services.tools();
  const images: { readonly frame: number; readonly still: KeyframeStill }[] = [];
  // Sequential, because each starts an ffmpeg process.
  for (const { frame, path: image } of frames) images.push({ frame, still: await stillOfImage(image, tools) });
  const shots = documentIndex(app.document()).shots(clipId);
  const keyframes = images.map(({ frame, still }): Keyframe => {
    const shot = shots.find((each) => rangeIncludes(each.range, frame));
    if (shot === undefined) throw new AppError('project.conflict', 'The shots of the clip have changed meanwhile. Import again.');
    return { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(frame), hints: [], approved: true, still };
  });
  app.apply({ kind: 'importKeyframes', keyframes });
  return { frames: keyframes.map((each) => each.frame), remarks: [...remarks] };
}
