import { type ReactNode, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { codecRecord } from '../../../shared/model/delivery-codecs.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { LIST_FORMATS } from '../edit-lists/list-place.ts';
import { bitsText, samplesText } from './codec-facts.ts';
import type { PresetsView } from './use-presets.ts';

/** Presets as a list, the user's own first, then the lists that can be written of the shots, and a few words on the preset that is chosen. */
export function PresetPanel({ clip, presets }: { readonly clip: Clip; readonly presets: PresetsView }): ReactNode {
  const editor = useEditor();
  const [naming, setNaming] = useState(false);
  const { groups, saved, current } = presets;
  return (
    <nav className="panel presets" aria-label="Presets">
      <h2>Presets<Button look="plain" className="icon-button" aria-label="Save preset" title="Save these settings as a preset" onClick={() => { setNaming(true); }}>{symbols.add}</Button></h2>
      <div className="quiet-scroll">
        {naming ? <div className="preset-name"><NameField label="Name of the preset" name="" onEnd={(name) => {
          setNaming(false);
          if (name !== undefined) presets.save(name);
        }} /></div> : null}
        {groups.map(({ name, presets: list }) => (
          <section key={name} aria-label={name}>
            <h3>{name}</h3>
            {list.map((preset) => (
              <div key={preset.id} className="rail-scene">
                <button type="button" className="rail-entry" aria-pressed={preset.id === current?.id} title={codecRecord(preset.codec).label} onClick={() => { presets.choose(preset); }}><span>{preset.name}</span><small>{bitsText(preset.codec, clip)}</small></button>
                {saved.includes(preset) ? <Button look="plain" aria-label={`Delete preset ${preset.name}`} title="Delete preset" onClick={() => { presets.remove(preset); }}>×</Button> : null}
              </div>
            ))}
          </section>
        ))}
        <section aria-label="Lists">
          <h3>Lists</h3>
          {LIST_FORMATS.map(({ ending, name, holds }) => <button key={ending} type="button" className="rail-entry" title={`Export the shots of “${clip.name}” as ${ending}…`} onClick={() => { editor.session.setState({ dialog: 'exportList', listEnding: ending }); }}><span>{name}…</span><small>{holds}</small></button>)}
        </section>
      </div>
      {current === undefined ? null : (
        <div className="preset-words">
          <b>{current.name}</b>
          <p>{codecRecord(current.codec).label}, {samplesText(current.codec, clip)}, {codecRecord(current.codec).extension}. {codecRecord(current.codec).use.split(' · ')[0]}.{current.naming === undefined ? '' : ` Named ${current.naming}.`}</p>
        </div>
      )}
    </nav>
  );
}
