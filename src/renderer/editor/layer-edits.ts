import type { ProjectDocument, Shot } from '../../shared/model/document.ts';
import type { LayerId, ShotId } from '../../shared/model/ids.ts';
import type { Layer, Layers } from '../../shared/model/layer.ts';
import { documentOf } from '../document/project-mirror.ts';
import type { Session } from '../session/session-store.ts';
import type { Editor } from './editor.ts';
import { sendLatest } from './send-latest.ts';

const NONE: Layers = [];

/** The layers of a shot as they are shown now. */
export function layersShown(shot: Pick<Shot, 'id' | 'layers'> | undefined, { liveLayers }: Pick<Session, 'liveLayers'>): Layers {
  if (shot === undefined) return NONE;
  return liveLayers?.shotId === shot.id ? liveLayers.layers : shot.layers ?? NONE;
}

/** The layer that the panel shows: the selected one, else the last. */
export function chosenLayer(layers: Layers, { selectedLayer }: Pick<Session, 'selectedLayer'>): Layer | undefined {
  return layers.find(({ id }) => id === selectedLayer) ?? layers.at(-1);
}

/**
 * Changes a layer. It is seen at once; of the changes of one gesture that come faster than they are saved only the last is sent.
 * @param gesture changes with one name are one step of the history
 */
export function changeLayer(editor: Editor, shotId: ShotId, layer: Layer, gesture: string = crypto.randomUUID()): void {
  const { session, project } = editor;
  const shot = documentOf(project.getState()).shots.find(({ id }) => id === shotId);
  session.setState((now) => ({ liveLayers: { shotId, layers: layersShown(shot, now).map((each) => (each.id === layer.id ? layer : each)) } }));
  sendLatest(editor, { kind: 'updateLayer', shotId, layer }, { gesture, preview: 'liveLayers', isThere: (document) => hasLayer(document, shotId, layer.id) });
}

function hasLayer(document: ProjectDocument, shotId: ShotId, layerId: LayerId): boolean {
  return document.shots.find(({ id }) => id === shotId)?.layers?.some(({ id }) => id === layerId) === true;
}
