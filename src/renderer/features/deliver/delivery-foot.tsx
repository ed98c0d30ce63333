import { type ReactNode, useState } from 'react';
import type { DeliveryEstimate, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { isImageCodec } from '../../../shared/model/delivery-codecs.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { askToNotify } from '../jobs/notify-end.ts';
import { rememberedLimits } from '../quality/quality-limits.ts';
import { DELIVER_PREFERENCE, rememberedOf } from './delivery-form.ts';
import { colourSizeText, estimateText } from './estimate-text.ts';
import { NotReady, useNotReady } from './not-ready.tsx';

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
  const notReady = useNotReady(shots, estimate?.uncolouredFrames);
  const unit = isImageCodec(form.codec) ? 'folder' : 'file';
  const files = count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
  const disabled = request === undefined || problem !== undefined || sending;
  // The delivery waits for the colour of its shots.
  const canPropagate = notReady.keyed.length > 0 && count > 0;

  async function deliver({ propagate }: { readonly propagate: boolean }): Promise<void> {
    if (request === undefined) return;
    setSending(true);
    try {
      const { jobId } = await editor.edits.ask((client) => client.deliver.run({ ...request, propagate, qualityLimits: rememberedLimits(editor.preferences) }), { once: 'The engine stopped before it answered. The queue shows whether the delivery has begun.' });
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
      {problem === undefined ? <NotReady {...notReady} /> : <div role="alert" className="bad">{problem}</div>}
      <div className="checks">
        <label className="check"><input type="checkbox" checked={form.overwrite} onChange={(event) => { onChange({ overwrite: event.target.checked }); }} />Replace existing files</label>
        <label className="check" title="Holds each file against the clip when all are written, and writes a report beside it"><input type="checkbox" checked={form.qualityReport} onChange={(event) => { onChange({ qualityReport: event.target.checked }); }} />Quality report</label>
        {shell() === undefined ? null : <label className="check"><input type="checkbox" checked={form.reveal} onChange={(event) => { onChange({ reveal: event.target.checked }); }} />Open folder when done</label>}
      </div>
      <div className="begin">
        <b data-testid="estimate" title={canPropagate && estimate !== undefined ? colourSizeText(estimate) : undefined}>{problem !== undefined ? '' : estimate === undefined ? 'Estimating…' : estimateText(estimate, { propagate: canPropagate })}</b>
        {canPropagate ? <Button disabled={disabled} title="Frames without colour will be gray" onClick={() => { void deliver({ propagate: false }); }}>{`Deliver ${files}`}</Button> : null}
        {canPropagate
          ? <Button look="main" disabled={disabled} title="Propagates the shots that are stale or have frames without colour, then delivers" onClick={() => { void deliver({ propagate: true }); }}>Propagate, then deliver</Button>
          : <Button look="main" disabled={disabled} onClick={() => { void deliver({ propagate: false }); }}>{count === 0 ? 'Deliver' : `Deliver ${files}`}</Button>}
      </div>
    </div>
  );
}
