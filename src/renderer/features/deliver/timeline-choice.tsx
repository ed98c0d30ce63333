import type { ReactNode } from 'react';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { LIST_FORMATS } from '../edit-lists/list-place.ts';

interface TimelineChoiceProps {
  readonly timeline: DeliveryForm['timeline'];
  readonly estimate: DeliveryEstimate | undefined;
  readonly onChange: (timeline: DeliveryForm['timeline']) => void;
}

/** A timeline that relinks to the files of the shots, written beside them: its format, and what it does not say. */
export function TimelineChoice({ timeline, estimate, onChange }: TimelineChoiceProps): ReactNode {
  const remarks = timeline === null ? [] : estimate?.timeline?.remarks ?? [];
  return (
    <div className="form-row top-aligned"><label htmlFor="deliver-timeline">Timeline</label>
      <div className="naming">
        <select id="deliver-timeline" className="field" value={timeline ?? ''} onChange={({ target }) => { onChange(FORMATS.find(({ ending }) => ending === target.value)?.ending ?? null); }}>
          <option value="">None</option>
          {FORMATS.map(({ ending, label }) => <option key={ending} value={ending}>{label}</option>)}
        </select>
        {remarks.length === 0 ? null : <small className="warn" data-testid="delivered-timeline">{remarks.join(' ')}</small>}
      </div>
    </div>
  );
}

const FORMATS = LIST_FORMATS.filter((each): each is Exclude<typeof each, { readonly ending: '.csv' }> => each.ending !== '.csv');
