import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import type { Clip } from '../shared/model/clip.ts';
import { PalettePanel } from './features/palette/palette-panel.tsx';
import { ShotsPanel } from './features/shots/shots-panel.tsx';
import { Timeline } from './features/timeline/timeline.tsx';
import { ViewerPanel } from './features/viewer/viewer-panel.tsx';

/** The room with a film in it: shots left, viewer in the middle, colour right, timeline below. Sizes are remembered. */
export function Room({ clip }: { readonly clip: Clip }): ReactNode {
  const rows = useDefaultLayout({ id: 'tintype-rows' });
  const columns = useDefaultLayout({ id: 'tintype-columns' });
  return (
    <Group id="tintype-rows" orientation="vertical" style={{ height: '100%' }} {...rows}>
      <Panel id="upper" minSize={300}>
        <Group id="tintype-columns" orientation="horizontal" style={{ height: '100%' }} {...columns}>
          <Panel id="shots" defaultSize={216} minSize={200} maxSize={420} groupResizeBehavior="preserve-pixel-size"><ShotsPanel clip={clip} /></Panel>
          <Separator className="separator upright" />
          <Panel id="viewer" minSize={380}><ViewerPanel clip={clip} /></Panel>
          <Separator className="separator upright" />
          <Panel id="colour" defaultSize={292} minSize={284} maxSize={420} groupResizeBehavior="preserve-pixel-size"><PalettePanel /></Panel>
        </Group>
      </Panel>
      <Separator className="separator flat" />
      <Panel id="timeline" defaultSize={178} minSize={168} maxSize={420} groupResizeBehavior="preserve-pixel-size"><Timeline clip={clip} /></Panel>
    </Group>
  );
}
