import { counted } from '../../shared/counted.ts';
import type { Shot } from '../../shared/model/document.ts';
import { type Layer, type Layers, neutralLayer } from '../../shared/model/layer.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { changeLayer, chosenLayer, layersShown } from '../editor/layer-edits.ts';
import { panelShown } from '../session/dock.ts';
import { showDone } from '../ui/notify.ts';
import type { Command } from './command.ts';
import { allOf, canChangeShot, type Condition, hasShot, needs } from './conditions.ts';

interface Here {
  readonly shot: Shot;
  readonly layers: Layers;
  readonly layer: Layer;
  /** Place of the layer; the last one is applied last. */
  readonly at: number;
}

/** The shot under the playhead and its selected layer. */
function here(editor: Editor): Here | undefined {
  const shot = currentShot(editor);
  const layers = layersShown(shot, editor.session.getState());
  const layer = chosenLayer(layers, editor.session.getState());
  return shot === undefined || layer === undefined ? undefined : { shot, layers, layer, at: layers.indexOf(layer) };
}

/** “Layer 2” where there is one layer. */
export function nextLayerName(layers: Layers): string {
  const taken = new Set(layers.map(({ name }) => name));
  for (let number = layers.length + 1; ; number++) if (!taken.has(`Layer ${number}`)) return `Layer ${number}`;
}

async function addLayer(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  if (shot === undefined) return;
  const layer = neutralLayer(nextLayerName(shot.layers ?? []));
  editor.session.setState({ selectedLayer: layer.id, ...panelShown('trim') });
  await editor.edits.apply({ kind: 'addLayer', shotId: shot.id, layer });
}

async function removeLayer(editor: Editor): Promise<void> {
  const found = here(editor);
  if (found === undefined) return;
  const { shot, layers, layer, at } = found;
  editor.session.setState({ selectedLayer: (layers[at - 1] ?? layers[at + 1])?.id ?? null });
  await editor.edits.apply({ kind: 'removeLayer', shotId: shot.id, layerId: layer.id });
}

function moveLayer(by: 1 | -1): (editor: Editor) => Promise<void> {
  return async (editor) => {
    const found = here(editor);
    if (found === undefined || found.layers[found.at + by] === undefined) return;
    editor.session.setState({ selectedLayer: found.layer.id });
    await editor.edits.apply({ kind: 'moveLayer', shotId: found.shot.id, layerId: found.layer.id, to: found.at + by });
  };
}

function toggleLayer(editor: Editor): void {
  const found = here(editor);
  if (found !== undefined) changeLayer(editor, found.shot.id, { ...found.layer, on: !found.layer.on });
}

/** The selected shots get the layers of the one under the playhead. */
async function copyLayers(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  const shotIds = [...editor.session.getState().selectedShots].filter((id) => id !== shot?.id);
  if (shot === undefined || shotIds.length === 0) return;
  await editor.edits.apply({ kind: 'setLayers', shotIds, layers: [...shot.layers ?? []] });
  const isLimited = shot.layers?.some(({ mask }) => mask !== undefined) === true;
  showDone(`Copied the layers of “${shot.name}” to ${counted(shotIds.length, 'shot')}${isLimited ? ', without those that a mask limits' : ''}.`, []);
}

const hasLayer = allOf(canChangeShot, needs('This shot has no layer.', (editor) => here(editor) !== undefined));
const canMove = (by: 1 | -1): Condition => allOf(hasLayer, needs(`No layer is ${by === 1 ? 'above' : 'below'} this one.`, (editor) => {
  const found = here(editor);
  return found?.layers[found.at + by] !== undefined;
}));

export const layerCommands: readonly Command[] = [
  { id: 'layer.add', group: 'Colour', label: 'Add layer', keys: ['Shift+KeyN'], enabled: canChangeShot, run: addLayer },
  { id: 'layer.toggle', group: 'Colour', label: (editor) => (here(editor)?.layer.on === false ? 'Turn layer on' : 'Turn layer off'), keys: ['$mod+Shift+KeyL'], enabled: hasLayer, run: toggleLayer },
  { id: 'layer.up', group: 'Colour', label: 'Move layer up', enabled: canMove(1), run: moveLayer(1) },
  { id: 'layer.down', group: 'Colour', label: 'Move layer down', enabled: canMove(-1), run: moveLayer(-1) },
  { id: 'layer.remove', group: 'Colour', label: 'Delete layer', enabled: hasLayer, run: removeLayer },
  { id: 'layer.copyToShots', group: 'Colour', label: 'Copy layers to selected shots', enabled: allOf(canChangeShot, needs('Select other shots first, in the list or on the Shots page.', (editor) => [...editor.session.getState().selectedShots].some((id) => id !== currentShot(editor)?.id))), run: copyLayers },
  { id: 'layer.bypass', group: 'View', label: ({ session }) => (session.getState().bypassLayers ? 'View with layers' : 'View without layers'), keys: ['Shift+KeyD'], enabled: hasShot, run: ({ session }) => session.setState(({ bypassLayers }) => ({ bypassLayers: !bypassLayers })) },
];
