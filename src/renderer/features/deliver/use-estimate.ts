import { useEffect, useState } from 'react';
import type { DeliveryEstimate, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { AppError, isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';

const ESTIMATE_AFTER_MS = 250;
/** What stands in the way may go without a word to this window: a drive comes back, a folder is made. */
const LOOK_AGAIN_MS = 2000;

/**
 * The engine's estimate of a request, asked for when the form has not changed for a moment.
 * @param asOf another value than before: the answer may be another now. The last one stays until it is there.
 */
export function useEstimate(request: DeliveryRequest | undefined, asOf: string): { readonly estimate: DeliveryEstimate | undefined; readonly problem: string | undefined } {
  const editor = useEditor();
  const [answer, setAnswer] = useState<{ readonly for: string; readonly estimate?: DeliveryEstimate; readonly problem?: string }>({ for: '' });
  const [looked, setLooked] = useState(0);
  const question = request === undefined ? '' : JSON.stringify(request);
  useEffect(() => {
    if (question === '') return undefined;
    const life = new AbortController();
    let again: number | undefined;
    const timer = window.setTimeout(() => {
      const asked = JSON.parse(question) as DeliveryRequest;
      // Without a connection the call throws synchronously.
      Promise.resolve().then(() => editor.connection.client().deliver.estimate(asked, { signal: life.signal })).then(
        (estimate) => { if (!life.signal.aborted) setAnswer({ for: question, estimate }); },
        (error: unknown) => {
          if (isAbort(error) || life.signal.aborted) return;
          // The last estimate stays while the engine is away, which the window tells.
          if (error instanceof AppError && error.code === 'network.unreachable') again = window.setTimeout(() => { setLooked((count) => count + 1); }, LOOK_AGAIN_MS);
          else if (error instanceof AppError) setAnswer({ for: question, problem: error.message });
          else editor.report(error);
        },
      );
    }, ESTIMATE_AFTER_MS);
    return () => {
      window.clearTimeout(timer);
      window.clearTimeout(again);
      life.abort();
    };
  }, [editor, question, asOf, looked]);
  useEffect(() => {
    if (answer.for !== question || answer.problem === undefined) return undefined;
    const timer = window.setTimeout(() => { setLooked((count) => count + 1); }, LOOK_AGAIN_MS);
    return () => { window.clearTimeout(timer); };
  }, [answer, question]);
  return { estimate: answer.for === question ? answer.estimate : undefined, problem: answer.for === question ? answer.problem : undefined };
}
