import type { ReactNode } from 'react';
import type { PropagationForecast } from '../../../shared/contract/propagate.ts';
import { counted } from '../../../shared/counted.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { propagateShots } from '../../editor/propagate.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { byteText, durationText } from '../jobs/job-text.ts';
import { askToNotify } from '../jobs/notify-end.ts';
import { useForecast } from './use-forecast.ts';

const REST: Readonly<Record<PropagationForecast['measuredBy'], string>> = {
  earlierRuns: 'Estimated from earlier runs on this computer.',
  threeFrames: 'Estimated from three frames tried just now.',
  nothing: 'The time left is shown once it runs.',
};

/** Estimated time and disk space of a propagation, shown before it starts. */
export function PropagateDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const shotIds = useSession((session) => session.propagateShots);
  const shots = useDocument((document) => document.shots);
  const { forecast, words } = useForecast(shotIds);

  function start(): void {
    onClose();
    propagateShots(editor, forecast?.shots.filter((each) => each.frames > 0).map((each) => each.shotId) ?? shotIds).catch(editor.report);
    askToNotify().catch(editor.report);
  }
  const noRoom = forecast !== undefined && forecast.freeBytes > 0 && forecast.bytes > forecast.freeBytes;
  return (
    <Dialog
      title="Propagate" focus="main" description="Colour is propagated from the keyframes through their shots. You can go on working, and stop at any time: finished frames are kept." onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={forecast?.frames === 0} onClick={start}>Propagate</Button>
      </>}
    >
      <ul className="propagate-shots quiet-scroll" aria-label="Shots to propagate">
        {shotIds.map((shotId) => {
          const frames = forecast?.shots.find((each) => each.shotId === shotId)?.frames;
          return <li key={shotId}><span>{shots.find((shot) => shot.id === shotId)?.name ?? ''}</span><small>{frames === undefined ? '' : frames === 0 ? 'coloured' : `${counted(frames, 'frame')} to propagate`}</small></li>;
        })}
      </ul>
      {forecast === undefined ? <div className="estimate" role="status" data-testid="forecasting">{words}</div> : (
        <div className="estimate" data-testid="forecast">
          <div className="cost"><b>{forecast.frames} frames{forecast.seconds === null ? '' : ` · about ${durationText(forecast.seconds)}`} · about {byteText(forecast.bytes)}</b>{forecast.freeBytes > 0 ? ` of ${byteText(forecast.freeBytes)} free` : ''}</div>
          {noRoom ? <div className="bad">The disk may be too full for this.</div> : null}
          <div>{REST[forecast.measuredBy]}</div>
        </div>
      )}
    </Dialog>
  );
}
