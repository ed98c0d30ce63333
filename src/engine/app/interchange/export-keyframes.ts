import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { colourModel, h273Codes, plainCoding } from '../../../shared/colour/coding.ts';
import { convertedRgb, rgbOfModel } from '../../../shared/colour/image-rgb.ts';
import { isStillsOwn } from '../../../shared/colour/still-chroma.ts';
import { type Clip, codingOf } from '../../../shared/model/clip.ts';
import { clipField, clipFields } from '../../../shared/model/delivery-naming.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { Keyframe } from '../../../shared/model/document.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { writeOutput } from '../../artefacts/index.ts';
import { createMerger, mergeFrame } from '../../deliver/index.ts';
import { encodeStill, readLumaFrame } from '../../media/index.ts';
import type { App } from '../app.ts';
import { colourKeyframe } from '../colorize/keyframe-colour.ts';
import { projectFiles, protectedFiles } from '../deliver/delivery-files.ts';
import { keyframeSource } from '../shots/keyframe-source.ts';

interface ExportedKeyframes {
  readonly folder: string;
  readonly files: string[];
}

interface ExportOptions {
  readonly signal?: AbortSignal | undefined;
  readonly report?: (done: number, total: number) => void;
}

/**
 * Writes the keyframes of a clip, with the colour that they have, as PNG of the clip's size into a folder. They are named by their frames, so that
 * the folder, painted over elsewhere, comes back as reference frames. A correction has no colour of its own and is left out.
 * @throws AppError `input.empty` for a clip without keyframes, `output.*`, `file.exists`, `file.notWritable`, `disk.full`; what colouring a keyframe throws
 */
export async function exportKeyframes(app: App, { clipId, path, overwrite }: { readonly clipId: ClipId; readonly path: string; readonly overwrite: boolean }, { signal, report }: ExportOptions = {}): Promise<ExportedKeyframes> {
  const clip = app.clip(clipId);
  const document = app.document();
  const index = documentIndex(document);
  const keyframes = index.shots(clipId).flatMap((shot) => index.keyframes(shot.id)).filter(({ correction }) => correction === undefined);
  if (keyframes.length === 0) throw new AppError('input.empty', `“${clip.name}” has no keyframe to export.`);
  const stem = clipFields(document.clips).get(clipId) ?? clipField(clip);
  const files = keyframes.map(({ frame }) => `${stem}_${numberOf(clip, frame)}.png`);
  const folder = resolve(path);
  const sources = [...protectedFiles({ document, protect: projectFiles(app.current()?.path) })];
  await writeOutput(folder, { kind: 'folder', overwrite, names: files, sources, ...(signal === undefined ? {} : { signal }) }, async (scratch) => {
    for (const [at, keyframe] of keyframes.entries()) {
      await writeFile(join(scratch, files[at]!), await pngOf(app, clip, keyframe, { signal }));
      report?.(at + 1, keyframes.length);
    }
  });
  return { folder, files };
}

/** The number that an import takes for this frame: of an image sequence that of its file, else counted from 0. */
function numberOf(clip: Clip, frame: number): string {
  const first = clip.source.kind === 'sequence' ? clip.source.firstNumber : 0;
  return String(first + frame).padStart(Math.max(6, String(first + clip.frameCount - 1).length), '0');
}

async function pngOf(app: App, clip: Clip, keyframe: Keyframe, options: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array> {
  const { plane } = await colourKeyframe(app.services, keyframeSource(app.document(), keyframe), options);
  const luma = await readLumaFrame(clip, keyframe.frame, await app.services.tools(), options);
  const { parts } = mergeFrame({ luma, plane, format: { layout: 'packed-rgb', bitDepth: 16, range: 'full', chroma: '444' } }, createMerger(codingOf(clip)));
  const bytes = parts[0]!;
  const samples = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  const coding = codingOf(clip);
  const size = { width: luma.width, height: luma.height };
  const bitDepth = clip.picture.bitDepth > 8 ? 16 : 8;
  if (isStillsOwn(coding)) return encodeStill({ ...size, samples }, 'png', { bitDepth });
  const codes = h273Codes(coding);
  // What no number says is written as an sRGB picture; light above white is cut off there.
  return encodeStill({ ...size, samples: codes === undefined ? convertedRgb(samples, rgbOfModel(colourModel(coding)), colourModel(plainCoding('bt709'))) : samples }, 'png', { bitDepth, codes });
}
