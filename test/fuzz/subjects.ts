import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText, conform, layOver, placeReferenceFrames, readTimeline, timelineOfShots, type TimelineFormat, writeTimeline } from '../../src/engine/interchange/index.ts';
import { sampleClip, sampleShots } from '../../src/engine/project/testing/sample-project.ts';
import { AppError } from '../../src/shared/errors/app-error.ts';
import { parseJsonInput } from '../../src/shared/errors/parse.ts';
import { HintsFile, KeysFile } from '../../src/shared/model/hint.ts';

/** A file to damage, and the function that reads it. */
export interface Subject {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Reads and uses the file as the program does. @throws AppError when the file is refused */
  readonly take: (bytes: Uint8Array) => void;
}

const clip = { ...sampleClip('film', 400), reelName: 'A001' };
const FORMATS = ['edl', 'otio', 'fcp7', 'fcpxml'] as const satisfies readonly TimelineFormat[];

/** Reads an edit list, conforms it to a clip and writes it in every format. */
function takeList(bytes: Uint8Array): void {
  const timeline = readTimeline(bytes, { name: 'cuts' });
  layOver(timeline, clip);
  layOver(timeline, clip, { kind: 'frame', frame: 7 });
  conform(timeline, [clip], { handles: 12 });
  for (const format of FORMATS) writeTimeline(timeline, format);
}

function takeKeys(bytes: Uint8Array): void {
  parseJsonInput(KeysFile, decodeText(bytes, 'keys.json').text, 'keys.json');
}

function takeHints(bytes: Uint8Array): void {
  parseJsonInput(HintsFile, decodeText(bytes, 'hints.json').text, 'hints.json');
}

/** Longest file name of common file systems, bytes. */
const LONGEST_NAME = 200;

/** Names of images, one a line. */
function takeNames(bytes: Uint8Array): void {
  const { misfits } = placeReferenceFrames(new TextDecoder().decode(bytes).split('\n').map((line) => line.slice(0, LONGEST_NAME)).map((name) => ({ name, path: `/frames/${name}` })), clip);
  if (misfits[0] !== undefined) throw new AppError(misfits[0].code, misfits[0].why);
}

const HINTS = [
  { kind: 'point', at: [0.48, 0.72], radius: 0.008, colour: '#b8242f' }, { kind: 'stroke', path: [[0.4, 0.28], [0.6, 0.28]], radius: 0.006, ab: [42, 30] },
  { kind: 'boundary', path: [[0.44, 0.41], [0.48, 0.18]] }, { kind: 'auto', at: [0.1, 0.05], radius: 0.02 },
];

/** One file of each kind that Tintype writes or documents. */
export function ownSubjects(): readonly Subject[] {
  const timeline = timelineOfShots(clip, sampleShots(clip, [0, 40, 90, 200, 310]), { name: 'Reel 1' });
  const names = ['harbour_000012.png', '01.00.03.12.tif', 'f-120_v2.png', 'f-120.mask.png', 'notes.txt'].join('\n');
  return [
    ...FORMATS.map((format): Subject => ({ name: format, bytes: Buffer.from(writeTimeline(timeline, format).text), take: takeList })),
    { name: 'KEYS.json', bytes: Buffer.from(JSON.stringify({ keyframes: [{ frame: 12, hints: HINTS }, { frame: 80, image: 'a.png' }] })), take: takeKeys },
    { name: 'HINTS.json', bytes: Buffer.from(JSON.stringify({ hints: HINTS })), take: takeHints },
    { name: 'names of images', bytes: Buffer.from(names), take: takeNames },
  ];
}

/** Edit lists of other programs, where the test material exists. */
export function foreignSubjects(folder: string): readonly Subject[] {
  return readdirSync(folder).filter((name) => /\.(edl|otio|xml|fcpxml)$/.test(name)).map((name) => ({ name, bytes: readFileSync(join(folder, name)), take: takeList }));
}

/** The message with which a file is refused; `undefined` when it is accepted. @throws any other error, which is a fault of the program */
export function refusal(subject: Subject, bytes: Uint8Array): string | undefined {
  try {
    subject.take(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.message;
  }
}
