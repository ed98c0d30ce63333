import { type ReactNode, useState } from 'react';
import { RATE_HELP, rateOfText, statesNoRate } from '../../../shared/model/clip-rate.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { rateName } from '../../../shared/model/known-rate.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RateChoice } from './rate-choice.tsx';

/** Rate of an image sequence: from the header of its images, assumed, or set by the user. */
export function RateDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const { edits, report } = useEditor();
  const [text, setText] = useState(clip.probedRate === undefined ? '' : rateName(clip.rate));
  const rate = rateOfText(text);
  const isWrong = text !== '' && rate === undefined;
  function keep(): void {
    onClose();
    edits.apply({ kind: 'setClipRate', clipId: clip.id, ...(rate === undefined ? {} : { rate }) }).catch(report);
  }
  return (
    <Dialog
      title={`Frame rate of ${clip.name}`} description="Frames a second of the image sequence. Frames keep their numbers, and colour stays as it is; timecode, length and what is delivered follow the rate." onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={isWrong} onClick={keep}>Save</Button>
      </>}
    >
      <div className="form-row"><label htmlFor="clip-rate">Rate</label>
        <RateChoice id="clip-rate" asProbed={`${statesNoRate(clip) ? 'Assumed' : 'As probed'}: ${rateName(clip.probedRate ?? clip.rate)}`} value={text} onChange={setText} />
      </div>
      {isWrong ? <p className="empty-note">{RATE_HELP}</p> : null}
    </Dialog>
  );
}
