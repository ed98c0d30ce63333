import { type ReactNode, useSyncExternalStore } from 'react';
import { commandLabel, keyText, onMac } from '../../commands/command.ts';
import { commandById } from '../../commands/commands.ts';
import { keysOf } from '../../commands/keymap.ts';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { keyframeAt, shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { Compare, OverlayId } from '../../session/session-store.ts';
import { placePicture, resultPane } from '../../session/view.ts';
import { onScreenGamut, type ScreenGamut, screenGamut } from '../../ui/screen-gamut.ts';

const COMPARES = [['result', 'Result'], ['wipe', 'Wipe'], ['sideBySide', 'Side by side'], ['original', 'Original']] as const satisfies readonly (readonly [Compare, string])[];
const OVERLAYS = [['hints', 'Hints'], ['boundaries', 'Boundaries'], ['lowConfidence', 'Confidence'], ['uncoloured', 'Uncoloured'], ['clipped', 'Clipped']] as const satisfies readonly (readonly [OverlayId, string])[];

const SCREEN_TITLES = {
  srgb: 'The picture is drawn in sRGB, and the system converts it for this screen. Colours beyond sRGB are cut to it here; deliveries keep them.',
  'display-p3': 'The picture is drawn in P3, since this screen shows it, and the system converts it for this screen. Colours beyond P3 are cut to it here; deliveries keep them.',
} as const satisfies Record<ScreenGamut, string>;

export function ViewerHead({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const { session } = editor;
  const frame = useSession((now) => now.frame);
  const compare = useSession((now) => now.compare);
  const overlays = useSession((now) => now.overlays);
  const zoom = useSession((now) => placePicture(clip.picture, resultPane(now.viewer, now.compare === 'sideBySide').size, now.view).zoom);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const isKeyframe = useDocument((document) => keyframeAt(document, clip.id, frame) !== undefined);
  const overrides = useStore(editor.keys.store, (now) => now.overrides);
  const gamut = useSyncExternalStore(onScreenGamut, screenGamut);
  const titleOf = (id: string): string => {
    const command = commandById(id);
    const [keys] = keysOf(command, overrides);
    return `${commandLabel(command, editor)}${keys === undefined ? '' : `  ${keyText(keys, onMac())}`}`;
  };
  return (
    <div className="viewer-head">
      <b title={shot?.name ?? clip.name}>{shot?.name ?? clip.name}</b>
      {shot === undefined ? null : <span className="of">frame {frame - shot.range.first + 1} of {shot.range.last - shot.range.first + 1}</span>}
      {isKeyframe ? <span className="keyframe">◆ <span>keyframe</span></span> : null}
      {shot?.status === 'approved' ? <span className="approved" title="This shot is locked. Set it back to in progress (Shift F5) to change it.">approved</span> : null}
      <div className="segments push" role="group" aria-label="Compare">
        {COMPARES.map(([id, label]) => <Segment key={id} label={label} title={id === 'result' ? 'Result with colour' : titleOf(`view.${id}`)} pressed={compare === id} onPress={() => { session.setState({ compare: id }); }} />)}
      </div>
      <div className="segments" role="group" aria-label="Overlays">
        {OVERLAYS.map(([id, label]) => <Segment key={id} overlay={id} label={label} title={titleOf(`view.${id}`)} pressed={overlays[id]} onPress={() => { session.setState({ overlays: { ...overlays, [id]: !overlays[id] } }); }} />)}
      </div>
      <span className="screen" title={SCREEN_TITLES[gamut]}>{gamut === 'srgb' ? 'sRGB' : 'P3'}</span>
      <button type="button" className="zoom" title="Zoom to fit or actual size" aria-label={`Zoom ${Math.round(zoom * 100)} %; switch between fit and actual size`} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => {
        session.setState(({ view }) => ({ view: view.kind === 'fit' ? { kind: 'free', zoom: 1 / window.devicePixelRatio, centre: [0.5, 0.5] } : { kind: 'fit' } }));
      }}>{Math.round(zoom * 100)} %</button>
    </div>
  );
}

function Segment({ overlay, label, title, pressed, onPress }: { readonly overlay?: OverlayId; readonly label: string; readonly title: string; readonly pressed: boolean; readonly onPress: () => void }): ReactNode {
  return <button type="button" data-overlay={overlay} title={title} aria-pressed={pressed} onMouseDown={(event) => { event.preventDefault(); }} onClick={onPress}>{label}</button>;
}
