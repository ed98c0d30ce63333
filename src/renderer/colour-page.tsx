import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import type { Clip } from '../shared/model/clip.ts';
import { DockTabs } from './dock-tabs.tsx';
import { SequencePanel } from './features/sequences/sequence-panel.tsx';
import { keyframeAt, shotAt, documentOf } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { HintsPanel } from './features/hints/hints-panel.tsx';
import { MasksPanel } from './features/masks/masks-panel.tsx';
import { PalettePanel } from './features/palette/palette-panel.tsx';
import { setKeyframeReference, setShotReference } from './features/references/set-reference.ts';
import { usePictureDrop } from './features/references/picture-drop.ts';
import { ScopesPanel } from './features/scopes/scopes-panel.tsx';
import { ShotsPanel } from './features/shots/shots-panel.tsx';
import { StillsPanel } from './features/stills/stills-panel.tsx';
import { Timeline } from './features/timeline/timeline.tsx';
import { TrimPanel } from './features/trim/trim-panel.tsx';
import { ViewerPanel } from './features/viewer/viewer-panel.tsx';
import { PaletteAndTabs } from './palette-and-tabs.tsx';
import { ONE_DOCK, TABS_OF_TWO_DOCKS } from './session/dock.ts';
import { useMedia } from './ui/use-media.ts';

/** Width in CSS px below which the viewer's controls do not fit. */
const VIEWER_LEAST_PX = 560;
/** Width in CSS px from which the docks are wider. */
const WIDE = '(min-width: 2000px)';
/** Height in CSS px from which the right dock shows all of its panels at once. */
const TALL = '(min-height: 1200px)';
/** Height in CSS px from which the timeline has room for the lanes of a few groups, masks and the sound. */
const ROOM_FOR_LANES = '(min-height: 960px)';
/** Height in CSS px below which the picture gets all height that the other parts leave. */
const LOW = '(max-height: 799px)';

/**
 * The page of an open clip: shots, hints, stills and references on the left, viewer in the middle, timeline below them; colour on the right, at full
 * height, so that the palette does not move when the timeline grows. Panel sizes are kept in the preferences.
 */
export function ColourPage({ clip }: { readonly clip: Clip }): ReactNode {
  const { preferences: storage } = useEditor();
  const [isNarrow, isLow, isHigh] = [useMedia(ONE_DOCK), useMedia(LOW), useMedia(ROOM_FOR_LANES)];
  const isWide = useMedia(WIDE);
  // Sizes are kept for each class of windows.
  const pageId = isNarrow ? 'tintype-page-narrow' : isWide ? 'tintype-page-wide' : 'tintype-page';
  const page = useDefaultLayout({ id: pageId, storage });
  const [left, dock] = [usePanelRef(), usePanelRef()];
  const separator = (label: string, panel: typeof left): ReactNode => (
    <Separator className="separator upright" aria-label={label} title="Drag to size; double-click hides or shows" onDoubleClick={() => { toggle(panel); }} />
  );
  return (
    <Group key={pageId} id={pageId} className="work-area" orientation="horizontal" {...page}>
      {isNarrow ? null : <Panel id="left" panelRef={left} collapsible defaultSize={isWide ? 304 : 216} minSize={200} maxSize={420} groupResizeBehavior="preserve-pixel-size"><LeftDock clip={clip} /></Panel>}
      {isNarrow ? null : separator('Width of the shots', left)}
      <Panel id="main" minSize={VIEWER_LEAST_PX}><PictureAndTimeline clip={clip} height={isLow ? 'low' : isHigh ? 'high' : 'usual'} /></Panel>
      {separator('Width of the colour panel', dock)}
      <Panel id="colour" panelRef={dock} collapsible defaultSize={isNarrow ? 284 : isWide ? 420 : 292} minSize={284} maxSize={isWide ? 560 : 420} groupResizeBehavior="preserve-pixel-size">{isNarrow ? <NarrowDock clip={clip} /> : <WideDock clip={clip} />}</Panel>
    </Group>
  );
}

