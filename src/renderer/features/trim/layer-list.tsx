import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { perform } from '../../commands/command.ts';
import { commandById } from '../../commands/commands.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import type { Layer, Layers } from '../../../shared/model/layer.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { changeLayer } from '../../editor/layer-edits.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { NameField } from '../../ui/name-field.tsx';

interface LayerListProps {
  readonly shotId: ShotId;
  readonly layers: Layers;
  readonly chosen: Layer;
}

const KEYS: Readonly<Record<string, string>> = { 'Alt+ArrowUp': 'layer.up', 'Alt+ArrowDown': 'layer.down', 'Delete': 'layer.remove', ' ': 'layer.toggle' };

/**
 * The layers of a shot, the one that is applied last at the top. Arrow keys select; with Alt they move the layer; Space turns it on or off,
 * F2 renames it, Delete removes it.
 */
export function LayerList({ shotId, layers, chosen }: LayerListProps): ReactNode {
  const editor = useEditor();
  const grid = useRef<HTMLDivElement>(null);
  const [renamed, setRenamed] = useState<Layer['id'] | undefined>(undefined);
  const rows = layers.toReversed();
  const select = (layer: Layer): void => { editor.session.setState({ selectedLayer: layer.id }); };
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (!(event.target instanceof HTMLElement) || event.target.role !== 'row') return;
    const command = KEYS[`${event.altKey ? 'Alt+' : ''}${event.key}`];
    const step = event.altKey ? undefined : { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (command === undefined && step === undefined && event.key !== 'F2' && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (command !== undefined) void perform(commandById(command), editor);
    else if (step === undefined) setRenamed(chosen.id);
    else {
      const next = rows[rows.indexOf(chosen) + step];
      if (next === undefined) return;
      select(next);
      grid.current?.querySelectorAll<HTMLElement>('[role=row]')[rows.indexOf(next)]?.focus();
    }
  }
  return (
    <div className="layer-list quiet-scroll" role="grid" aria-label="Layers of this shot" ref={grid} onKeyDown={onKeyDown}>
      {rows.map((layer) => (
        <div
          key={layer.id} className="hint-row layer-row" role="row" tabIndex={layer.id === chosen.id ? 0 : -1} aria-selected={layer.id === chosen.id} data-off={!layer.on}
          aria-label={`${layer.name}${layer.on ? '' : ', off'}`} {...contextOf('layer', layer.id)} onClick={() => { select(layer); }} onFocus={() => { select(layer); }} onDoubleClick={() => { setRenamed(layer.id); }}
        >
          <span role="gridcell" className="hint-name">
            {renamed === layer.id
              ? <NameField label="Name of the layer" name={layer.name} onEnd={(name) => {
                setRenamed(undefined);
                if (name !== undefined) changeLayer(editor, shotId, { ...layer, name });
              }} />
              : layer.name}
          </span>
          <span role="gridcell"><small>{Math.round(layer.opacity * 100)} %</small></span>
          <span role="gridcell">
            <Button
              look="plain" className="icon-button" data-on={layer.on} tabIndex={layer.id === chosen.id ? 0 : -1} aria-pressed={layer.on} aria-label={`${layer.name} on`} title={layer.on ? 'Turn layer off' : 'Turn layer on'}
              onClick={(event) => {
                event.stopPropagation();
                changeLayer(editor, shotId, { ...layer, on: !layer.on });
              }}
            >{layer.on ? symbols.visible : symbols.hidden}</Button>
          </span>
        </div>
      ))}
    </div>
  );
}
