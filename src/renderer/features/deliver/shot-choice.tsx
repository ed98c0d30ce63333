import type { ReactNode } from 'react';
import type { Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { Button } from '../../ui/button.tsx';

interface ShotChoiceProps {
  readonly shots: readonly Shot[];
  readonly whole: boolean;
  readonly chosen: ReadonlySet<ShotId>;
  readonly onChange: (part: { readonly whole?: boolean; readonly shotIds?: ReadonlySet<ShotId> }) => void;
}

/** One file per shot, or the whole clip. */
export function ShotChoice({ shots, whole, chosen, onChange }: ShotChoiceProps): ReactNode {
  const toggle = (id: ShotId, on: boolean): void => { onChange({ shotIds: new Set(on ? [...chosen, id] : [...chosen].filter((each) => each !== id)) }); };
  return (
    <div className="form-row top-aligned"><span>What</span>
      <div className="shot-choice">
        <div className="shot-choice-head">
          <div className="segments" role="group" aria-label="What to deliver">
            <button type="button" aria-pressed={!whole} onClick={() => { onChange({ whole: false }); }}>One file per shot</button>
            <button type="button" aria-pressed={whole} onClick={() => { onChange({ whole: true }); }}>Whole clip</button>
          </div>
          {whole ? null : (
            <>
              <Button look="plain" onClick={() => { onChange({ shotIds: new Set(shots.map((shot) => shot.id)) }); }}>All</Button>
              <Button look="plain" disabled={chosen.size === 0} onClick={() => { onChange({ shotIds: new Set() }); }}>None</Button>
            </>
          )}
        </div>
        {whole ? null : (
          <div className="shot-checks quiet-scroll" role="group" aria-label="Shots to deliver">
            {shots.map((shot) => <label key={shot.id}><input type="checkbox" checked={chosen.has(shot.id)} onChange={(event) => { toggle(shot.id, event.target.checked); }} />{shot.name}</label>)}
          </div>
        )}
      </div>
    </div>
  );
}
