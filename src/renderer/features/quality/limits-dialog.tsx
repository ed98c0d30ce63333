import { type ReactNode, useState } from 'react';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { LIMIT_FIELDS, LIMIT_SETS, type LimitSet, limitOf, limitText, type NumericLimit, rememberedLimits, rememberLimits, removeSet, savedSets, saveSet, setOf } from './quality-limits.ts';

type Texts = Readonly<Record<NumericLimit, string>>;

/** The most that passes without a finding, in every report that is made from then on; sets of limits by name. */
export function LimitsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { preferences } = useEditor();
  const [saved] = useState(() => rememberedLimits(preferences));
  const [own, setOwn] = useState(() => savedSets(preferences));
  const [texts, setTexts] = useState<Texts>(() => textsOf(saved));
  const [{ tags, frames }, setChecks] = useState({ tags: saved.tags, frames: saved.frames });
  const values = LIMIT_FIELDS.map(({ limit, factor }) => [limit, limitOf(texts[limit], factor)] as const);
  const limits = values.every(([, value]) => value !== undefined) ? QualityLimits.parse({ ...Object.fromEntries(values), tags, frames }) : undefined;
  const chosen = limits === undefined ? undefined : setOf(limits, [...LIMIT_SETS, ...own]);
  function save(): void {
    if (limits !== undefined) rememberLimits(preferences, limits);
    onClose();
  }
  function choose(set: LimitSet | undefined): void {
    if (set === undefined) return;
    setTexts(textsOf(set.limits));
    setChecks({ tags: set.limits.tags, frames: set.limits.frames });
  }
  return (
    <Dialog
      title="Quality limits" description="The most that passes without a finding. An empty field looks away. Reports that are made from now on use them." onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={limits === undefined} onClick={save}>Save</Button>
      </>}
    >
      <div className="form-row"><label htmlFor="limit-set">Set</label>
        <div className="with-button">
          <select id="limit-set" className="field" value={chosen?.name ?? ''} onChange={(event) => { choose([...LIMIT_SETS, ...own].find(({ name }) => name === event.target.value)); }}>
            {chosen === undefined ? <option value="">Changed</option> : null}
            {[...LIMIT_SETS, ...own].map(({ name }) => <option key={name} value={name}>{name}</option>)}
          </select>
          {own.some(({ name }) => name === chosen?.name) ? <Button look="plain" onClick={() => {
            removeSet(preferences, chosen!.name);
            setOwn(savedSets(preferences));
          }}>Delete set</Button> : null}
        </div>
      </div>
      {limits !== undefined && chosen === undefined ? <NewSet limits={limits} onSaved={() => { setOwn(savedSets(preferences)); }} /> : null}
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

/** Saves limits that are of no set under a name. */
function NewSet({ limits, onSaved }: { readonly limits: QualityLimits; readonly onSaved: () => void }): ReactNode {
  const { preferences } = useEditor();
  const [name, setName] = useState('');
  const [refused, setRefused] = useState<string>();
  function save(): void {
    if (name.trim() === '') return;
    const why = saveSet(preferences, name, limits);
    setRefused(why);
    if (why === undefined) onSaved();
  }
  return (
    <div className="form-row"><label htmlFor="limit-set-name">Save as set</label>
      <div>
        <div className="with-button">
          <input id="limit-set-name" className="field" value={name} maxLength={60} autoComplete="off" onChange={(event) => { setName(event.target.value); }} onKeyDown={(event) => { if (event.key === 'Enter') save(); }} />
          <Button disabled={name.trim() === ''} onClick={save}>Save set</Button>
        </div>
        {refused === undefined ? null : <small className="bad" role="alert">{refused}</small>}
      </div>
    </div>
  );
}

function textsOf(limits: QualityLimits): Texts {
  return Object.fromEntries(LIMIT_FIELDS.map(({ limit, factor }) => [limit, limitText(limits[limit], factor)])) as Texts;
}
