import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ProviderStatus } from '../../../shared/model/provider.ts';
import { isUnderWay } from '../../document/jobs-mirror.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { cacheText, deviceText, deviceTitle } from './machine-text.ts';

interface Facts {
  /** What runs the networks now. */
  readonly device: ProviderStatus | undefined;
  readonly cache: { readonly folder: string; readonly bytes: number; readonly budgetBytes: number };
}

/** Work fills the cache all the time, and nothing tells that: it is asked for again this often. */
const AGAIN_MS = 30_000;

/** What runs the networks, how fast it is here, and how full the cache is: in the foot, as the engine says it. */
export function MachineFacts(): ReactNode {
  const facts = useMachineFacts();
  if (facts === undefined) return null;
  const { device, cache } = facts;
  return (
    <>
      {device === undefined ? null : <span data-testid="device" title={deviceTitle(device)}>{deviceText(device)}</span>}
      <span data-testid="cache" title={`Derived data in ${cache.folder}. What was not used longest goes first when it is full.`}>{cacheText(cache)}</span>
    </>
  );
}

/** Asks again after each job, after each dialog (the settings are one) and every half minute; `undefined` until the engine has answered, and while it is away. */
function useMachineFacts(): Facts | undefined {
  const editor = useEditor();
  const [facts, setFacts] = useState<Facts>();
  const kind = useStore(editor.connection.state, (state) => state.kind);
  const running = useStore(editor.jobs, ({ jobs }) => jobs.filter(isUnderWay).length);
  const dialog = useSession((session) => session.dialog);
  useEffect(() => {
    if (kind !== 'connected') return undefined;
    const life = new AbortController();
    const { signal } = life;
    const ask = (): void => {
      const { system } = editor.connection.client();
      Promise.all([system.providers(undefined, { signal }), system.cache(undefined, { signal })]).then(
        ([{ providers }, cache]) => { if (!signal.aborted) setFacts({ device: providers.find(({ state }) => state === 'used'), cache }); },
        // No answer: the line says nothing rather than something old. A lost engine has a banner of its own.
        () => { if (!signal.aborted) setFacts(undefined); },
      );
    };
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => {
      clearInterval(timer);
      life.abort();
    };
  }, [editor, kind, running, dialog]);
  return kind === 'connected' ? facts : undefined;
}
