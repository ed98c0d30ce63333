import { useEffect, useState } from 'react';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { WireClient } from '../../host/wire.ts';

/** One result from the engine, requested when the component mounts; `undefined` until it arrives. `ask` must not change between renders. */
export function useAnswer<Answer>(ask: (client: WireClient, signal: AbortSignal) => Promise<Answer>): Answer | undefined {
  const editor = useEditor();
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    const life = new AbortController();
    ask(editor.connection.client(), life.signal).then((found) => { if (!life.signal.aborted) setAnswer(found); }, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, ask]);
  return answer;
}
