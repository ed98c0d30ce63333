import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { majorVersion } from '../ffmpeg/locate-ffmpeg.ts';
import { makeFolder } from '../make-folder.ts';
import { partialPath, removePartial, writeError } from '../partial-path.ts';
import { abortError, failUnlessDone, startFfmpeg, throwIfAborted, type ToolProcess } from '../ffmpeg/spawn-tool.ts';
import { rawFrameBytes } from './delivery-format.ts';
import { encodeArguments } from './encode-arguments.ts';
import { ENCODER_NAMES, isImageCodec, type EncodePlan } from './encode-plan.ts';
import { writeMovRotation } from './mov-rotation.ts';
import { rawMatroska, type RawMatroska } from './raw-matroska.ts';

/** An ffmpeg that is being fed frames. Ends with exactly one of `finish` and `abort`. */
export interface Encoder {
  /** The exact command, for whoever wants to see it. */
  readonly command: readonly string[];
  /**
   * Takes the next bytes: planes or whole frames, in order. Resolves when the encoder is ready for more. The bytes must not be changed afterwards.
   * @throws AppError `disk.full`, `file.notWritable`, `ffmpeg.failed`; AbortError. The partial file is gone by then.
   */
  write(planes: Uint8Array): Promise<void>;
  /** Ends the stream and gives the file its name. @throws as `write`; then nothing is left. */
  finish(): Promise<void>;
  /** Stops and removes what was written. Safe to call at any time, also after an end. */
  abort(): Promise<void>;
}

/**
 * Checks everything that can be known before work begins, then starts the encoder.
 * @throws AppError `ffmpeg.encoderMissing`, `file.exists`, `file.notWritable`; AbortError.
 */
export async function openEncoder(plan: EncodePlan, tools: FfmpegTools, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Encoder> {
  throwIfAborted(options.signal);
  await assertEncodable(plan, tools);
  const partial = partialPath(plan.outPath);
  try {
    await makeFolder(dirname(plan.outPath));
    if (isImageCodec(plan.codec)) {
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial);
    }
  } catch (error) {
    throw writeError(error, plan.outPath);
  }
  const command = encodeArguments(plan, { ffmpegMajor: majorVersion(tools) });
  const tool = startFfmpeg(tools, command, { signal: options.signal, stdin: 'pipe' });
  tool.stdout.resume();
  return new PipedEncoder(plan, { partial, command: [tools.ffmpegPath, ...command], tool, signal: options.signal, rotationToWrite: plan.rotation !== 0 && majorVersion(tools) < 6 && MOV_CODECS.has(plan.codec) });
}

