import { type ReactNode, useEffect, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { remarksByRate } from '../../../shared/model/clip-rate.ts';
import { type ClipReport, HOW_WORDS } from '../../../shared/model/clip-report.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Properties of a clip, and which of them are assumed. */
export function ClipReportDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const [report, setReport] = useState<ClipReport | undefined>();
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().media.report({ clipId: clip.id }, { signal: life.signal }).then(setReport, (error: unknown) => { if (!life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, clip.id]);
  const remarks = remarksByRate(clip);
  const copy = (): void => { navigator.clipboard.writeText(JSON.stringify(report, undefined, 2)).catch(editor.report); };
  return (
    <Dialog
      title={`Clip report: ${clip.name}`} size="wide" focus="main" onClose={onClose}
      footer={<>{clip.source.kind === 'sequence' ? <Button look="plain" onClick={() => { editor.session.setState({ dialog: 'clipRate' }); }}>Frame rate…</Button> : null}<Button look="plain" disabled={report === undefined} onClick={copy}>Copy as JSON</Button><Button look="main" onClick={onClose}>Close</Button></>}
    >
      <div className="reports quiet-scroll" role="region" aria-label="What was understood" tabIndex={0}>
        <section aria-label={clip.name}>
          {remarks.length === 0 ? null : <ul className="clip-remarks">{remarks.map((remark) => <li key={remark}>{remark}</li>)}</ul>}
          {report === undefined ? <p className="empty-note">Reading the clip…</p> : (
            <>
              <div className="path">{report.path}</div>
              <dl>
                {report.facts.map(({ label, value, how, note }) => (
                  <div key={label} data-how={how}><dt>{label}</dt><dd>{value} <small>{[...(how === 'file' ? [] : [HOW_WORDS[how]]), ...(note === undefined ? [] : [note])].join('; ')}</small></dd></div>
                ))}
              </dl>
            </>
          )}
        </section>
      </div>
    </Dialog>
  );
}
