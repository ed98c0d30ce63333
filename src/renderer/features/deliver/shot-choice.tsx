import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { type FrameRange, rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { Button } from '../../ui/button.tsx';
import { chosenIds, isOfShots, sequenceOfForm, withChosen, withSequence } from './delivery-form.ts';
import { framesText } from './queue-rows.ts';
import { sequenceText } from './sequence-text.ts';

interface ShotChoiceProps {
  readonly form: DeliveryForm;
  readonly clip: Clip;
  readonly document: ProjectDocument;
  /** Those that are offered. */
  readonly shots: readonly Shot[];
  /** From the in mark to the out mark. */
  readonly marked: FrameRange | undefined;
  readonly onChange: (part: Partial<DeliveryForm>) => void;
}

const CHOICES = [{ what: 'shots', label: 'One file per shot' }, { what: 'clip', label: 'Whole clip' }, { what: 'inOut', label: 'In to out' }] as const;

/** One file per shot, the whole clip, what lies between the marks, or the shots of a sequence. */
export function ShotChoice({ form, clip, document, shots, marked, onChange }: ShotChoiceProps): ReactNode {
  const { what } = form;
  const chosen = chosenIds(form);
  const choose = (ids: Iterable<ShotId>): void => { onChange(withChosen(form, new Set(ids))); };
  const sequence = sequenceOfForm(form, document);
  return (
    <div className="form-row top-aligned"><span>What</span>
      <div className="shot-choice">
        <div className="shot-choice-head">
          <div className="segments" role="group" aria-label="What to deliver">
            {CHOICES.map((each) => <button key={each.what} type="button" aria-pressed={what === each.what} onClick={() => { onChange({ what: each.what }); }}>{each.label}</button>)}
            <SequenceButton form={form} document={document} onChange={onChange} />
          </div>
          {!isOfShots(form) ? null : (
            <>
              <Button look="plain" onClick={() => { choose(shots.map((shot) => shot.id)); }}>All</Button>
              <Button look="plain" disabled={chosen.size === 0} onClick={() => { choose([]); }}>None</Button>
            </>
          )}
        </div>
        {sequence === undefined ? null : (
          <div className="sequence-choice">
            {document.sequences.length < 2 ? null : (
              <select className="field" aria-label="Sequence" value={sequence.id} onChange={({ target }) => {
                const other = document.sequences.find(({ id }) => id === target.value);
                if (other !== undefined) onChange(withSequence(other, document));
              }}>
                {document.sequences.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
              </select>
            )}
            <small data-testid="sequence-shots">{sequenceText(sequence, shots)}</small>
          </div>
        )}
        {what === 'inOut' && marked !== undefined ? <small data-testid="marked-range">{timecodeOf(clip, marked.first)} to {timecodeOf(clip, marked.last)}, {framesText(rangeLength(marked))}. The marks are those of the page Colour.</small> : null}
        {!isOfShots(form) ? null : (
          <div className="shot-checks quiet-scroll" role="group" aria-label="Shots to deliver">
            {shots.map((shot) => <label key={shot.id}><input type="checkbox" checked={chosen.has(shot.id)} onChange={({ target }) => { choose(target.checked ? [...chosen, shot.id] : [...chosen].filter((id) => id !== shot.id)); }} />{shot.name}</label>)}
          </div>
        )}
      </div>
    </div>
  );
}

/** Chooses the sequence that was chosen last, or the first one; nothing where the project has none. */
function SequenceButton({ form: { what, sequence }, document, onChange }: Pick<ShotChoiceProps, 'form' | 'document' | 'onChange'>): ReactNode {
  const { sequences } = document;
  const last = sequences.find(({ id }) => id === sequence?.id) ?? sequences[0];
  if (last === undefined) return null;
  const choose = (): void => { onChange(last.id === sequence?.id ? { what: 'sequence' } : withSequence(last, document)); };
  return <button type="button" className="of-sequence" aria-pressed={what === 'sequence'} title={`The shots that “${last.name}” uses, of all clips`} onClick={choose}>{sequences.length === 1 ? `Sequence ${last.name}` : 'Sequence'}</button>;
}
