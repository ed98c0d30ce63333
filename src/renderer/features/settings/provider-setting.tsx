import { type ReactNode, useState } from 'react';
import { ProviderId, ProviderSetting as Setting, type ProviderStatus, providerText } from '../../../shared/model/provider.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { WireClient } from '../../host/wire.ts';
import { Button } from '../../ui/button.tsx';
import { showProgress } from '../../ui/notify.ts';
import { useAnswer } from '../help/use-answer.ts';

const PREFERENCE = 'provider';
type Answer = Awaited<ReturnType<WireClient['system']['providers']>>;
const ask = (client: WireClient, signal: AbortSignal): Promise<Answer> => client.system.providers(undefined, { signal });

/** What runs the networks: each provider with its state and speed on this computer, and the choice among them. */
export function ProviderSetting(): ReactNode {
  const editor = useEditor();
  const first = useAnswer(ask);
  const [later, setLater] = useState<Answer>();
  const [isMeasuring, setMeasuring] = useState(false);
  const answer = later ?? first;
  const client = (): WireClient => editor.connection.client();

  async function choose(setting: Setting): Promise<void> {
    await editor.preferences.save(PREFERENCE, setting);
    setLater(await client().system.providers());
  }

  async function measure(): Promise<void> {
    setMeasuring(true);
    try {
      await showProgress('Measuring the CPU and what else can run the networks…', client().system.measureProviders());
      setLater(await client().system.providers());
    } finally {
      setMeasuring(false);
    }
  }
  return (
    <section aria-label="Processing" className="setting">
      <h2>Processing</h2>
      <div className="setting-row">
        <label>Networks run on{' '}
          <select className="field" value={answer?.setting ?? 'automatic'} disabled={answer === undefined} onChange={(event) => { choose(Setting.parse(event.target.value)).catch(editor.report); }}>
            <option value="automatic">Automatic (fastest)</option>
            {ProviderId.options.map((id) => <option key={id} value={id}>{nameOf(id, answer)}</option>)}
          </select>
        </label>
        <Button disabled={isMeasuring || answer === undefined} onClick={() => { measure().catch(editor.report); }}>{isMeasuring ? 'Measuring…' : 'Measure'}</Button>
      </div>
      <small>A graphics processor is used only where its colour agrees with the CPU’s within 0.1 ab. Shots that were coloured by the CPU keep its exact colour until “Update shot to current networks”.</small>
      <ul aria-label="Providers" className="provider-list">
        {(answer?.providers ?? []).map((provider) => <li key={provider.id} className={provider.state}><strong>{provider.name}</strong> <small>{providerText(provider)}</small></li>)}
      </ul>
    </section>
  );
}

function nameOf(id: ProviderStatus['id'], answer: Answer | undefined): string {
  return answer?.providers.find((each) => each.id === id)?.name ?? id;
}
