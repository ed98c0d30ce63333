import { type ReactNode, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { counted } from '../shared/counted.ts';
import type { Clip } from '../shared/model/clip.ts';
import type { ShotId } from '../shared/model/ids.ts';
import { shotAt } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { BatchBar } from './features/shots/batch-bar.tsx';
import type { BinSort } from './features/shots/bin-rows.ts';
import { Board } from './features/shots/board.tsx';
import { type BoardFilter, boardRows, passes, presentScope, shotsOfScope, type ShotWork, workOfShots } from './features/shots/board-model.ts';
import { BoardRail } from './features/shots/board-rail.tsx';
import { ShotInspector } from './features/shots/shot-inspector.tsx';
import { boardIcons } from './features/shots/stage-icons.tsx';
import { Button } from './ui/button.tsx';
import { useMedia } from './ui/use-media.ts';

const SORTS = [['order', 'In order'], ['lowConfidence', 'Lowest confidence first'], ['state', 'Unfinished first']] as const satisfies readonly (readonly [BinSort, string])[];
/** Width in CSS px below which the facts about the selection are collapsed. */
const NARROW = '(max-width: 1399px)';
const LAYOUT = 'shotsLayout';
const CARD = 'shotsCardPx';
const [CARD_LEAST, CARD_USUAL, CARD_USUAL_WIDE, CARD_MOST] = [120, 148, 208, 320];
/** Width in CSS px from which cards begin larger. */
const WIDE = '(min-width: 2000px)';

/** Shots of a clip, of all clips or of a sequence: filters and scenes on the left, the board, facts about the selection on the right, actions below. */
export function ShotsPage({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const { shots: colours, suggestions } = useStore(editor.colours);
  const changes = useStore(editor.approvals, ({ shots }) => shots);
  // A job's progress changes nothing here.
  const working = useStore(editor.jobs, ({ jobs }) => JSON.stringify([...workOfShots(jobs)]));
  const work = useMemo(() => new Map(JSON.parse(working) as [ShotId, ShotWork][]), [working]);
  const asked = useSession((session) => session.board);
  const scope = useMemo(() => presentScope(document, asked), [document, asked]);
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnly === true);
  const currentId = useStore(editor.session, ({ frame }) => shotAt(document, clip.id, frame)?.id);
  const chosen = useSession((session) => session.selectedShots);
  const stored = useStore(editor.preferences.store, ({ values }) => values);
  const [filter, setFilter] = useState<BoardFilter>({ kind: 'all' });
  const [text, setText] = useState('');
  const [sort, setSort] = useState<BinSort>('order');
  const isNarrow = useMedia(NARROW);
  const usualCardPx = useMedia(WIDE) ? CARD_USUAL_WIDE : CARD_USUAL;
  const [details, setDetails] = useState(false);
  const layout = stored?.[LAYOUT] === 'list' ? 'list' : 'board';
  const cardPx = Math.min(CARD_MOST, Math.max(CARD_LEAST, Number(stored?.[CARD] ?? usualCardPx) || usualCardPx));
  const shots = useMemo(() => shotsOfScope(document, scope, clip.id), [document, scope, clip.id]);
  const all = useMemo(() => boardRows(document, shots, { colours, suggestions, changes, work, text, sort }), [document, shots, colours, suggestions, changes, work, text, sort]);
  const rows = useMemo(() => all.filter((row) => passes(row, filter)), [all, filter]);
  const selected = all.filter(({ shot }) => (chosen.size === 0 ? shot.id === currentId : chosen.has(shot.id)));
  const clear = (): void => {
    setText('');
    setFilter({ kind: 'all' });
  };
  const showInspector = !isNarrow || details;
  return (
    <div className="shots-page" data-inspector={showInspector}>
      <BoardRail clip={clip} scope={scope} rows={all} filter={filter} onFilter={setFilter} />
      <section className="panel board-panel" aria-label="Board">
        <div className="board-tools">
          <input className="field" type="search" aria-label="Find a shot" placeholder="Find a shot, swatch or note" value={text} onChange={(event) => { setText(event.target.value); }} />
          <select className="field" aria-label="Sort shots" value={sort} onChange={(event) => { setSort(SORTS.find(([id]) => id === event.target.value)?.[0] ?? 'order'); }}>
            {SORTS.map(([id, label]) => <option key={id} value={id}>{label}</option>)}
          </select>
          <span className="push">{rows.length === all.length ? counted(all.length, 'shot') : `${rows.length} of ${all.length} shots`}</span>
          <div className="segments" role="group" aria-label="Layout">
            <button type="button" aria-pressed={layout === 'board'} onClick={() => { editor.preferences.setItem(LAYOUT, 'board'); }}>{boardIcons.all} Board</button>
            <button type="button" aria-pressed={layout === 'list'} onClick={() => { editor.preferences.setItem(LAYOUT, 'list'); }}>{boardIcons.list} List</button>
          </div>
          <input type="range" aria-label="Size of the cards" title={layout === 'list' ? 'Size of the cards, on the board' : 'Size of the cards'} min={CARD_LEAST} max={CARD_MOST} step={4} value={cardPx} disabled={layout === 'list'} onChange={(event) => { editor.preferences.setItem(CARD, event.target.value); }} />
          {isNarrow ? <Button look="plain" aria-pressed={details} onClick={() => { setDetails(!details); }}>Details</Button> : null}
        </div>
        {rows.length === 0 ? <div className="board-empty"><p>{all.length === 0 && text.trim() === '' ? 'No shots yet.' : 'No shot matches.'}</p><Button onClick={clear}>Clear filter</Button></div> : <Board key={scope.kind === 'clip' ? clip.id : JSON.stringify(scope)} clip={clip} scope={scope} rows={rows} layout={layout} cardPx={cardPx} />}
        <BatchBar scope={scope} rows={all} selected={selected} readOnly={readOnly} />
      </section>
      {showInspector ? <ShotInspector selected={selected} /> : null}
    </div>
  );
}
