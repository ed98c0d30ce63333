import { type ReactNode, useState } from 'react';
import { useEditor } from '../../editor/editor-context.ts';
import type { WireClient } from '../../host/wire.ts';
import { byteText } from '../jobs/job-text.ts';
import { useAnswer } from '../help/use-answer.ts';

const BUDGET = 'cacheBudgetBytes';
const GB = 1e9;
const askAbout = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['about']> => client.system.about(undefined, { signal });
const askDoctor = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['doctor']> => client.system.doctor(undefined, { signal });

/** Limit of derived data on disk. A change takes effect at once: data over the limit is removed, the least recently used first. */
export function CacheSetting(): ReactNode {
  const editor = useEditor();
  const about = useAnswer(askAbout);
  const place = useAnswer(askDoctor)?.find(({ subject }) => subject === 'cache')?.text.replace(/ \([^)]*\)$/, '');
  const [text, setText] = useState<string>();
  const shown = text ?? (about === undefined ? '' : String(Math.round((about.cacheBudgetBytes / GB) * 10) / 10));
  const gigabytes = Number(shown);
  const isValid = shown.trim() !== '' && Number.isFinite(gigabytes) && gigabytes >= 0.1;

  function keep(): void {
    if (text !== undefined && isValid) editor.preferences.setItem(BUDGET, String(Math.round(gigabytes * GB)));
  }
  return (
    <section aria-label="Cache" className="setting">
      <h2>Cache</h2>
      <div className="setting-row">
        <label className="check">At most <input className="field cache-budget" inputMode="decimal" aria-label="Largest size of the cache in GB" aria-invalid={about !== undefined && !isValid} value={shown} onChange={(event) => { setText(event.target.value); }} onBlur={keep} onKeyDown={(event) => { if (event.key === 'Enter') keep(); }} /> GB</label>
        <small>{about === undefined ? '' : `${byteText(about.cacheBytes)} used`}{place === undefined ? '' : ` in ${place}`}. Proxies, propagated colour and previews lie here; they can be made again. Your projects and deliveries do not.</small>
      </div>
    </section>
  );
}

/** What leaves this computer, as facts. */
export function PrivacyFacts(): ReactNode {
  return (
    <section aria-label="Privacy" className="setting">
      <h2>Privacy</h2>
      <small>Tintype opens no connection beyond this computer, except to the render farm that you name above. It collects no usage data. Uncaught errors are kept on this computer; Help &gt; Problem report shows them, and you decide whom to send them to.</small>
    </section>
  );
}
