import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import type { StillId } from '../../../shared/model/ids.ts';
import type { Layer, Layers, LayerShare, StillMatch } from '../../../shared/model/layer.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { limits } from '../../../shared/model/shot-mix.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { changeLayer, chosenLayer, layersShown } from '../../editor/layer-edits.ts';
import { CommandButton } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { PERCENT, SliderRow } from '../../ui/slider-row.tsx';
import { LayerList } from './layer-list.tsx';
import { LAYER_VALUES, type LayerValue } from './layer-values.ts';
import { RollOffCurve } from './roll-off-curve.tsx';
import { VersionRow } from './version-row.tsx';
import { matchWithStill } from './still-statistics.ts';

/** Layers over the colour of the shot under the playhead. */
export function TrimPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const frame = useSession((session) => session.frame);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const liveLayers = useSession((session) => session.liveLayers);
  const selectedLayer = useSession((session) => session.selectedLayer);
  const bypassed = useSession((session) => session.bypassLayers);
  const layers = layersShown(shot, { liveLayers });
  const chosen = chosenLayer(layers, { selectedLayer });
  return (
    <section className="panel trim" aria-label="Shot trim">
      <h2>Shot trim <span>
        {bypassed ? 'not shown' : null}
        <CommandButton id="layer.bypass" pressed={bypassed}>{bypassed ? symbols.hidden : symbols.visible}</CommandButton>
        <CommandButton id="layer.add">{symbols.add}</CommandButton>
      </span></h2>
      {shot === undefined ? <span /> : <VersionRow shot={shot} />}
      {shot === undefined || chosen === undefined
        ? <p className="empty-note">No layers. A layer changes saturation, hue and warmth of the whole shot; its colour stays as it was propagated.</p>
        : (
          <div className="trim-body quiet-scroll">
            <LayerList shotId={shot.id} layers={layers} chosen={chosen} />
            <div className="hint-actions" role="toolbar" aria-label="Selected layer">
              <CommandButton id="layer.up">Up</CommandButton>
              <CommandButton id="layer.down">Down</CommandButton>
              <CommandButton id="layer.copyToShots">To shots</CommandButton>
              <CommandButton id="layer.remove">Delete</CommandButton>
            </div>
            <LayerDetail key={chosen.id} shot={shot} layers={layers} layer={chosen} />
          </div>
        )}
    </section>
  );
}

interface DetailProps {
  readonly shot: Shot;
  readonly layers: Layers;
  readonly layer: Layer;
}

/** Values of a layer. Each gesture is one step of the history. */
function LayerDetail({ shot, layers, layer }: DetailProps): ReactNode {
  const editor = useEditor();
  const frame = useSession((session) => session.frame);
  const change = (next: Layer, gesture?: string): void => { changeLayer(editor, shot.id, next, gesture); };
  const row = ({ of, set, ...value }: LayerValue): ReactNode => <SliderRow key={value.label} {...value} value={of(layer)} onSlide={(next, gesture) => { change(set(layer, next), gesture); }} onSet={(next) => { change(set(layer, next)); }} />;
  return (
    <div className="hint-detail" role="group" aria-label={layer.name}>
      <LimitRow shot={shot} layer={layer} onChange={change} />
      {LAYER_VALUES.slice(0, -1).map(row)}
      <RollOffCurve rollOff={layer.rollOff} />
      {LAYER_VALUES.slice(-1).map(row)}
      <StillRows layer={layer} beneath={[{ layers: layers.slice(0, layers.indexOf(layer)), weight: 1, ...limits({ layers, masks: shot.masks }, frame) }]} onChange={change} />
    </div>
  );
}

/** The mask that limits the layer. */
function LimitRow({ shot: { masks = [] }, layer, onChange }: Pick<DetailProps, 'shot' | 'layer'> & { readonly onChange: (layer: Layer) => void }): ReactNode {
  const { mask, ...whole } = layer;
  if (masks.length === 0) return null;
  return (
    <label className="influence-row still-row" title="Where the layer changes the picture">
      <span data-changed={mask !== undefined}>Mask</span>
      <select
        className="field" aria-label="Mask of the layer" value={mask ?? ''}
        onChange={(event) => {
          const chosen = masks.find(({ id }) => id === event.target.value);
          onChange(chosen === undefined ? whole : { ...whole, mask: chosen.id });
        }}
      >
        <option value="">Whole picture</option>
        {masks.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

interface StillRowsProps {
  readonly layer: Layer;
  readonly beneath: readonly LayerShare[];
  readonly onChange: (layer: Layer, gesture?: string) => void;
}

/** The still that the shot's colours are moved towards, and how far. */
function StillRows({ layer, beneath, onChange }: StillRowsProps): ReactNode {
  const editor = useEditor();
  const stills = useDocument((document) => document.stills);
  const hasColour = useStore(editor.shown, ({ ready }) => ready?.plane !== undefined);
  const { still } = layer;
  const coloured = stills.filter(({ plane }) => plane !== undefined);
  const withStill = (match: StillMatch | undefined): Layer => {
    const { still: _old, ...rest } = layer;
    return match === undefined ? rest : { ...rest, still: match };
  };
  async function choose(id: StillId | undefined): Promise<void> {
    const chosen = coloured.find((each) => each.id === id);
    if (chosen === undefined) onChange(withStill(undefined));
    else {
      const match = await matchWithStill(editor, chosen, beneath);
      if (match !== undefined) onChange(withStill(match));
    }
  }
  const isGone = still !== undefined && !coloured.some(({ id }) => id === still.stillId);
  return (
    <>
      <label className="influence-row still-row" title="Moves mean and spread of the shot's colours to those of a still, measured on the frame shown">
        <span data-changed={still !== undefined}>Still</span>
        <select
          className="field" aria-label="Still to match" value={still?.stillId ?? ''} disabled={!isGone && coloured.length === 0 && still === undefined}
          onChange={(event) => { choose(coloured.find(({ id }) => id === event.target.value)?.id).catch(editor.report); }}
        >
          <option value="">{coloured.length === 0 && still === undefined ? 'No coloured still to match' : 'None'}</option>
          {isGone ? <option value={still.stillId}>{still.name} (removed)</option> : null}
          {coloured.map(({ id, name, frame }) => <option key={id} value={id} disabled={!hasColour}>{name}, frame {frame}</option>)}
        </select>
      </label>
      {still === undefined ? null : (
        <SliderRow
          label="Match" title="How far the colours are moved to those of the still" fieldLabel="Match in percent" min={0} max={1} step={0.01} initial={1} figure={PERCENT} value={still.amount}
          onSlide={(amount, gesture) => { onChange(withStill({ ...still, amount }), gesture); }} onSet={(amount) => { onChange(withStill({ ...still, amount })); }}
        />
      )}
    </>
  );
}
