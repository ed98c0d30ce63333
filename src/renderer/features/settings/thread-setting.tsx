import { type ReactNode, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { WireClient } from '../../host/wire.ts';
import { useAnswer } from '../help/use-answer.ts';

const PREFERENCE = 'threads';
type Answer = Awaited<ReturnType<WireClient['system']['threads']>>;
const ask = (client: WireClient, signal: AbortSignal): Promise<Answer> => client.system.threads(undefined, { signal });

/** How many threads of the processor the networks have. */
export function ThreadSetting(): ReactNode {
  const editor = useEditor();
  const first = useAnswer(ask);
  const [later, setLater] = useState<Answer>();
  const answer = later ?? first;

  async function choose(value: string): Promise<void> {
    await editor.preferences.save(PREFERENCE, value);
    setLater(await editor.connection.client().system.threads());
  }
  return (
    <section aria-label="CPU threads" className="setting">
      <h2>CPU threads</h2>
      <div className="setting-row">
        <label>Networks use{' '}
          <select className="field" value={answer?.isSet === true ? String(answer.count) : ''} disabled={answer === undefined || answer.isFixed} onChange={(event) => { choose(event.target.value).catch(editor.report); }}>
            <option value="">Automatic{answer === undefined || answer.isSet ? '' : ` (${threadText(answer.count)})`}</option>
            {Array.from({ length: Math.max(answer?.cores ?? 1, answer?.isSet === true ? answer.count : 1) }, (_, index) => <option key={index} value={String(index + 1)}>{threadText(index + 1)}</option>)}
          </select>
        </label>
        <small>{answer?.isFixed === true ? 'Set by TINTYPE_THREADS, or by the command that started the engine.' : `${answer === undefined ? '' : `This computer has ${counted(answer.cores, 'core')}. `}Automatic is what Measure has found to be fastest. Fewer threads leave more of the processor to the window and to other programs.`}</small>
      </div>
    </section>
  );
}

function threadText(count: number): string {
  return counted(count, 'thread');
}
