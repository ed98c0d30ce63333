import { type ReactNode, useState } from 'react';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { LIMIT_FIELDS, limitOf, limitText, type NumericLimit, rememberedLimits, rememberLimits } from './quality-limits.ts';

type Texts = Readonly<Record<NumericLimit, string>>;

/** The most that passes without a finding, in every report that is made from then on. */
export function LimitsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { preferences } = useEditor();
  const [saved] = useState(() => rememberedLimits(preferences));
  const [texts, setTexts] = useState<Texts>(() => textsOf(saved));
  const [{ tags, frames }, setChecks] = useState({ tags: saved.tags, frames: saved.frames });
  const values = LIMIT_FIELDS.map(({ limit, factor }) => [limit, limitOf(texts[limit], factor)] as const);
  const isComplete = values.every(([, value]) => value !== undefined);
  function save(): void {
    rememberLimits(preferences, QualityLimits.parse({ ...Object.fromEntries(values), tags, frames }));
    onClose();
  }
  function reset(): void {
    const usual = QualityLimits.parse({});
    setTexts(textsOf(usual));
    setChecks({ tags: usual.tags, frames: usual.frames });
  }
  return (
    <Dialog
      title="Quality limits" description="The most that passes without a finding. An empty field looks away. Reports that are made from now on use them." onClose={onClose}
      footer={<>
        <Button look="plain" onClick={reset}>Usual limits</Button>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={!isComplete} onClick={save}>Save</Button>
      </>}
    >
      {LIMIT_FIELDS.map(({ limit, label, unit, factor }) => (
        <div key={limit} className="form-row limit-row"><label htmlFor={`limit-${limit}`}>{label}</label>
          <input id={`limit-${limit}`} className="field" inputMode="decimal" placeholder="not looked for" value={texts[limit]} aria-describedby={`limit-${limit}-unit`} aria-invalid={limitOf(texts[limit], factor) === undefined}
            onChange={(event) => { setTexts((now) => ({ ...now, [limit]: event.target.value })); }} />
          <small id={`limit-${limit}-unit`}>{unit}</small>
        </div>
      ))}
      <div className="form-row"><span />
        <div className="checks">
          <label className="check"><input type="checkbox" checked={tags} onChange={(event) => { setChecks((now) => ({ ...now, tags: event.target.checked })); }} />Tags as in the source</label>
          <label className="check"><input type="checkbox" checked={frames} onChange={(event) => { setChecks((now) => ({ ...now, frames: event.target.checked })); }} />Dropped and doubled frames</label>
        </div>
      </div>
    </Dialog>
  );
}

function textsOf(limits: QualityLimits): Texts {
  return Object.fromEntries(LIMIT_FIELDS.map(({ limit, factor }) => [limit, limitText(limits[limit], factor)])) as Texts;
}
