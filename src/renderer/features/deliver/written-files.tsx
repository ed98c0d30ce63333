import type { ReactNode } from 'react';
import type { Job } from '../../../shared/contract/jobs.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { deliveredFiles, deliveredResult, download, downloadUrl } from './delivered-files.ts';

interface ShowFileProps {
  readonly job: Job;
  readonly files: readonly string[];
  readonly index: number;
}

/** Shows a written file in its folder, on the desktop; a browser downloads it. */
export function ShowFile({ job, files, index }: ShowFileProps): ReactNode {
  const editor = useEditor();
  const desktop = shell();
  const url = downloadUrl(job, files, index);
  const path = files[index] ?? '';
  if (desktop !== undefined) return <Button look="plain" className="icon-button" aria-label={`Show ${path}`} title="Show the file" onClick={() => { desktop.reveal(path).catch(editor.report); }}>{symbols.folder}</Button>;
  return url === undefined ? null : <Button look="plain" className="icon-button" aria-label={`Download ${path}`} title="Download" onClick={() => { download(url); }}>{symbols.download}</Button>;
}

/** Every file of a delivery with what its check found. */
export function WrittenFiles({ job }: { readonly job: Job }): ReactNode {
  const files = deliveredFiles(job);
  const { reports = [], timeline } = deliveredResult(job) ?? {};
  const wordsOf = (path: string): string => (path === timeline?.path ? ['Timeline of the files.', ...timeline.remarks].join(' ') : reports.find((report) => report.files.includes(path))?.lumaCheck?.sentence ?? '');
  return (
    <ul className="written-files" aria-label="Files">
      {files.map((path, index) => (
        <li key={path}><span className="path">{path}</span><small>{wordsOf(path)}</small><ShowFile job={job} files={files} index={index} /></li>
      ))}
    </ul>
  );
}
