import { type ReactNode, useMemo } from 'react';
import { useEditor, useJobs } from '../../editor/editor-context.ts';
import { clearProblems, readProblems } from '../../host/problems.ts';
import type { WireClient } from '../../host/wire.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showDone } from '../../ui/notify.ts';
import { useAnswer } from './use-answer.ts';

const askAbout = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['about']> => client.system.about(undefined, { signal });
const askDoctor = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['doctor']> => client.system.doctor(undefined, { signal });

/** What went wrong on this computer, as a text that the user may copy and send. Tintype itself sends nothing. */
export function ProblemDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const about = useAnswer(askAbout);
  const doctor = useAnswer(askDoctor);
  const jobs = useJobs();
  const failed = jobs.filter(({ state }) => state === 'failed');
  const problems = useMemo(() => readProblems(editor.preferences), [editor]);
  const text = [
    `Tintype ${about?.version ?? '…'}, ${navigator.userAgent}`,
    ...(doctor ?? []).map(({ subject, state, text: found }) => `${state === 'good' ? ' ' : '!'} ${subject}: ${found}`),
    ...(about?.models ?? []).map(({ id, version }) => `  network ${id} ${version}`),
    '', `Failed jobs: ${failed.length}`,
    ...failed.map(({ label, error }) => `- ${label}: ${error?.message ?? ''}${error?.details === undefined ? '' : `\n${error.details}`}`),
    '', `Uncaught errors of the window: ${problems.length}`,
    ...problems.map(({ at, text: stack }) => `- ${at}\n${stack}`),
  ].join('\n');
  return (
    <Dialog title="Problem report" description="Kept on this computer. It is sent nowhere: read it, remove what you do not want to tell, and send it by hand." size="wide" focus="main" onClose={onClose} footer={<>
      <Button look="plain" disabled={problems.length === 0} onClick={() => {
        clearProblems(editor.preferences);
        onClose();
      }}>Clear errors</Button>
      <Button look="plain" onClick={onClose}>Close</Button>
      <Button look="main" disabled={about === undefined || doctor === undefined} onClick={() => { navigator.clipboard.writeText(text).then(() => { showDone('Report copied.'); }, editor.report); }}>Copy report</Button>
    </>}>
      <textarea className="field problem-text" aria-label="Text of the report" readOnly spellCheck={false} value={text} />
    </Dialog>
  );
}
