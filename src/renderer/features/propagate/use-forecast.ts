import { useEffect, useState } from 'react';
import type { Job } from '../../../shared/contract/jobs.ts';
import { PropagationForecast } from '../../../shared/contract/propagate.ts';
import { counted } from '../../../shared/counted.ts';
import { isAbort } from '../../../shared/errors/app-error.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { jobEnd } from '../../document/jobs-mirror.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';

interface Forecast {
  readonly forecast: PropagationForecast | undefined;
  /** Progress, or why there is none. */
  readonly words: string;
}

const ASKED: Forecast = { forecast: undefined, words: 'Estimating…' };

/** Forecast of the propagation of some shots, by a job of the engine that is cancelled when the component unmounts. */
export function useForecast(shotIds: readonly ShotId[]): Forecast {
  const editor = useEditor();
  const [found, setFound] = useState<Forecast>(ASKED);
  useEffect(() => {
    const life = new AbortController();
    follow(editor, shotIds, { signal: life.signal, show: setFound }).catch((error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, shotIds]);
  return found;
}

async function follow(editor: Editor, shotIds: readonly ShotId[], { signal, show }: { readonly signal: AbortSignal; readonly show: (forecast: Forecast) => void }): Promise<void> {
  const client = editor.connection.client();
  const { jobId } = await client.propagate.forecast({ shotIds: [...shotIds] });
  try {
    const job = await jobEnd(editor.jobs, jobId, { signal, onProgress: (now) => { show({ forecast: undefined, words: progressText(now) }); } });
    show(job?.state === 'done' ? { forecast: PropagationForecast.parse(job.result), words: '' } : { forecast: undefined, words: endText(job) });
  } finally {
    if (signal.aborted) await client.jobs.cancel({ jobId });
  }
}

function progressText({ done, total }: Pick<Job, 'done' | 'total'>): string {
  return total > 0 ? `Estimating… ${done} of ${counted(total, 'frame')} tried.` : ASKED.words;
}

function endText(job: Pick<Job, 'error'> | undefined): string {
  return `There is no estimate${job?.error === undefined ? '' : `: ${job.error.message}`} You can propagate without one.`;
}