function toggle(panel: ReturnType<typeof usePanelRef>): void {
  if (panel.current?.isCollapsed() === true) panel.current.expand();
  else panel.current?.collapse();
}

function LeftDock({ clip }: { readonly clip: Clip }): ReactNode {
  const { preferences: storage } = useEditor();
  const layout = useDefaultLayout({ id: 'tintype-left-dock', storage });
  return (
    <Group id="tintype-left-dock" orientation="vertical" style={{ height: '100%' }} {...layout}>
      <Panel id="shots" minSize={150}><ShotsPanel clip={clip} /></Panel>
      <Separator className="separator flat" aria-label="Height of the hints" title="Drag to size; double-click sizes it as at first" />
      <Panel id="hints" defaultSize={320} minSize={140} groupResizeBehavior="preserve-pixel-size"><HintsPanel clip={clip} /></Panel>
      <Separator className="separator flat" aria-label="Height of the stills" title="Drag to size; double-click sizes it as at first" />
      <Panel id="stills" defaultSize={168} minSize={72} groupResizeBehavior="preserve-pixel-size"><StillsPanel clip={clip} /></Panel>
    </Group>
  );
}

/** Heights in CSS px of the timeline, by the height of the window. */
const TIMELINE_PX = { low: { usual: 140, least: 140 }, usual: { usual: 190, least: 150 }, high: { usual: 264, least: 150 } } as const;

function PictureAndTimeline({ clip, height }: { readonly clip: Clip; readonly height: keyof typeof TIMELINE_PX }): ReactNode {
  const { preferences: storage } = useEditor();
  const id = { low: 'tintype-main-low', usual: 'tintype-main', high: 'tintype-main-high' }[height];
  const layout = useDefaultLayout({ id, storage });
  const sequenceId = useSession((session) => session.sequenceId);
  const sequence = useDocument((document) => document.sequences.find((each) => each.id === sequenceId));
  return (
    <Group key={id} id={id} orientation="vertical" style={{ height: '100%' }} {...layout}>
      <Panel id="viewer" minSize={height === 'low' ? 240 : 300}><DropOnFrame clip={clip}><ViewerPanel clip={clip} /></DropOnFrame></Panel>
      <Separator className="separator flat" aria-label="Height of the timeline" title="Drag to size; double-click sizes it as at first" />
      <Panel id="below" defaultSize={TIMELINE_PX[height].usual} minSize={TIMELINE_PX[height].least} maxSize={600} groupResizeBehavior="preserve-pixel-size">{sequence === undefined ? <Timeline clip={clip} /> : <SequencePanel sequence={sequence} />}</Panel>
    </Group>
  );
}

/** The right dock of a wide window. Only a tall one has room for trim and masks beside the colour script: in others they are tabs. */
function WideDock({ clip }: { readonly clip: Clip }): ReactNode {
  if (useMedia(TALL)) return <div className="colour-column"><PalettePanel /><TrimPanel clip={clip} /><MasksPanel clip={clip} /><ScopesPanel clip={clip} /></div>;
  return (
    <div className="colour-column with-tabs">
      <PaletteAndTabs id="tintype-palette-and-tabs" least={{ palette: 330, tabs: 120 }} usualTabs={264} tabs={<DockTabs clip={clip} shown={TABS_OF_TWO_DOCKS} />} />
      <ScopesPanel clip={clip} />
    </div>
  );
}

/** The right dock of a narrow window: the panels of the left dock as tabs under the palette. */
function NarrowDock({ clip }: { readonly clip: Clip }): ReactNode {
  return <PaletteAndTabs id="tintype-palette-and-all-tabs" least={{ palette: 200, tabs: 140 }} usualTabs={250} tabs={<DockTabs clip={clip} />} />;
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
