import { type ReactNode, useCallback, useEffect, useId, useState } from 'react';
import type { CacheGroup, CacheGroupSize } from '../../../shared/model/cache-group.ts';
import { AppError, isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { WireClient } from '../../host/wire.ts';
import { Button } from '../../ui/button.tsx';
import { showDone, showProgress } from '../../ui/notify.ts';
import { type BrowseFolders, FolderInput } from '../browse/folder-input.tsx';
import { byteText } from '../jobs/job-text.ts';

const BUDGET = 'cacheBudgetBytes';
const GB = 1e9;

const GROUPS: Readonly<Record<CacheGroup, { readonly name: string; readonly again: string }>> = {
  colour: { name: 'Colour', again: 'Keyframes and propagated frames of other projects. Propagating again makes it.' },
  working: { name: 'Working data of propagation', again: 'Optical flow and readings. A shot that is edited takes longer without them.' },
  media: { name: 'Proxies, sound, waveforms', again: 'Made again when a clip is opened.' },
  facts: { name: 'Facts about clips', again: 'Frame tables, tracked positions, suggestions. Made again in seconds to minutes.' },
};

/** An answer of the engine, asked for again by `refresh`, because work fills the cache all the time. `ask` must not change between renders. */
function useFresh<Answer>(ask: (client: WireClient, signal: AbortSignal) => Promise<Answer>): { readonly answer: Answer | undefined; readonly refresh: () => void } {
  const editor = useEditor();
  const [answer, setAnswer] = useState<Answer>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const life = new AbortController();
    ask(editor.connection.client(), life.signal).then((found) => { if (!life.signal.aborted) setAnswer(found); }, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, ask, asked]);
  const refresh = useCallback(() => { setAsked((now) => now + 1); }, []);
  return { answer, refresh };
}
const askCache = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['cache']> => client.system.cache(undefined, { signal });
const askGroups = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['cacheGroups']> => client.system.cacheGroups(undefined, { signal });

/** Limit of derived data on disk. A change takes effect at once: data over the limit is removed, the least recently used first. */
export function CacheSize(): ReactNode {
  const editor = useEditor();
  const { answer: cache, refresh } = useFresh(askCache);
  const [text, setText] = useState<string>();
  const shown = text ?? (cache === undefined ? '' : String(Math.round((cache.budgetBytes / GB) * 10) / 10));
  const gigabytes = Number(shown);
  const isValid = shown.trim() !== '' && Number.isFinite(gigabytes) && gigabytes >= 0.1;

  async function keep(): Promise<void> {
    if (text === undefined || !isValid) return;
    await editor.preferences.save(BUDGET, String(Math.round(gigabytes * GB)));
    refresh();
  }
  return (
    <section aria-label="Cache" className="setting">
      <h2>Cache</h2>
      <div className="setting-row">
        <label className="check">At most <input className="field cache-budget" inputMode="decimal" aria-label="Largest size of the cache in GB" aria-invalid={cache !== undefined && !isValid} value={shown} onChange={(event) => { setText(event.target.value); }} onBlur={() => { keep().catch(editor.report); }} onKeyDown={(event) => { if (event.key === 'Enter') keep().catch(editor.report); }} /> GB</label>
        <small>{cache === undefined ? '' : `${byteText(cache.bytes)} used. `}Proxies, propagated colour and previews can be made again; what was not used longest goes first. Your projects and deliveries do not lie here.</small>
      </div>
    </section>
  );
}

/** What the cache holds, by what a user calls it, each with a button that removes what of it is not in use. */
export function CacheContents(): ReactNode {
  const editor = useEditor();
  const { answer: groups, refresh } = useFresh(askGroups);
  const [asking, setAsking] = useState<CacheGroup>();
  async function clear(group: CacheGroup): Promise<void> {
    setAsking(undefined);
    const { freedBytes } = await showProgress('Clearing the cache…', editor.connection.client().system.clearCache({ group }));
    showDone(`${GROUPS[group].name}: ${byteText(freedBytes)} freed.`);
    refresh();
  }
  return (
    <section aria-label="Contents of the cache" className="setting">
      <h2>Contents</h2>
      <ul className="cache-groups">
        {(groups ?? []).map((size) => <li key={size.group} data-group={size.group}>
          <div><b>{GROUPS[size.group].name}</b> <small>{GROUPS[size.group].again}</small></div>
          <span className="figure">{byteText(size.bytes)}</span>
          {asking === size.group
            ? <span className="cache-ask" role="alert">Remove {byteText(size.clearable)}? <Button autoFocus onClick={() => { clear(size.group).catch(editor.report); }}>Remove</Button><Button look="plain" onClick={() => { setAsking(undefined); }}>Keep</Button></span>
            : <Button look="plain" disabled={size.clearable === 0} aria-label={`Clear ${size.clearable === 0 ? '' : `${byteText(size.clearable)} of `}${GROUPS[size.group].name.toLowerCase()}`} title={inUseText(size)} onClick={() => { setAsking(size.group); }}>{size.clearable === 0 ? 'Clear' : `Clear ${byteText(size.clearable)}`}</Button>}
        </li>)}
      </ul>
      <small>What the open project shows, what a job works with and what another window uses is never cleared.</small>
    </section>
  );
}

