import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { Group, Panel, Separator, useDefaultLayout, useGroupRef } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { useEditor, useSession } from './editor/editor-context.ts';
import { PalettePanel } from './features/palette/palette-panel.tsx';
import { neededHeight } from './ui/needed-height.ts';
import { shareHeight } from './ui/share-height.ts';

interface PaletteAndTabsProps {
  /** The line that the user has drawn is kept under this name. */
  readonly id: string;
  /** CSS px. */
  readonly least: { readonly palette: number; readonly tabs: number };
  /** Height of the tabs in CSS px while there is enough to show above and below. */
  readonly usualTabs: number;
  readonly tabs: ReactNode;
}

/** How long the pointer must rest before the line moves under it: longer than a double click takes. */
const REST_MS = 800;
const POINTER_EVENTS = ['pointermove', 'pointerdown', 'pointerup', 'pointerleave'] as const;

/**
 * The palette above tabs. Until the user moves the line between them, each gets of the other's empty room what its content needs. The line does not move
 * under a pointer that is at work there: it waits until the pointer rests or has left, or a tab is chosen.
 */
export function PaletteAndTabs({ id, least, usualTabs, tabs }: PaletteAndTabsProps): ReactNode {
  const { preferences } = useEditor();
  const stored = `react-resizable-panels:${id}`;
  const isDrawn = useStore(preferences.store, ({ values }) => values?.[stored] !== undefined);
  const layout = useDefaultLayout({ id, storage: preferences, onlySaveAfterUserInteractions: true });
  const tab = useSession(({ dockTab, showScopes }) => `${dockTab} ${showScopes}`);
  const group = useGroupRef();
  const column = useRef<HTMLDivElement>(null);
  const { palette: leastPalette, tabs: leastTabs } = least;

  const share = useCallback((): void => {
    const [palette, below] = [column.current?.querySelector('.panel'), column.current?.querySelector('.dock-tabs')];
    if (palette === null || palette === undefined || below === null || below === undefined) return;
    const height = palette.getBoundingClientRect().height + below.getBoundingClientRect().height;
    const [forPalette, forTabs] = shareHeight([
      { usual: height - usualTabs, least: leastPalette, needed: neededHeight(palette) },
      { usual: usualTabs, least: leastTabs, needed: neededHeight(below) },
    ]);
    if (height > 0) group.current?.setLayout({ palette: (100 * forPalette!) / height, tabs: (100 * forTabs!) / height });
  }, [group, usualTabs, leastPalette, leastTabs]);

  useLayoutEffect(() => { if (!isDrawn) share(); }, [isDrawn, share, tab]);
  useEffect(() => {
    const target = column.current;
    if (isDrawn || target === null) return undefined;
    let coming: ReturnType<typeof setTimeout> | undefined;
    let usedAt = -Infinity;
    let isHeld = false;
    const shareSoon = (): void => {
      clearTimeout(coming);
      const rest = usedAt + REST_MS - performance.now();
      coming = isHeld || rest > 0 ? setTimeout(shareSoon, Math.max(rest, REST_MS / 4)) : setTimeout(share);
    };
    const noteUse = ({ type, buttons }: PointerEvent): void => {
      usedAt = type === 'pointerleave' ? -Infinity : performance.now();
      isHeld = type !== 'pointerleave' && buttons !== 0;
    };
    for (const type of POINTER_EVENTS) target.addEventListener(type, noteUse);
    const contents = new MutationObserver(shareSoon);
    contents.observe(target, { childList: true, subtree: true });
    const size = new ResizeObserver(shareSoon);
    size.observe(target);
    return () => {
      clearTimeout(coming);
      contents.disconnect();
      size.disconnect();
      for (const type of POINTER_EVENTS) target.removeEventListener(type, noteUse);
    };
  }, [isDrawn, share]);

  return (
    <Group id={id} groupRef={group} elementRef={column} orientation="vertical" style={{ height: '100%' }} {...layout}>
      <Panel id="palette" minSize={leastPalette}><PalettePanel /></Panel>
      <Separator className="separator flat" aria-label="Height of the palette" title="Drag to size; double-click shares the height by what there is to show" disableDoubleClick onDoubleClick={() => { void preferences.forget([stored]); }} />
      <Panel id="tabs" defaultSize={usualTabs} minSize={leastTabs} groupResizeBehavior="preserve-pixel-size">{tabs}</Panel>
    </Group>
  );
}
