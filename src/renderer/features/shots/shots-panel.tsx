import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import { goTo } from '../../commands/play-commands.ts';
import { shotAt, shotsOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { binRows, type BinSort } from './bin-rows.ts';
import { SequenceList } from '../sequences/sequence-list.tsx';
import { chosenAfterPress } from './selected-shots.ts';
import { ClipNotes } from './clip-notes.tsx';
import { ClipRow } from './clip-row.tsx';
import { ROW_PX, ShotRow } from './shot-row.tsx';

const SORTS = [['order', 'Clip order'], ['lowConfidence', 'Lowest confidence first'], ['state', 'Unfinished first']] as const satisfies readonly (readonly [BinSort, string])[];

/** The bin: poster and state of each shot. Only the rows in sight are rendered. */
export function ShotsPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const colours = useStore(editor.colours, ({ shots }) => shots);
  const currentId = useStore(editor.session, ({ frame }) => shotAt(document, clip.id, frame)?.id);
  const chosen = useSession((session) => session.selectedShots);
  const [text, setText] = useState('');
  const [sort, setSort] = useState<BinSort>('order');
  const rows = useMemo(() => binRows(document, shotsOf(document, clip.id), { colours, text, sort }), [document, clip.id, colours, text, sort]);
  const list = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => list.current, estimateSize: () => ROW_PX, overscan: 4, getItemKey: (index) => rows[index]?.shot.id ?? index });
  const current = rows.findIndex(({ shot }) => shot.id === currentId);
  const total = useDocument((now) => now.shots.reduce((count, shot) => count + (shot.clipId === clip.id ? 1 : 0), 0));
  const looks = rows.filter(({ status }) => status.state === 'lowConfidence').length;

  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current);
    // Scrolls only when another shot becomes current; a sort or a new frame must not move the list under the pointer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [currentId]);

  function press(index: number, event: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): void {
    const pressed = rows[index];
    if (pressed === undefined) return;
    const how = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
    editor.session.setState({ selectedShots: chosenAfterPress({ order: rows.map(({ shot }) => shot.id), chosen, current: currentId }, pressed.shot.id, how) });
    if (how === 'only') goTo(editor, pressed.shot.range.first);
    // After a mouse click the focus is dropped, so that keyboard shortcuts work, as after a button.
    if (list.current?.matches(':focus-visible') === false) list.current.blur();
  }
  function onKey(event: KeyboardEvent): void {
    const next = { ArrowDown: current + 1, ArrowUp: Math.max(0, current - 1), Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === ' ') press(current, { shiftKey: false, ctrlKey: true, metaKey: false });
    else if (next === undefined) return;
    else if (rows[next] !== undefined) goTo(editor, rows[next].shot.range.first);
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <section className="panel" aria-label="Shots">
      <h2>Shots <span>{total}{looks > 0 ? ` · ${looks} need review` : ''}{chosen.size > 0 ? ` · ${chosen.size} selected` : ''}</span></h2>
      <div className="bin-tools">
        <SequenceList />
        <ClipRow clip={clip} />
        <ClipNotes clip={clip} />
        <input className="field" type="search" aria-label="Find a shot" placeholder="Find a shot, swatch or note" value={text} onChange={(event) => { setText(event.target.value); }} />
        <select className="field" aria-label="Sort shots" value={sort} onChange={(event) => { setSort(SORTS.find(([id]) => id === event.target.value)?.[0] ?? 'order'); }}>
          {SORTS.map(([id, label]) => <option key={id} value={id}>{label}</option>)}
        </select>
      </div>
      {rows.length === 0 ? <p className="empty-note">No shot matches “{text.trim()}”.</p> : null}
      <div className="shot-list quiet-scroll" ref={list} role="listbox" tabIndex={0} aria-label="Shots of the clip" aria-multiselectable="true" {...(current < 0 ? {} : { 'aria-activedescendant': `shot-${rows[current]?.shot.id ?? ''}` })} onKeyDown={onKey}>
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const isCurrent = row.shot.id === currentId;
            return <ShotRow key={row.shot.id} clip={clip} row={row} top={start} place={{ index, count: rows.length }} isCurrent={isCurrent} selected={chosen.size === 0 ? isCurrent : chosen.has(row.shot.id)} onPress={(event) => { press(index, event); }} />;
          })}
        </div>
      </div>
    </section>
  );
}
