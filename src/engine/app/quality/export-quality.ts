import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { csvText } from '../../../shared/csv-text.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { FINDING_NAMES, findingRows, type FindingRow } from '../../../shared/finding-rows.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { writeOutput } from '../../artefacts/index.ts';
import { framesCsv } from '../../quality/index.ts';
import type { App } from '../app.ts';
import { projectFiles, protectedFiles } from '../deliver/delivery-files.ts';
import { figuresOf, readReport } from './quality-reports.ts';

interface ExportRequest {
  readonly id: string;
  readonly clipId: ClipId;
  readonly what: 'findings' | 'frames';
  readonly path: string;
  readonly overwrite: boolean;
}

const FINDING_COLUMNS = ['finding', 'first frame', 'last frame', 'first source frame', 'last source frame', 'value', 'limit', 'sentence', 'accepted', 'note'];

/**
 * Writes a kept report as CSV. @returns the file, and its lines below the heading
 * @throws AppError `output.name` for another ending, `file.missing` when the report is not kept any more, `output.*`, `file.exists`, `disk.full`
 */
export async function exportQuality(app: App, { id, clipId, what, path, overwrite }: ExportRequest): Promise<{ path: string; lines: number }> {
  const place = resolve(path);
  if (extname(place).toLowerCase() !== '.csv') throw new AppError('output.name', `“${path}” does not end with .csv.`);
  const { entry, report } = await readReport(app.services.directories.data, id);
  const document = app.document();
  const rows = findingRows({ report, figures: figuresOf(report.frames) }, document.acceptances.filter((each) => each.clipId === clipId));
  const text = what === 'frames' ? framesCsv(report) : csvText([FINDING_COLUMNS, ...rows.map(findingLine)]);
  const sources = [...protectedFiles({ document, protect: projectFiles(app.current()?.path) }), entry.delivered];
  await writeOutput(place, { kind: 'file', endings: ['.csv'], overwrite, sources }, (scratch) => writeFile(scratch, text));
  return { path: place, lines: what === 'frames' ? report.frames.length : rows.length };
}

function findingLine({ finding: { kind, frames: delivered, value, limit, sentence }, frames, accepted }: FindingRow): readonly (string | number | undefined)[] {
  return [FINDING_NAMES[kind], delivered?.first, delivered?.last, frames?.first, frames?.last, value, limit, sentence, accepted === undefined ? 'no' : 'yes', accepted?.note];
}
