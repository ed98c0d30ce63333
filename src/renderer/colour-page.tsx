import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import type { Clip } from '../shared/model/clip.ts';
import { SequencePanel } from './features/sequences/sequence-panel.tsx';
import { keyframeAt, shotAt, documentOf } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { PalettePanel } from './features/palette/palette-panel.tsx';
import { setKeyframeReference, setShotReference } from './features/references/set-reference.ts';
import { usePictureDrop } from './features/references/picture-drop.ts';
import { ScopesPanel } from './features/scopes/scopes-panel.tsx';
import { useLowWindow } from './features/scopes/use-low-window.ts';
import { ShotsPanel } from './features/shots/shots-panel.tsx';
import { StillsPanel } from './features/stills/stills-panel.tsx';
import { Timeline } from './features/timeline/timeline.tsx';
import { ViewerPanel } from './features/viewer/viewer-panel.tsx';
import { useMedia } from './ui/use-media.ts';

/** Width in CSS px below which the viewer's controls do not fit. */
const VIEWER_LEAST_PX = 560;
/** Width in CSS px below which the bin is hidden; shots are then chosen on the timeline. */
const NARROW = '(max-width: 1119px)';
/** Height in CSS px below which the picture gets all height that the other parts leave. */
const LOW = '(max-height: 799px)';

/**
 * The page of an open clip: shots, stills and references on the left, viewer in the middle, colour on the right, timeline below. Panel
 * sizes are kept in the preferences.
 */
export function ColourPage({ clip }: { readonly clip: Clip }): ReactNode {
  const { preferences: storage } = useEditor();
  const [isNarrow, isLow] = [useMedia(NARROW), useMedia(LOW)];
  const rowsId = isLow ? 'tintype-rows-low' : 'tintype-rows';
  const columnsId = isNarrow ? 'tintype-columns-narrow' : 'tintype-columns';
  const sequenceId = useSession((session) => session.sequenceId);
  const sequence = useDocument((document) => document.sequences.find(({ id }) => id === sequenceId));
  const rows = useDefaultLayout({ id: rowsId, storage });
  const columns = useDefaultLayout({ id: columnsId, storage });
  const left = useDefaultLayout({ id: 'tintype-left', storage });
  const showScopes = useSession((session) => session.showScopes);
  // In a low window the scopes do not fit under the colour panel, so they are shown beside the timeline.
  const scopesBelow = useLowWindow() && showScopes;
  return (
    <Group key={rowsId} id={rowsId} className="work-area" orientation="vertical" {...rows}>
      <Panel id="upper" minSize={isLow ? 240 : 300}>
        <Group key={columnsId} id={columnsId} orientation="horizontal" style={{ height: '100%' }} {...columns}>
          {isNarrow ? null : <Panel id="left" defaultSize={216} minSize={200} maxSize={420} groupResizeBehavior="preserve-pixel-size">
            <Group id="tintype-left" orientation="vertical" style={{ height: '100%' }} {...left}>
              <Panel id="shots" minSize={150}><ShotsPanel clip={clip} /></Panel>
              <Separator className="separator flat" aria-label="Height of the stills" />
              <Panel id="stills" defaultSize={168} minSize={72} groupResizeBehavior="preserve-pixel-size"><StillsPanel clip={clip} /></Panel>
            </Group>
          </Panel>}
          {isNarrow ? null : <Separator className="separator upright" aria-label="Width of the shots" />}
          <Panel id="viewer" minSize={VIEWER_LEAST_PX}><DropOnFrame clip={clip}><ViewerPanel clip={clip} /></DropOnFrame></Panel>
          <Separator className="separator upright" aria-label="Width of the colour panel" />
          <Panel id="colour" defaultSize={292} minSize={284} maxSize={420} groupResizeBehavior="preserve-pixel-size"><div className="colour-column"><PalettePanel />{scopesBelow ? null : <ScopesPanel clip={clip} />}</div></Panel>
        </Group>
      </Panel>
      <Separator className="separator flat" aria-label="Height of the timeline" />
      <Panel id="below" defaultSize={isLow ? 156 : 182} minSize={isLow ? 140 : 150} maxSize={420} groupResizeBehavior="preserve-pixel-size"><div className="below">{sequence === undefined ? <Timeline clip={clip} /> : <SequencePanel sequence={sequence} />}{scopesBelow ? <ScopesPanel clip={clip} /> : null}</div></Panel>
    </Group>
  );
}

/** A picture dropped on the viewer becomes the reference of the keyframe shown; without a keyframe, of its shot. */
function DropOnFrame({ clip, children }: { readonly clip: Clip; readonly children: ReactNode }): ReactNode {
  const editor = useEditor();
  const drop = usePictureDrop(async (picture) => {
    const document = documentOf(editor.project.getState());
    const { frame } = editor.session.getState();
    const keyframe = keyframeAt(document, clip.id, frame);
    const shot = shotAt(document, clip.id, frame);
    if (keyframe !== undefined) await setKeyframeReference(editor, keyframe, picture);
    else if (shot !== undefined) await setShotReference(editor, shot, picture);
  });
  return <div className="drop-place whole" {...drop}>{children}</div>;
}
