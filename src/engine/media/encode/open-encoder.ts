import { AppError } from '../../../shared/errors/app-error.ts';
import { codecRecord, type DeliveryCodec, encoderOf } from '../../../shared/model/delivery-codecs.ts';
import { writeError } from '../../artefacts/index.ts';
import { writeComplaint } from '../ffmpeg/classify-ffmpeg-error.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { majorVersion } from '../ffmpeg/locate-ffmpeg.ts';
import { abortError, failUnlessDone, startFfmpeg, throwIfAborted, type ToolProcess } from '../ffmpeg/spawn-tool.ts';
import { rawFrameBytes } from './delivery-format.ts';
import { encodeArguments } from './encode-arguments.ts';
import type { EncodePlan } from './encode-plan.ts';
import { needsWrittenRotation, writeMovRotation } from './mov-rotation.ts';
import { rawMatroska, type RawMatroska } from './raw-matroska.ts';

/** An ffmpeg that is being fed frames. Ends with exactly one of `finish` and `abort`. */
export interface Encoder {
  /** The exact command, for display. */
  readonly command: readonly string[];
  /**
   * Takes the next bytes: planes or whole frames, in order. Resolves when the encoder is ready for more. The bytes must not be changed afterwards.
   * @throws AppError `disk.full`, `file.notWritable`, `ffmpeg.failed`; AbortError. ffmpeg has ended by then.
   */
  write(planes: Uint8Array): Promise<void>;
  /** Ends the stream and waits until ffmpeg has written everything. @throws as `write` */
  finish(): Promise<void>;
  /** Stops ffmpeg. Safe to call at any time, also after an end. */
  abort(): Promise<void>;
}

interface OpenEncoderOptions {
  readonly signal?: AbortSignal | undefined;
  /** Final path of the file: named in errors instead of the scratch file. */
  readonly place?: string;
}

/**
 * Starts the encoder. It writes only to `plan.outPath`; the caller removes its leftovers after a failure.
 * @throws AppError `ffmpeg.encoderMissing`; AbortError.
 */
export function openEncoder(plan: EncodePlan, tools: FfmpegTools, options: OpenEncoderOptions = {}): Encoder {
  throwIfAborted(options.signal);
  assertEncoder(plan.codec, tools);
  const command = encodeArguments(plan, { ffmpegMajor: majorVersion(tools), encoders: tools.encoders });
  const tool = startFfmpeg(tools, command, { signal: options.signal, stdin: 'pipe' });
  tool.stdout.resume();
  return new PipedEncoder(plan, { command: [tools.ffmpegPath, ...command], tool, signal: options.signal, place: options.place ?? plan.outPath, rotationToWrite: needsWrittenRotation(plan.rotation, { codec: codecRecord(plan.codec), ffmpegMajor: majorVersion(tools) }) });
}

/** @throws AppError `ffmpeg.encoderMissing` */
export function assertEncoder(codec: DeliveryCodec, tools: Pick<FfmpegTools, 'encoders' | 'version'>): void {
  if (encoderOf(codec, tools.encoders) !== undefined) return;
  const { encoders, label } = codecRecord(codec);
  const names = encoders.map(({ name }) => name).join(' or ');
  throw new AppError('ffmpeg.encoderMissing', `This ffmpeg (${tools.version}) lacks the encoder ${names}, which ${label} needs. It comes with ${encoders[0].install}.`);
}

interface StartedEncoder {
  readonly command: readonly string[];
  readonly tool: ToolProcess;
  readonly signal: AbortSignal | undefined;
  readonly place: string;
  /** This ffmpeg cannot write the rotation; it is written into the finished file. */
  readonly rotationToWrite: boolean;
}

class PipedEncoder implements Encoder {
  readonly command: readonly string[];
  private readonly plan: EncodePlan;
  private readonly tool: ToolProcess;
  private readonly signal: AbortSignal | undefined;
  private readonly place: string;
  private readonly frameBytes: number;
  private readonly wrapper: RawMatroska | undefined;
  private readonly rotationToWrite: boolean;
  private readonly onAbort = (): void => void this.abort();
  private written = 0;
  private inFlight: Promise<void> = Promise.resolve();
  private state: 'open' | 'finished' | 'stopped' = 'open';
  private failure: Error | undefined;

  constructor(plan: EncodePlan, started: StartedEncoder) {
    this.plan = plan;
    this.command = started.command;
    this.tool = started.tool;
    this.signal = started.signal;
    this.place = started.place;
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
      failUnlessDone(end, this.tool, { action: 'write', path: this.place });
      // ffmpeg 5 ends with 0 when only the last write failed.
      const complaint = writeComplaint(this.tool.stderrTail(), this.place);
      if (complaint !== undefined) throw complaint;
      try {
        if (this.rotationToWrite) await writeMovRotation(this.plan.outPath, this.plan.rotation);
      } catch (error) {
        throw writeError(error, this.place);
      }
      this.state = 'finished';
      this.signal?.removeEventListener('abort', this.onAbort);
    });
  }

  async abort(): Promise<void> {
    if (this.state === 'finished') return;
    this.state = 'stopped';
    this.signal?.removeEventListener('abort', this.onAbort);
    this.tool.kill();
    await this.tool.ended;
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

  /** Runs a step; when it fails, stops the encoder and throws ffmpeg's own error. */
  private async guarded(step: () => Promise<void>): Promise<void> {
    if (this.signal?.aborted === true || this.state === 'stopped') {
      await this.abort();
      throw abortError();
    }
    try {
      await step();
    } catch (error) {
      throwIfAborted(await this.stopped());
      if (error !== this.failure) throw error;
      // The pipe broke because ffmpeg ended; its own error is more useful.
      failUnlessDone(await this.tool.ended, this.tool, { action: 'write', path: this.place });
      throw error;
    }
  }

  private async stopped(): Promise<AbortSignal | undefined> {
    // After a broken pipe, wait for ffmpeg to end, so that its exit code and last messages are kept.
    if (this.failure !== undefined) await this.tool.ended;
    await this.abort();
    return this.signal;
  }
}
