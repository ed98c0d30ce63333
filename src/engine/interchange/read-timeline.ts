import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Rate } from '../../shared/model/frame.ts';
import { readEdl } from './edl/read-edl.ts';
import { readFcp7 } from './fcp7/read-fcp7.ts';
import { readFcpxml } from './fcpxml/read-fcpxml.ts';
import { readOtio } from './otio/read-otio.ts';
import { decodeText, MOST_BYTES } from './read-text.ts';
import type { Timeline } from './timeline.ts';
import { parseXml } from './xml/xml-tree.ts';

export interface ReadOptions {
  /** Name of the file, for messages. */
  readonly name: string;
  /** Rate of the timecode of an EDL, from the film or the user. */
  readonly rate?: Rate | undefined;
}

/**
 * Reads an edit list: CMX 3600, OpenTimelineIO, Final Cut Pro 7 XML or FCPXML, detected by content, not by name.
 * @throws AppError `input.malformed`, `input.empty`: one sentence, for any bytes
 */
export function readTimeline(bytes: Uint8Array, options: ReadOptions): Timeline {
  const { text, remark } = decodeText(bytes, options.name);
  const timeline = withBoundedNames(read(text, options));
  return remark === undefined ? timeline : { ...timeline, remarks: [remark, ...timeline.remarks] };
}

/** Longest name of a list or an event, in characters: a damaged list can have a title of a megabyte. Sentences quote less: `withShortNames`. */
const LONGEST_NAME = 200;

function withBoundedNames(timeline: Timeline): Timeline {
  return {
    ...timeline,
    name: bounded(timeline.name),
    events: timeline.events.map((event) => ({ ...event, name: bounded(event.name) })),
  };
}

/** One line. */
function bounded(name: string): string {
  if (name.length <= LONGEST_NAME && !/[\r\n]/.test(name)) return name;
  const line = name.replaceAll(/\s+/g, ' ');
  return line.length <= LONGEST_NAME ? line : `${line.slice(0, LONGEST_NAME - 1)}…`;
}

function read(text: string, options: ReadOptions): Timeline {
  const head = text.trimStart();
  if (head.startsWith('{') || head.startsWith('[')) return readOtio(text, options);
  if (!head.startsWith('<')) return readEdl(text, options);
  const root = parseXml(text, options.name);
  switch (root.name) {
    case 'xmeml': return readFcp7(root, options);
    case 'fcpxml': return readFcpxml(root, options);
    default: throw new AppError('input.malformed', `${options.name} is XML of another kind (“${root.name.slice(0, 60)}”). Final Cut Pro 7 XML and FCPXML are read.`);
  }
}

/** Reads an edit list from the disk. @throws AppError also `file.missing`, `file.unreadable` */
export async function readTimelineFile(path: string, options: { readonly rate?: Rate | undefined } = {}): Promise<Timeline> {
  const name = basename(path);
  const info = await stat(path).catch((error: unknown) => { throw new AppError('file.missing', `There is no file ${path}.`, { cause: error }); });
  if (!info.isFile()) throw new AppError('file.unreadable', `${path} is a folder, not an edit list.`);
  if (info.size > MOST_BYTES) throw new AppError('input.malformed', `${name} has ${Math.ceil(info.size / 1e6)} MB; edit lists of up to ${Math.floor(MOST_BYTES / 1e6)} MB are read.`);
  const bytes = await readFile(path).catch((error: unknown) => { throw new AppError('file.unreadable', `${path} cannot be read.`, { cause: error }); });
  return readTimeline(bytes, { name, ...options });
}
