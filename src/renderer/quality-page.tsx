import { type ReactNode, useMemo } from 'react';
import type { Clip } from '../shared/model/clip.ts';
import { isUnderWay } from './document/jobs-mirror.ts';
import { useDocument, useJobs, useSession } from './editor/editor-context.ts';
import { findingRows } from '../shared/finding-rows.ts';
import { jobText } from './features/jobs/job-text.ts';
import { FindingsPanel } from './features/quality/findings-panel.tsx';
import { QualityLanes } from './features/quality/quality-lanes.tsx';
import { ReportPanel } from './features/quality/report-panel.tsx';
import { useReports } from './features/quality/use-reports.ts';
import { ViewerPanel } from './features/viewer/viewer-panel.tsx';
import { CommandButton } from './ui/button.tsx';

/**
 * The page of quality control: shots of a report on the left, the picture in the middle with figures along its frames below, findings on the right. All
 * follow the playhead.
 */
export function QualityPage({ clip }: { readonly clip: Clip }): ReactNode {
  const entries = useReports(clip);
  const quality = useSession((session) => session.quality);
  const acceptances = useDocument((document) => document.acceptances);
  const rows = useMemo(() => (quality === null ? [] : findingRows(quality, acceptances.filter(({ clipId }) => clipId === clip.id))), [quality, acceptances, clip.id]);
  if (entries?.length === 0) return <NoReport />;
  if (entries === undefined || quality === null) return <div className="start" />;
  return (
    <div className="quality-page">
      <ReportPanel clip={clip} entries={entries} quality={quality} rows={rows} />
      <ViewerPanel clip={clip} />
      <QualityLanes quality={quality} rows={rows} />
      <FindingsPanel clip={clip} quality={quality} rows={rows} />
    </div>
  );
}

function NoReport(): ReactNode {
  // Of which clip is not known of a job; its file is named.
  const making = useJobs().find((job) => job.kind === 'quality' && isUnderWay(job));
  return (
    <div className="start"><div>
      <h1>{making === undefined ? 'No quality report of this clip yet' : 'A quality report is being made'}</h1>
      {making === undefined ? null : <p>{jobText(making)}</p>}
      <p>A report holds a delivered file against its clip, frame by frame: flicker, uncoloured areas, gamut, hints, luma, sound and tags. It is made after a delivery with <i>Quality report</i>, or of a file that you choose.</p>
      <div className="choices"><CommandButton id="deliver.open" look="main" /><CommandButton id="quality.check" look="raised" /></div>
    </div></div>
  );
}
