import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { type FrameRange, rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { Button } from '../../ui/button.tsx';
import { framesText } from './queue-rows.ts';

interface ShotChoiceProps {
  readonly shots: readonly Shot[];
  readonly clip: Clip;
  readonly what: DeliveryForm['what'];
  /** From the in mark to the out mark. */
  readonly marked: FrameRange | undefined;
  readonly chosen: ReadonlySet<ShotId>;
  readonly onChange: (part: Partial<Pick<DeliveryForm, 'what' | 'shotIds'>>) => void;
}

const CHOICES = [{ what: 'shots', label: 'One file per shot' }, { what: 'clip', label: 'Whole clip' }, { what: 'inOut', label: 'In to out' }] as const;

/** One file per shot, the whole clip, or what lies between the marks. */
export function ShotChoice({ shots, clip, what, marked, chosen, onChange }: ShotChoiceProps): ReactNode {
  const toggle = (id: ShotId, on: boolean): void => { onChange({ shotIds: new Set(on ? [...chosen, id] : [...chosen].filter((each) => each !== id)) }); };
  return (
    <div className="form-row top-aligned"><span>What</span>
      <div className="shot-choice">
        <div className="shot-choice-head">
          <div className="segments" role="group" aria-label="What to deliver">
            {CHOICES.map((each) => <button key={each.what} type="button" aria-pressed={what === each.what} onClick={() => { onChange({ what: each.what }); }}>{each.label}</button>)}
          </div>
          {what !== 'shots' ? null : (
            <>
              <Button look="plain" onClick={() => { onChange({ shotIds: new Set(shots.map((shot) => shot.id)) }); }}>All</Button>
              <Button look="plain" disabled={chosen.size === 0} onClick={() => { onChange({ shotIds: new Set() }); }}>None</Button>
            </>
          )}
        </div>
        {what === 'inOut' && marked !== undefined ? <small data-testid="marked-range">{timecodeOf(clip, marked.first)} to {timecodeOf(clip, marked.last)}, {framesText(rangeLength(marked))}. The marks are those of the page Colour.</small> : null}
        {what !== 'shots' ? null : (
          <div className="shot-checks quiet-scroll" role="group" aria-label="Shots to deliver">
            {shots.map((shot) => <label key={shot.id}><input type="checkbox" checked={chosen.has(shot.id)} onChange={(event) => { toggle(shot.id, event.target.checked); }} />{shot.name}</label>)}
          </div>
        )}
      </div>
    </div>
  );
}
