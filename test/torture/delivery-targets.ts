import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DeliveryCodec } from '../../src/shared/model/delivery-codecs.ts';
import { emptyDocument } from '../../src/shared/model/document.ts';
import type { Clip } from '../../src/shared/model/clip.ts';
import { type FrameRange, frameRange } from '../../src/shared/model/frame.ts';
import { newId, ShotId } from '../../src/shared/model/ids.ts';
import { FFMPEG } from '../support/clips.ts';

export const FRAMES = 32;
export type DeliveryForm = 'movie' | 'images' | 'many';
export const FORMS: readonly DeliveryForm[] = ['movie', 'images', 'many'];

/** A delivery into a folder that holds an older one and a file that is nobody's business. */
export interface Target {
  readonly form: DeliveryForm;
  readonly folder: string;
  readonly codec: DeliveryCodec;
  readonly files: readonly { readonly range: FrameRange; readonly outPath: string }[];
}

const FOREIGN = 'grandmother.jpg';
const OLDER = 'what was here before';

export function makeTarget(form: DeliveryForm, folder: string): Target {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FOREIGN), 'irreplaceable');
  // Another program's partial file of the very name that a careless writer would take.
  writeFileSync(join(folder, 'film.partial.mkv'), 'irreplaceable');
  const whole = frameRange(0, FRAMES - 1);
  switch (form) {
    case 'movie': {
      writeFileSync(join(folder, 'film.mkv'), OLDER);
      return { form, folder, codec: 'ffv1', files: [{ range: whole, outPath: join(folder, 'film.mkv') }] };
    }
    case 'images': return { form, folder, codec: 'png', files: [{ range: whole, outPath: join(folder, 'images') }] };
    case 'many': return {
      form, folder, codec: 'h264', files: [frameRange(0, 11), frameRange(12, 19), frameRange(20, 31)].map((range, index) => ({ range, outPath: join(folder, `shot-${index + 1}.mp4`) })),
    };
  }
}

/** Params of the job that delivers to a target. The frames stay gray: colour is not what is tried here. */
export function deliveryParamsOf(target: Target, clip: Clip): unknown {
  const shots = (target.form === 'many' ? target.files.map(({ range }) => range) : [frameRange(0, FRAMES - 1)])
    .map((range, index) => ({ id: newId(ShotId), clipId: clip.id, name: `Shot ${index + 1}`, range, transitionIn: { kind: 'cut' as const } }));
  return { clip, document: { ...emptyDocument, clips: [clip], shots }, files: target.files, codec: target.codec, overwrite: target.form !== 'many', protect: [] };
}

/** Hashes of what a delivered file shows: every decoded frame and the sound; of images, each file. */
export function pictureHash(path: string): string {
  const inputs = statSync(path).isDirectory() ? readdirSync(path).filter((name) => !name.startsWith('.')).toSorted().map((name) => join(path, name)) : [path];
  const hash = createHash('sha256');
  for (const input of inputs) {
    hash.update(basename(input));
    hash.update(statSync(path).isDirectory() ? readFileSync(input) : execFileSync(FFMPEG, ['-v', 'error', '-i', input, '-map', '0', '-dn', '-f', 'framemd5', '-'], { stdio: ['ignore', 'pipe', 'pipe'] }).toString().replaceAll(/^#.*$/gm, ''));
  }
  return hash.digest('hex');
}

export type FileState = 'older' | 'new' | 'none' | 'HALF';

/** What stands at each place of a target. @param truth hashes of the complete files */
export function statesOf(target: Target, truth: readonly string[]): readonly FileState[] {
  return target.files.map(({ outPath }, index) => {
    if (!existsSync(outPath)) return 'none';
    if (!statSync(outPath).isDirectory()) {
      const text = readFileSync(outPath).subarray(0, OLDER.length).toString();
      if (text === OLDER) return 'older';
    } else if (readdirSync(outPath).every((name) => name.startsWith('.'))) return 'none';
    try {
      return pictureHash(outPath) === truth[index] ? 'new' : 'HALF';
    } catch {
      return 'HALF'; // it cannot be decoded
    }
  });
}

/** Files in a target's folder that should not be there: scratch, leases, journals. */
export function leavingsOf(target: Target): readonly string[] {
  const wanted = new Set([FOREIGN, 'film.partial.mkv', ...target.files.map(({ outPath }) => basename(outPath))]);
  const inside = target.form === 'images' ? (existsSync(target.files[0]!.outPath) ? readdirSync(target.files[0]!.outPath) : []).filter((name) => name.startsWith('.') && name !== '.tintype-output.json') : [];
  return [...(existsSync(target.folder) ? readdirSync(target.folder) : []).filter((name) => !wanted.has(name)), ...inside];
}

export function isForeignTouched(target: Target): boolean {
  return [FOREIGN, 'film.partial.mkv'].some((name) => {
    const path = join(target.folder, name);
    return !existsSync(path) || readFileSync(path, 'utf8') !== 'irreplaceable';
  });
}