/** What can be refused before any work. @throws AppError `ffmpeg.encoderMissing`, `file.exists`. */
export async function assertEncodable(plan: Pick<EncodePlan, 'codec' | 'outPath' | 'overwrite'>, tools: Pick<FfmpegTools, 'encoders' | 'version'>): Promise<void> {
  const encoder = ENCODER_NAMES[plan.codec];
  if (!tools.encoders.has(encoder)) throw new AppError('ffmpeg.encoderMissing', `This ffmpeg (${tools.version}) lacks the encoder ${encoder}, which ${plan.codec} needs.`);
  if (!plan.overwrite && (await exists(plan.outPath))) throw new AppError('file.exists', `"${plan.outPath}" exists already.`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

/** Codecs whose container keeps the rotation in its track header. */
const MOV_CODECS: ReadonlySet<EncodePlan['codec']> = new Set(['prores-422hq', 'prores-4444', 'h264', 'h265']);

interface StartedEncoder {
  readonly partial: string;
  readonly command: readonly string[];
  readonly tool: ToolProcess;
  readonly signal: AbortSignal | undefined;
  /** This ffmpeg cannot tell the rotation; it is written into the finished file. */
  readonly rotationToWrite: boolean;
}

class PipedEncoder implements Encoder {
  readonly command: readonly string[];
  private readonly plan: EncodePlan;
  private readonly partial: string;
  private readonly tool: ToolProcess;
  private readonly signal: AbortSignal | undefined;
  private readonly frameBytes: number;
  private readonly wrapper: RawMatroska | undefined;
  private readonly rotationToWrite: boolean;
  private readonly onAbort = (): void => void this.abort();
  private written = 0;
  private inFlight: Promise<void> = Promise.resolve();
  private state: 'open' | 'finished' | 'removed' = 'open';
  private failure: Error | undefined;

  constructor(plan: EncodePlan, started: StartedEncoder) {
    this.plan = plan;
    this.partial = started.partial;
    this.command = started.command;
    this.tool = started.tool;
    this.signal = started.signal;
    this.rotationToWrite = started.rotationToWrite;
    this.frameBytes = rawFrameBytes(plan.pixelFormat, plan);
    this.wrapper = plan.timestamps === undefined ? undefined : rawMatroska({ ...plan, frameBytes: this.frameBytes, timestamps: plan.timestamps });
    this.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  async write(planes: Uint8Array): Promise<void> {
    await this.guarded(async () => {
      for (let at = 0; at < planes.length;) {
        const inFrame = this.written % this.frameBytes;
        if (inFrame === 0) await this.sendFrameHead(this.written / this.frameBytes);
        const taken = Math.min(planes.length - at, this.frameBytes - inFrame);
        await this.send(planes.subarray(at, at + taken));
        this.written += taken;
        at += taken;
      }
    });
  }

  async finish(): Promise<void> {
    await this.guarded(async () => {
      if (this.written % this.frameBytes !== 0) throw new Error(`The last frame is not whole: ${this.written % this.frameBytes} of ${this.frameBytes} bytes.`);
      await this.inFlight;
      this.tool.stdin?.end();
      const end = await this.tool.ended;
      throwIfAborted(this.signal);
      failUnlessDone(end, this.tool, { action: 'write', path: this.plan.outPath });
      try {
        if (this.rotationToWrite) await writeMovRotation(this.partial, this.plan.rotation);
        if (isImageCodec(this.plan.codec) && this.plan.overwrite) await rm(this.plan.outPath, { recursive: true, force: true });
        await rename(this.partial, this.plan.outPath);
      } catch (error) {
        throw writeError(error, this.plan.outPath);
      }
      this.state = 'finished';
      this.signal?.removeEventListener('abort', this.onAbort);
    });
  }

  async abort(): Promise<void> {
    if (this.state === 'finished') return;
    this.state = 'removed';
    this.signal?.removeEventListener('abort', this.onAbort);
    this.tool.kill();
    await this.tool.ended;
    await removePartial(this.partial);
  }

  private async sendFrameHead(index: number): Promise<void> {
    if (this.wrapper === undefined) return;
    if (index === 0) await this.send(this.wrapper.header);
    await this.send(this.wrapper.frameHead(index));
  }

  /** One chunk may be under way while the next is made; more would pile up. */
  private async send(chunk: Uint8Array): Promise<void> {
    await this.inFlight;
    if (this.failure !== undefined) throw this.failure;
    const { stdin } = this.tool;
    if (stdin === undefined) throw new Error('The encoder was started without a pipe.');
    this.inFlight = new Promise((resolve) => {
      stdin.write(chunk, (error) => {
        if (error !== null && error !== undefined) this.failure = error;
        resolve();
      });
    });
  }

  /** Runs a step; when it fails the encoder is stopped, its leavings removed, and ffmpeg's own reason told. */
  private async guarded(step: () => Promise<void>): Promise<void> {
    if (this.signal?.aborted === true || this.state === 'removed') {
      await this.abort();
      throw abortError();
    }
    try {
      await step();
    } catch (error) {
      throwIfAborted(await this.removed());
      if (error !== this.failure) throw error;
      // The pipe broke because ffmpeg ended; its own words say why.
      failUnlessDone(await this.tool.ended, this.tool, { action: 'write', path: this.plan.outPath });
      throw error;
    }
  }

  private async removed(): Promise<AbortSignal | undefined> {
    // Let ffmpeg end by itself first when its pipe broke, so that its exit code and last words are kept.
    if (this.failure !== undefined) await this.tool.ended;
    await this.abort();
    return this.signal;
  }
}
