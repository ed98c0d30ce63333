import { type ReactNode, useState } from 'react';
import type { DeliveryEstimate, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { isImageCodec } from '../../../shared/model/delivery-codecs.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { byteText, durationText } from '../jobs/job-text.ts';
import { askToNotify } from '../jobs/notify-end.ts';
import { rememberedLimits } from '../quality/quality-limits.ts';
import { DELIVER_PREFERENCE, rememberedOf } from './delivery-form.ts';
import { NotReady } from './not-ready.tsx';

interface DeliveryFootProps {
  readonly form: DeliveryForm;
  /** Those with frames in the delivery. */
  readonly shots: readonly Shot[];
  /** Files that are written. */
  readonly count: number;
  readonly request: DeliveryRequest | undefined;
  readonly estimate: DeliveryEstimate | undefined;
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<DeliveryForm>) => void;
}

/** What the delivery will cost and lack, and the button that begins it. */
export function DeliveryFoot({ form, shots, count, request, estimate, problem, onChange }: DeliveryFootProps): ReactNode {
  const editor = useEditor();
  const [sending, setSending] = useState(false);
  const unit = isImageCodec(form.codec) ? 'folder' : 'file';

  async function deliver(): Promise<void> {
    if (request === undefined) return;
    setSending(true);
    try {
      const { jobId } = await editor.connection.client().deliver.run({ ...request, qualityLimits: rememberedLimits(editor.preferences) });
      if (form.reveal) editor.session.setState(({ revealAtEnd }) => ({ revealAtEnd: [...revealAtEnd, jobId] }));
      editor.preferences.setItem(DELIVER_PREFERENCE, JSON.stringify(rememberedOf(form)));
      await askToNotify();
    } catch (error) {
      editor.report(error);
    } finally {
      setSending(false);
    }
  }
  return (
    <div className="delivery-foot">
      {problem === undefined ? <NotReady shots={shots} uncoloured={estimate?.uncolouredFrames} /> : <div role="alert" className="bad">{problem}</div>}
      <div className="checks">
        <label className="check"><input type="checkbox" checked={form.overwrite} onChange={(event) => { onChange({ overwrite: event.target.checked }); }} />Replace existing files</label>
        <label className="check" title="Holds each file against the clip when all are written, and writes a report beside it"><input type="checkbox" checked={form.qualityReport} onChange={(event) => { onChange({ qualityReport: event.target.checked }); }} />Quality report</label>
        {shell() === undefined ? null : <label className="check"><input type="checkbox" checked={form.reveal} onChange={(event) => { onChange({ reveal: event.target.checked }); }} />Open folder when done</label>}
      </div>
      <div className="begin">
        <b data-testid="estimate">{problem !== undefined ? '' : estimate === undefined ? 'Estimating…' : `${estimate.frames.toLocaleString('en-GB')} frames, about ${durationText(estimate.seconds)}, about ${byteText(estimate.bytes)}`}</b>
        <Button look="main" disabled={request === undefined || problem !== undefined || sending} onClick={() => { void deliver(); }}>{count === 0 ? 'Deliver' : `Deliver ${count === 1 ? `1 ${unit}` : `${count} ${unit}s`}`}</Button>
      </div>
    </div>
  );
}
