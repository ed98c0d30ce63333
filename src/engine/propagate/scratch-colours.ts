import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { closeAll } from '../../shared/errors/close-all.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** Colour of one frame out of one direction. */
export interface DirectedColour {
  readonly plane: AbPlane;
  /** 0…255 stands for 0…1, one a sample. */
  readonly confidence: Uint8Array;
  /** Whether a keyframe on this side of any cut stands behind it. */
  readonly hasKey: boolean;
}

/** Results of one direction, put aside in a file until the other has been run, so that memory does not grow with a span's length. */
export interface ScratchColours {
  put(frame: number, colour: DirectedColour): Promise<void>;
  /** `undefined` when that frame was not put. */
  take(frame: number): Promise<DirectedColour | undefined>;
  close(): Promise<void>;
}

/** @throws AppError `disk.full`, `file.notWritable` */
export async function openScratchColours(size: Size): Promise<ScratchColours> {
  const directory = await writing(() => mkdtemp(path.join(tmpdir(), `tintype-scratch-${process.pid}-`)));
  const file = await writing(() => open(path.join(directory, 'colours'), 'wx+'));
  const samples = 2 * size.width * size.height;
  const recordBytes = 2 * samples + size.width * size.height;
  const positions = new Map<number, { readonly position: number; readonly hasKey: boolean }>();
  return {
    async put(frame, { plane, confidence, hasKey }) {
      const position = positions.get(frame)?.position ?? positions.size;
      const record = Buffer.alloc(recordBytes);
      record.set(new Uint8Array(plane.samples.buffer, plane.samples.byteOffset, plane.samples.byteLength));
      record.set(confidence, 2 * samples);
      await writing(() => file.write(record, 0, recordBytes, position * recordBytes));
      positions.set(frame, { position, hasKey });
    },
    async take(frame) {
      const known = positions.get(frame);
      if (known === undefined) return undefined;
      // A buffer of its own: the planes below are views of it and outlive the next read.
      const record = new Uint8Array(recordBytes);
      await file.read(record, 0, recordBytes, known.position * recordBytes);
      return { plane: { width: size.width, height: size.height, samples: new Int16Array(record.buffer, 0, samples) }, confidence: record.subarray(2 * samples), hasKey: known.hasKey };
    },
    async close() {
      await closeAll([() => file.close(), () => rm(directory, { recursive: true, force: true })]);
    },
  };
}

async function writing<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('disk.full', `The disk that holds ${tmpdir()} is full, so the first direction of the colour cannot be put aside.`, { cause: error });
    throw new AppError('file.notWritable', `The temporary folder ${tmpdir()} cannot be written to.`, { cause: error });
  }
}
