import { useVirtualizer } from '@tanstack/react-virtual';
import { type DragEvent, type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { emptyDocument } from '../../../shared/model/document.ts';
import type { SceneId, ShotId } from '../../../shared/model/ids.ts';
import { clipLabels } from '../../../shared/model/delivery-naming.ts';
import { goTo } from '../../commands/play-commands.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { BoardScope } from '../../session/session-store.ts';
import { useSize } from '../../ui/use-size.ts';
import { useToastPlace } from '../../ui/use-toast-place.ts';
import { moveToScene, openInColour, selectedShots } from './board-edits.ts';
import { type BoardLine, boardLines, type BoardRow, shotsOfLines, stepOnBoard } from './board-model.ts';
import { draggedShots, SHOTS_DRAGGED, writeDraggedShots } from './dragged-shots.ts';
import { SceneHeads } from './scene-heads.tsx';
import { chosenAfterPress } from './selected-shots.ts';
import { ShotCard } from './shot-card.tsx';

/** Sizes in CSS px; the same as in shots.css. */
const [GAP_PX, EDGE_PX, HEAD_PX, LIST_ROW_PX, CARD_TEXT_PX] = [8, 12, 36, 44, 44];

interface BoardProps {
  /** The one that is shown. */
  readonly clip: Clip;
  readonly scope: BoardScope;
  readonly rows: readonly BoardRow[];
  readonly layout: 'board' | 'list';
  /** Least width of a card, CSS px. */
  readonly cardPx: number;
}

/** The shots as cards by scene, or as lines. Only visible ones are rendered. */
export function Board({ clip, scope, rows, layout, cardPx }: BoardProps): ReactNode {
  const editor = useEditor();
  const scenes = useDocument((document) => document.scenes);
  const clips = useDocument((document) => document.clips);
  const clipsById = useMemo(() => new Map(clips.map((each) => [each.id, each])), [clips]);
  const labels = useMemo(() => (scope.kind === 'clip' ? undefined : clipLabels(clips)), [scope, clips]);
  const currentId = useSession((session) => shotAt(editor.project.getState().state?.document ?? emptyDocument, clip.id, session.frame)?.id);
  const chosen = useSession((session) => session.selectedShots);
  const [lead, setLead] = useState<ShotId | undefined>(currentId);
  const [over, setOver] = useState<SceneId | 'none' | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const size = useSize(list);
  useToastPlace(list, { size });
  const { width } = size;
  const columns = layout === 'list' ? 1 : Math.max(1, Math.floor((width - 2 * EDGE_PX + GAP_PX) / (cardPx + GAP_PX)));
  const lines = useMemo(() => boardLines(rows, scenes, columns), [rows, scenes, columns]);
  const order = useMemo(() => shotsOfLines(lines), [lines]);
  const cardWidth = (width - 2 * EDGE_PX - (columns - 1) * GAP_PX) / columns;
  const linePx = (line: BoardLine | undefined): number => (line?.kind === 'heads' ? HEAD_PX : layout === 'list' ? LIST_ROW_PX : Math.round((cardWidth * 9) / 16) + CARD_TEXT_PX + GAP_PX);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => list.current, estimateSize: (index) => linePx(lines[index]), overscan: 3, paddingStart: 12 });
  useEffect(() => { virtual.measure(); }, [virtual, cardWidth, layout, lines]);
  const show = (shotId: ShotId | undefined): void => {
    const at = lines.findIndex((line) => shotsOfLines([line]).some(({ shot }) => shot.id === shotId));
    if (at >= 0) virtual.scrollToIndex(at);
  };
  useEffect(() => {
    show(currentId);
    list.current?.focus({ preventScroll: true });
    // Only when the board is opened: the shot that was worked on is in sight.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [width > 0]);

  function select(row: BoardRow, how: 'only' | 'toggle' | 'range'): void {
    setLead(row.shot.id);
    editor.session.setState({ selectedShots: chosenAfterPress({ order: order.map(({ shot }) => shot.id), chosen, current: currentId }, row.shot.id, how) });
    if (how === 'only') goTo(editor, row.posterFrame, row.shot.clipId);
  }
  function onPress(row: BoardRow, event: MouseEvent): void {
    select(row, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only');
  }
  function onKey(event: KeyboardEvent): void {
    const row = order.find(({ shot }) => shot.id === (lead ?? currentId));
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && row !== undefined && !isMod) openInColour(editor, row.posterFrame, row.shot.clipId);
    else if (event.key === ' ' && row !== undefined) select(row, 'toggle');
    else if (event.key === 'a' && isMod) editor.session.setState({ selectedShots: new Set(order.map(({ shot }) => shot.id)) });
    else if (event.key === 'Escape' && chosen.size > 0) editor.session.setState({ selectedShots: new Set() });
    else {
      const next = order.find(({ shot }) => shot.id === stepOnBoard(lines, lead ?? currentId, event.key));
      if (next === undefined || event.altKey) return;
      if (isMod) setLead(next.shot.id);
      else select(next, event.shiftKey ? 'range' : 'only');
      show(next.shot.id);
    }
    event.preventDefault();
    event.stopPropagation();
  }
  function onDragStart(row: BoardRow, event: DragEvent): void {
    writeDraggedShots(event.dataTransfer, chosen.has(row.shot.id) ? selectedShots(editor) : [row.shot.id]);
  }
  function dropOn(sceneId: SceneId | undefined): { readonly onDragOver: (event: DragEvent) => void; readonly onDragLeave: () => void; readonly onDrop: (event: DragEvent) => void } {
    return {
      onDragOver: (event) => {
        if (!event.dataTransfer.types.includes(SHOTS_DRAGGED)) return;
        event.preventDefault();
        setOver(sceneId ?? 'none');
      },
      onDragLeave: () => { setOver(null); },
      onDrop: (event) => {
        setOver(null);
        const shotIds = draggedShots(event.dataTransfer);
        if (shotIds.length === 0) return;
        event.preventDefault();
        moveToScene(editor, shotIds, sceneId).catch(editor.report);
      },
    };
  }
  const openRow = (row: BoardRow): void => { openInColour(editor, row.posterFrame, row.shot.clipId); };
  const placeOf = useMemo(() => new Map(order.map(({ shot }, index) => [shot.id, index])), [order]);
  const leadId = lead ?? currentId;

  return (
    <div className="board quiet-scroll" ref={list} role="listbox" tabIndex={0} aria-label="Shots" aria-multiselectable="true" data-layout={layout} {...(leadId === undefined || !placeOf.has(leadId) ? {} : { 'aria-activedescendant': `card-${leadId}` })} onKeyDown={onKey}>
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const style = { transform: `translateY(${start}px)`, height: size };
          const grid = { ...style, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` };
          if (line.kind === 'heads') return <SceneHeads key={`head ${line.parts[0]?.head.scene?.id ?? ''}`} parts={line.parts} style={grid} rows={order} chosen={chosen} over={over} drop={dropOn} onSelect={(shotIds) => { editor.session.setState({ selectedShots: shotIds }); }} />;
          return (
            <div key={shotsOfLines([line])[0]?.shot.id} role="presentation" className="card-line" style={grid}>
              {line.parts.map(({ sceneId, column, span, rows: own }) => (
                <div key={sceneId ?? 'none'} role="presentation" className="card-part" style={{ gridColumn: `${column + 1} / span ${span}`, gridTemplateColumns: `repeat(${span}, minmax(0, 1fr))` }} data-over={over === (sceneId ?? 'none')} {...dropOn(sceneId)}>
                  {own.map((row) => <ShotCard
                    key={row.shot.id} clip={clipsById.get(row.shot.clipId) ?? clip} clipLabel={labels?.get(row.shot.clipId)} row={row} place={{ index: placeOf.get(row.shot.id) ?? 0, count: order.length }} wide={layout === 'list'}
                    selected={chosen.size === 0 ? row.shot.id === currentId : chosen.has(row.shot.id)} lead={row.shot.id === leadId} onPress={onPress} onOpen={openRow} onDragStart={onDragStart}
                  />)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
