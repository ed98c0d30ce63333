import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { colourFrameOf, type ColourFrame, type RgbImage } from './evaluate/index.ts';

/** Frames of a film as 8-bit 4:4:4 by its own matrix and range (limited), one by one. `width` and `height` are those after `filters`. */
export async function* readColourFrames(path: string, options: { readonly ffmpegPath: string; readonly width: number; readonly height: number; readonly frames?: readonly number[]; readonly filters?: readonly string[] }): AsyncGenerator<ColourFrame> {
  const filters = [...(options.frames === undefined ? [] : [`select=${options.frames.map((frame) => `eq(n\\,${frame})`).join('+')}`]), ...(options.filters ?? [])];
  const chosen = filters.length === 0 ? [] : ['-vf', filters.join(',')];
  const decoder = spawn(options.ffmpegPath, ['-v', 'error', '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', ...chosen, '-f', 'rawvideo', '-pix_fmt', 'yuv444p', '-'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const frame = Buffer.alloc(3 * options.width * options.height);
  let filled = 0;
  for await (const chunk of decoder.stdout as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.copy(frame, filled, at, at + frame.length - filled);
      at += taken;
      filled += taken;
      if (filled < frame.length) continue;
      filled = 0;
      yield colourFrameOf(frame, options.width, options.height, { bitDepth: 8, range: 'limited' });
    }
  }
  if (decoder.exitCode === null) await once(decoder, 'close');
  if (decoder.exitCode !== 0) throw new Error(`ffmpeg could not decode ${path}.`);
}

/** Writes a picture; the format follows the file's name. */
export async function writePicture(path: string, image: RgbImage, ffmpegPath: string): Promise<void> {
  const encoder = spawn(ffmpegPath, ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${image.width}x${image.height}`, '-i', 'pipe:0', '-q:v', '3', '-frames:v', '1', '-update', '1', path], { stdio: ['pipe', 'ignore', 'inherit'] });
  encoder.stdin.end(image.data);
  const [code] = (await once(encoder, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg could not write ${path}.`);
}
