import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, isAbort } from '../../src/shared/errors/app-error.ts';
import { toSeconds } from '../../src/shared/model/frame.ts';
import type { Size } from '../../src/shared/model/working-size.ts';
import type { FfmpegTools } from '../../src/engine/media/index.ts';
import { drawFilm } from './draw-film.ts';
import { encoderArguments } from './encoder-arguments.ts';
import { SAMPLE_FRAMES, SAMPLE_RATE, SAMPLE_TIMECODE, trueShots } from './film-plan.ts';
import type { SampleKeyframe } from './sample-keys.ts';
import { STAGE } from './scene.ts';
import { composeSoundtrack } from './soundtrack.ts';

export interface SampleFilmOptions {
  /** Where the files go; made when it is not there. */
  readonly directory: string;
  readonly tools: Pick<FfmpegTools, 'ffmpegPath' | 'encoders'>;
  readonly signal: AbortSignal;
  readonly report: (done: number, total: number) => void;
  /** 16:9, both sides even; default 1280×720. */
  readonly size?: Size;
}

/** Paths of the sample film's four files. */
export interface SampleFilm {
  /** The black-and-white film: H.264 (ProRes where there is no x264), PCM sound, timecode 01:00:00:00. */
  readonly filmPath: string;
  /** The same frames in true colour: FFV1, 4:4:4, 8 bit, limited range BT.709. Its Y′ is what the film was encoded from. */
  readonly trueColourPath: string;
  /** KEYS.json: hints of a colourist who knows the true colours. */
  readonly keysPath: string;
  /** Shots as they were cut. */
  readonly truthPath: string;
}

function sampleFilmPaths(directory: string): SampleFilm {
  return { filmPath: join(directory, 'sample.mov'), trueColourPath: join(directory, 'sample-true.mkv'), keysPath: join(directory, 'sample.keys.json'), truthPath: join(directory, 'sample.truth.json') };
}

/**
 * Draws the sample film and writes its files. `sample.mov` is put in place last: where it exists, all four files exist.
 * @throws AppError `ffmpeg.missing`, `ffmpeg.failed`; AbortError when cancelled, which leaves no partial file.
 */
export async function renderSampleFilm(options: SampleFilmOptions): Promise<SampleFilm> {
  const size = options.size ?? STAGE;
  const paths = sampleFilmPaths(options.directory);
  await mkdir(options.directory, { recursive: true });
  const sound = join(options.directory, 'sample.partial.wav');
  const film = join(options.directory, 'sample.partial.mov');
  const trueColour = join(options.directory, 'sample-true.partial.mkv');
  try {
    await writeFile(sound, composeSoundtrack(toSeconds(SAMPLE_FRAMES, SAMPLE_RATE)));
    const keyframes = await encodeClip(options, size, encoderArguments({ size, sound, film, trueColour, encoders: options.tools.encoders }));
    await writeFile(paths.keysPath, `${JSON.stringify({ keyframes }, undefined, 1)}\n`);
    await writeFile(paths.truthPath, `${JSON.stringify({ rate: SAMPLE_RATE, frameCount: SAMPLE_FRAMES, width: size.width, height: size.height, startTimecode: SAMPLE_TIMECODE, shots: trueShots() }, undefined, 1)}\n`);
    await rename(trueColour, paths.trueColourPath);
    await rename(film, paths.filmPath);
    return paths;
  } finally {
    await Promise.all([sound, film, trueColour].map((path) => rm(path, { force: true })));
  }
}

async function encodeClip(options: SampleFilmOptions, size: Size, args: readonly string[]): Promise<readonly SampleKeyframe[]> {
  const encoder = spawn(options.tools.ffmpegPath, args, { stdio: ['pipe', 'ignore', 'pipe'], signal: options.signal });
  let complaint = '';
  encoder.stderr.on('data', (chunk: Buffer) => { complaint = (complaint + chunk.toString()).slice(-4000); });
  // A broken pipe is reported better by the exit code below.
  encoder.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve, reject) => {
    encoder.on('error', (error) => reject(isAbort(error) ? error : new AppError('ffmpeg.missing', `ffmpeg could not be started: ${error.message}.`, { cause: error })));
    encoder.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new AppError('ffmpeg.failed', 'ffmpeg could not encode the sample film.', { details: complaint }));
    });
  });
  const draw = async (): Promise<readonly SampleKeyframe[]> => {
    const keyframes: SampleKeyframe[] = [];
    for await (const { frame, key } of drawFilm(size.width / STAGE.width, options)) {
      if (key !== undefined) keyframes.push(key);
      if (!encoder.stdin.write(frame.planes)) await Promise.race([once(encoder.stdin, 'drain'), ended]);
      options.report(frame.index + 1, SAMPLE_FRAMES);
    }
    encoder.stdin.end();
    return keyframes;
  };
  try {
    const [keyframes] = await Promise.all([draw(), ended]);
    return keyframes;
  } finally {
    if (encoder.exitCode === null) encoder.kill('SIGKILL');
  }
}
