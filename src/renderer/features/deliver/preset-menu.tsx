import { type ReactNode, useState } from 'react';
import { Button, CommandButton } from '../../ui/button.tsx';
import { NameField } from '../../ui/name-field.tsx';
import type { PresetsView } from './use-presets.ts';

/** Says that the form is no longer what its preset says, and takes that back. */
export function ChangedFromPreset({ presets: { current, changed, choose } }: { readonly presets: PresetsView }): ReactNode {
  if (current === undefined || !changed) return null;
  return <span className="changed">changed<span className="visually-hidden"> from the preset</span><Button look="plain" onClick={() => { choose(current); }}>Reset</Button></span>;
}

/** Presets in a narrow window: a menu above the form. */
export function PresetMenu({ presets }: { readonly presets: PresetsView }): ReactNode {
  const [naming, setNaming] = useState(false);
  const { groups, saved, current } = presets;
  const own = saved.find(({ id }) => id === current?.id);
  return (
    <div className="preset-menu">
      {naming ? <NameField label="Name of the preset" name="" onEnd={(name) => {
        setNaming(false);
        if (name !== undefined) presets.save(name);
      }} /> : (
        <select className="field" aria-label="Preset" value={current?.id ?? ''} onChange={({ target }) => {
          const chosen = groups.flatMap(({ presets: list }) => list).find(({ id }) => id === target.value);
          if (chosen !== undefined) presets.choose(chosen);
        }}>
          {current === undefined ? <option value="">No preset</option> : null}
          {groups.map(({ name, presets: list }) => <optgroup key={name} label={name}>{list.map((preset) => <option key={preset.id} value={preset.id}>{preset.name}</option>)}</optgroup>)}
        </select>
      )}
      <ChangedFromPreset presets={presets} />
      <Button onClick={() => { setNaming(true); }}>Save preset</Button>
      <CommandButton id="file.exportList" look="raised">List…</CommandButton>
      {own === undefined ? null : <Button aria-label={`Delete preset ${own.name}`} onClick={() => { presets.remove(own); }}>Delete</Button>}
    </div>
  );
}
