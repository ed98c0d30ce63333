import { type ReactNode, useEffect, useState } from 'react';
import type { PropagationForecast } from '../../../shared/contract/propagate.ts';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { spreadShots } from '../../editor/spread.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { byteWords, durationWords } from '../jobs/job-words.ts';
import { askToNotify } from '../jobs/notify-end.ts';

const REST: Readonly<Record<PropagationForecast['measuredBy'], string>> = {
  earlierRuns: 'The time is told from what this computer did before.',
  threeFrames: 'The time is told from three frames that were just tried.',
  nothing: 'How long it will take is told once it runs.',
};

/** What spreading will take in time and disk, told before it is begun. */
export function SpreadDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const shotIds = useSession((session) => session.spreadShots);
  const shots = useDocument((document) => document.shots);
  const [forecast, setForecast] = useState<PropagationForecast | undefined>(undefined);
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().propagate.forecast({ shotIds: [...shotIds] }, { signal: life.signal }).then(setForecast, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor, shotIds]);

  function start(): void {
    onClose();
    spreadShots(editor, forecast?.shots.filter((each) => each.frames > 0).map((each) => each.shotId) ?? shotIds).catch(editor.report);
    askToNotify().catch(editor.report);
  }
  const noRoom = forecast !== undefined && forecast.freeBytes > 0 && forecast.bytes > forecast.freeBytes;
  return (
    <Dialog
      title="Spread colour" focus="main" description="The colour of the keyframes is carried through their shots. You can go on working meanwhile, and stop at any time: frames that are made stay made." onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={forecast?.frames === 0} onClick={start}>Spread</Button>
      </>}
    >
      <ul className="spread-shots quiet-scroll" aria-label="Shots to be coloured">
        {shotIds.map((shotId) => {
          const frames = forecast?.shots.find((each) => each.shotId === shotId)?.frames;
          return <li key={shotId}><span>{shots.find((shot) => shot.id === shotId)?.name ?? ''}</span><small>{frames === undefined ? '' : frames === 0 ? 'coloured' : `${frames} frames to make`}</small></li>;
        })}
      </ul>
      {forecast === undefined ? <div className="estimate">Working out what it will take…</div> : (
        <div className="estimate" data-testid="forecast">
          <div className="cost"><b>{forecast.frames} frames{forecast.seconds === null ? '' : ` · about ${durationWords(forecast.seconds)}`} · about {byteWords(forecast.bytes)}</b>{forecast.freeBytes > 0 ? ` of ${byteWords(forecast.freeBytes)} free` : ''}</div>
          {noRoom ? <div className="bad">There may not be room for it.</div> : null}
          <div>{REST[forecast.measuredBy]}</div>
        </div>
      )}
    </Dialog>
  );
}
