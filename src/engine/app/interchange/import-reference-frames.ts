import { AppError } from '../../../shared/errors/app-error.ts';
import type { ReferenceImages, ReferencePreview } from '../../../shared/contract/interchange.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { Keyframe } from '../../../shared/model/document.ts';
import { type FrameIndex, frameIndex, rangeIncludes } from '../../../shared/model/frame.ts';
import { type ClipId, KeyframeId, newId } from '../../../shared/model/ids.ts';
import { imagesOfFolder, placeReferenceFrames, type ReferenceFrames } from '../../interchange/index.ts';
import type { App } from '../app.ts';
import { stillOfImage } from '../colorize/still-of-image.ts';

interface ImportedFrames {
  readonly frames: FrameIndex[];
  readonly remarks: string[];
}

interface ReferenceRequest extends ReferenceImages {
  readonly clipId: ClipId;
}

async function placed(clip: Clip, { path, images }: ReferenceImages): Promise<ReferenceFrames> {
  return placeReferenceFrames(images ?? await imagesOfFolder(path ?? ''), clip);
}

/** Which images give which frames, and which give none. Changes nothing, and opens no image. @throws AppError `file.missing`, `project.none` */
export async function previewReferenceFrames(app: App, request: ReferenceRequest): Promise<ReferencePreview> {
  const clip = app.clip(request.clipId);
  const index = documentIndex(app.document());
  const { frames, misfits, remarks } = await placed(clip, request);
  const nameOf = new Map(request.images?.map(({ name, path }) => [path, name]));
  return {
    frames: frames.toSorted((a, b) => a.frame - b.frame).map(({ frame, path, mask }) => {
      const shot = index.shotAt(clip.id, frame);
      const there = shot === undefined ? undefined : index.keyframes(shot.id).find((each) => each.frame === frame);
      return { frame: frameIndex(frame), name: nameOf.get(path) ?? baseOf(path), hasMask: mask !== undefined, shot: shot?.name ?? '', replaces: there === undefined ? 'nothing' : there.still === undefined ? 'hints' : 'still' };
    }),
    misfits: misfits.map(({ name, why }) => ({ name, why })), remarks: [...remarks],
  };
}

/**
 * Makes approved keyframes of images, by the frames that their names say; those that give no frame are left out. Every image is looked at first, so that
 * none of them is taken where one cannot be read.
 * @throws AppError `input.empty` when none fits, `file.missing`, `image.unreadable`, `project.none`, `project.readOnly`
 */
export async function importReferenceFrames(app: App, request: ReferenceRequest): Promise<ImportedFrames> {
  const clip = app.clip(request.clipId);
  const { frames, misfits, remarks } = await placed(clip, request);
  if (frames.length === 0) throw new AppError('input.empty', misfits[0] === undefined ? 'There is no image that is named by a frame number or timecode.' : `No image stands for a frame of “${clip.name}”: ${misfits[0].why}`);
  const tools = await app.services.tools();
  const images: { readonly frame: number; readonly still: Awaited<ReturnType<typeof stillOfImage>> }[] = [];
  // One after another: each starts an ffmpeg.
  for (const { frame, path: image, mask } of frames) images.push({ frame, still: await stillOfImage(image, tools, { mask }) });
  const shots = documentIndex(app.document()).shots(clip.id);
  const keyframes = images.map(({ frame, still: { size: _, ...still } }): Keyframe => {
    const shot = shots.find((each) => rangeIncludes(each.range, frame));
    if (shot === undefined) throw new AppError('project.conflict', 'The shots of the clip have changed in the meantime. Import again.');
    return { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(frame), hints: [], approved: true, still };
  });
  app.apply({ kind: 'importKeyframes', keyframes });
  return { frames: keyframes.map((each) => each.frame), remarks: [...remarks, ...sizeRemarks(images, clip), ...misfits.map(({ why }) => why)] };
}

/** Images of another size are fitted; only those of the clip's own come out code for code. */
function sizeRemarks(images: readonly { readonly still: { readonly path: string; readonly size: { readonly width: number; readonly height: number } } }[], { picture }: Clip): readonly string[] {
  const other = images.filter(({ still: { size } }) => size.width !== picture.width || size.height !== picture.height);
  const [first] = other;
  if (first === undefined) return [];
  const { size, path } = first.still;
  return [`${other.length} of ${images.length} images ${other.length === 1 ? 'is' : 'are'} of another size (${baseOf(path)}: ${size.width}×${size.height}) and ${other.length === 1 ? 'is' : 'are'} fitted to ${picture.width}×${picture.height}; only images of that size come out code for code.`];
}

function baseOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
