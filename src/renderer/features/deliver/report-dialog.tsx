import { type ReactNode, useEffect, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { DeliveryReport } from '../../../shared/model/delivery-report.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { KeptLines } from './kept-lines.tsx';
import { lumaFileOf } from './luma-files.ts';
import { LumaFramesLine } from './luma-frames-line.tsx';
import { byteText, durationText } from '../jobs/job-text.ts';

/** The report of a delivery: files, luma check, and frames to review. */
export function ReportDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const jobId = useSession((session) => session.reportOf);
  const [reports, setReports] = useState<readonly DeliveryReport[] | undefined>();
  useEffect(() => {
    if (jobId === null) return undefined;
    const life = new AbortController();
    editor.connection.client().deliver.reports({ jobId }, { signal: life.signal }).then(setReports, (error: unknown) => {
      if (!life.signal.aborted) editor.report(error);
    });
    return () => { life.abort(); };
  }, [editor, jobId]);
  const copy = (): void => { navigator.clipboard.writeText(JSON.stringify({ reports }, undefined, 2)).catch(editor.report); };
  return (
    <Dialog title="Delivery report" size="wide" focus="main" onClose={onClose} footer={<><Button look="plain" onClick={copy}>Copy as JSON</Button><Button look="main" onClick={onClose}>Close</Button></>}>
      {reports === undefined ? <p className="empty-note">Reading the report…</p> : reports.length === 0 ? <p className="empty-note">This delivery left no report.</p> : (
        <div className="reports quiet-scroll" role="region" aria-label="Delivered files" tabIndex={0}>{reports.map((report) => <FileReport key={report.files.join()} report={report} onOpen={onClose} />)}</div>
      )}
    </Dialog>
  );
}

const RESULTS = { exact: 'exact', lossy: 'changed by the codec', failed: 'differs' } as const;

function FileReport({ report, onOpen }: { readonly report: DeliveryReport; readonly onOpen: () => void }): ReactNode {
  const { lumaCheck, uncolouredFrames, flicker, meanConfidence, missingFrames } = report;
  const luma = lumaFileOf(report);
  const rows: readonly (readonly [string, string])[] = [
    ['Frames', `${report.frameCount}, ${report.range.first} to ${report.range.last}`],
    ['Size', `${byteText(report.bytes)} in ${durationText(report.seconds)}, ${report.codec}, ${report.pixelFormat}`],
    ['Luma', lumaCheck === null ? 'not checked' : `${RESULTS[lumaCheck.result]}: ${lumaCheck.sentence}`],
    ['Colour', uncolouredFrames.length === 0 ? 'every frame has colour' : `${counted(uncolouredFrames.length, 'frame')} without colour: ${frameList(uncolouredFrames)}`],
    ['Confidence', meanConfidence === null ? 'not known' : `${Math.round(meanConfidence * 100)} % on average`],
    ['Gamut', `${(report.reducedShare * 100).toFixed(1)} % of the chroma samples reduced to fit`],
    ['Flicker', flicker.conspicuousFrames.length === 0 ? 'no conspicuous frames' : `look at frames ${frameList(flicker.conspicuousFrames)}`],
    ...(missingFrames === 0 ? [] : [['Missing', `${counted(missingFrames, 'frame')} that the source could not give`] as const]),
  ];
  return (
    <section aria-label={report.files.join(', ')}>
      {report.files.map((file) => <div key={file} className="path">{file}</div>)}
      <dl>{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {luma === undefined ? null : <LumaFramesLine file={luma} onOpen={onOpen} />}
      <KeptLines kept={report.kept} />
      {report.remarks.length === 0 ? null : <ul>{report.remarks.map((remark) => <li key={remark}>{remark}</li>)}</ul>}
    </section>
  );
}

const LISTED = 12;

function frameList(frames: readonly number[]): string {
  return `${frames.slice(0, LISTED).join(', ')}${frames.length > LISTED ? ` and ${frames.length - LISTED} more` : ''}`;
}
