import { useEffect, useState } from 'react';
import type { DeliveredBefore, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { AppError, isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';

const ASK_AFTER_MS = 500;

/**
 * What of a request was delivered before; `undefined` until it is known, and for a request that cannot be delivered, of which the estimate says why.
 * @param asOf another value than before: the answer may be another now. The last one stays until it is there, also while codec or tags are changed.
 */
export function useDeliveredBefore(request: DeliveryRequest | undefined, asOf: string): readonly DeliveredBefore[] | undefined {
  const editor = useEditor();
  const [answer, setAnswer] = useState<{ readonly of: string; readonly before: readonly DeliveredBefore[] }>();
  const what = request === undefined ? '' : JSON.stringify(request.what);
  // Names and places change nothing of it.
  const question = request === undefined ? '' : JSON.stringify([what, request.codec, request.settings, request.tags]);
  useEffect(() => {
    if (question === '' || request === undefined) return undefined;
    const life = new AbortController();
    const timer = window.setTimeout(() => {
      // Without a connection the call throws synchronously.
      Promise.resolve().then(() => editor.connection.client().deliver.before(request, { signal: life.signal })).then(
        (before) => { if (!life.signal.aborted) setAnswer({ of: what, before }); },
        (error: unknown) => { if (!isAbort(error) && !life.signal.aborted && !(error instanceof AppError)) editor.report(error); },
      );
    }, ASK_AFTER_MS);
    return () => {
      window.clearTimeout(timer);
      life.abort();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the request by what of it counts
  }, [editor, what, question, asOf]);
  return answer?.of === what ? answer.before : undefined;
}
