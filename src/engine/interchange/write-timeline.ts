import { extname } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { assertNever } from '../../shared/errors/assert-never.ts';
import { writeEdl } from './edl/write-edl.ts';
import { writeFcp7 } from './fcp7/write-fcp7.ts';
import { writeFcpxml } from './fcpxml/write-fcpxml.ts';
import { writeOtio } from './otio/write-otio.ts';
import type { Timeline } from './timeline.ts';
import type { WriteOptions, WrittenTimeline } from './written-timeline.ts';

export type TimelineFormat = 'edl' | 'otio' | 'fcp7' | 'fcpxml';

/** The format of a file name's extension. @throws AppError `output.name` for any other */
export function formatOfName(path: string): TimelineFormat {
  switch (extname(path).toLowerCase()) {
    case '.edl': return 'edl';
    case '.otio': return 'otio';
    case '.xml': return 'fcp7';
    case '.fcpxml': return 'fcpxml';
    default: throw new AppError('output.name', `“${path}” does not say which edit list to write: name it .edl, .otio, .xml (Final Cut Pro 7) or .fcpxml.`);
  }
}

/** The text of a timeline in a format. */
export function writeTimeline(timeline: Timeline, format: TimelineFormat, options: WriteOptions = {}): WrittenTimeline {
  switch (format) {
    case 'edl': return writeEdl(timeline);
    case 'otio': return writeOtio(timeline);
    case 'fcp7': return writeFcp7(timeline, options);
    case 'fcpxml': return writeFcpxml(timeline, options);
    default: return assertNever(format);
  }
}