function inUseText({ bytes, clearable }: CacheGroupSize): string {
  return bytes > clearable ? `${byteText(bytes - clearable)} of it is in use and stays.` : 'Nothing of it is in use.';
}

function movedPercent(moving: NonNullable<Awaited<ReturnType<typeof askCache>>['moving']> | undefined): number {
  if (moving === undefined) return 0;
  return moving.isMoved ? 100 : Math.floor((100 * moving.doneBytes) / Math.max(1, moving.totalBytes));
}

function movingText(moving: Parameters<typeof movedPercent>[0]): string {
  if (moving === undefined) return 'Moving: work goes on meanwhile.';
  return moving.isMoved ? 'The new folder is in use; the earlier one is being emptied.' : `${byteText(moving.doneBytes)} of ${byteText(moving.totalBytes)} copied. Work goes on meanwhile; until all is copied, the earlier folder is in use.`;
}

/** Interval at which it is asked how far a move is. */
const MOVE_ASKED_MS = 500;

/** Where the cache lies. It is moved while work goes on; the earlier folder is emptied once the new one holds everything. */
export function CachePlace({ browse }: { readonly browse: BrowseFolders }): ReactNode {
  const editor = useEditor();
  const id = useId();
  const { answer: cache, refresh } = useFresh(askCache);
  const [refused, setRefused] = useState<string>();
  const [isMoving, setMoving] = useState(false);
  async function move(folder: string | null): Promise<void> {
    setRefused(undefined);
    setMoving(true);
    try {
      const { isMoved } = await editor.connection.client().system.moveCache({ folder });
      showDone(isMoved ? 'The cache was moved.' : 'The cache stays where it was.');
    } catch (error) {
      if (error instanceof AppError && error.code !== 'network.unreachable') setRefused(error.message);
      else editor.report(error);
    } finally {
      setMoving(false);
      refresh();
    }
  }
  // Begun here, or in another window.
  const moving = cache?.moving ?? undefined;
  const isUnderWay = isMoving || moving !== undefined;
  useEffect(() => {
    if (!isUnderWay) return undefined;
    const timer = window.setInterval(refresh, MOVE_ASKED_MS);
    return () => { window.clearInterval(timer); };
  }, [isUnderWay, refresh]);
  const problem = refused ?? cache?.problem ?? undefined;
  const isFixed = cache === undefined || cache.fixedBy !== null || isUnderWay;
  return (
    <section aria-label="Place of the cache" className="setting">
      <h2>Place</h2>
      <div className="form-row"><label htmlFor={id}>Folder</label>
        <FolderInput
          id={id} folder={cache?.folder ?? ''} disabled={isFixed} describedBy={`${id}-state`}
          onSet={(folder) => { move(folder === '' ? null : folder).catch(editor.report); }} onBrowse={() => { browse(cache?.folder, (folder) => { move(folder).catch(editor.report); }); }}
        />
      </div>
      {isUnderWay ? <div className="cache-move">
        <span className="bar" role="progressbar" aria-label="Moving the cache" aria-valuemin={0} aria-valuemax={100} aria-valuenow={movedPercent(moving)}><i style={{ width: `${movedPercent(moving)}%` }} /></span>
        <Button disabled={moving === undefined || moving.isMoved} onClick={() => { editor.connection.client().system.cancelCacheMove().catch(editor.report); }}>Cancel</Button>
      </div> : null}
      <small id={`${id}-state`} role="status" className={problem === undefined ? '' : 'bad'}>
        {problem ?? cache?.fixedBy ?? (isUnderWay ? movingText(moving) : `${cache === undefined || cache.freeBytes === 0 ? '' : `${byteText(cache.freeBytes)} free. `}Choose an empty or a new folder; an empty field is the customary place. The earlier folder is emptied once the new one holds everything.`)}
      </small>
    </section>
  );
}
