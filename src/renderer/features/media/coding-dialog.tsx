import { type ReactNode, useState } from 'react';
import { codingLabel, colourCoding, isSceneCoding } from '../../../shared/colour/coding.ts';
import { transferCurve } from '../../../shared/colour/transfer.ts';
import { CODING_PRESETS, type CodingPreset } from '../../../shared/model/clip-coding.ts';
import { type Clip, ClipCoding, withCoding } from '../../../shared/model/clip.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

const FIELDS = [['primaries', 'Primaries'], ['transfer', 'Transfer'], ['matrix', 'Matrix'], ['range', 'Range']] as const;
const AS_PROBED = '';

/** Coding of a clip: from its tags, or chosen by the user where they are missing or wrong. */
export function CodingDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const { edits, report } = useEditor();
  const [coding, setCoding] = useState<ClipCoding>(clip.coding ?? {});
  const probed = withCoding(clip, undefined).picture;
  const read = colourCoding(withCoding(clip, coding).picture);
  const probedValues: Readonly<Record<keyof ClipCoding, string | undefined>> = { primaries: probed.primaries, transfer: probed.transfer, matrix: probed.matrix, range: probed.range };

  function choose(field: keyof ClipCoding, value: string): void {
    setCoding(({ [field]: _old, ...rest }) => ClipCoding.parse(value === AS_PROBED ? rest : { ...rest, [field]: value }));
  }
  function keep(): void {
    onClose();
    const isGiven = Object.values(coding).some((each) => each !== undefined);
    edits.apply({ kind: 'setClipCoding', clipId: clip.id, ...(isGiven ? { coding } : {}) }).catch(report);
  }
  return (
    <Dialog
      title={`Colour coding of ${clip.name}`} description="What the code values of the clip mean. Change it where the tags of the file are missing or wrong." onClose={onClose}
      footer={<>
        <Button look="plain" onClick={() => { setCoding({}); }}>As probed</Button>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" onClick={keep}>Save</Button>
      </>}
    >
      <div className="form-row"><label htmlFor="coding-preset">Preset</label>
        <select id="coding-preset" className="field" value={AS_PROBED} onChange={({ target }) => { setCoding(({ range }) => ({ ...CODING_PRESETS[target.value as CodingPreset].coding, ...(range === undefined ? {} : { range }) })); }}>
          <option value={AS_PROBED} disabled>Choose…</option>
          {Object.entries(CODING_PRESETS).map(([id, { label }]) => <option key={id} value={id}>{label}</option>)}
        </select>
      </div>
      {FIELDS.map(([field, label]) => (
        <div key={field} className="form-row"><label htmlFor={`coding-${field}`}>{label}</label>
          <select id={`coding-${field}`} className="field" value={coding[field] ?? AS_PROBED} onChange={({ target }) => { choose(field, target.value); }}>
            <option value={AS_PROBED}>As probed ({probedValues[field] ?? 'not tagged'})</option>
            {ClipCoding.shape[field].unwrap().options.map((value) => <option key={value} value={value}>{value}</option>)}
          </select>
        </div>
      ))}
      <p className="empty-note" data-testid="coding-read">
        Read as {codingLabel(read)}.{isSceneCoding(read) ? ` The viewer shows a display picture, in which ${transferCurve(read.curve).white ?? ''}.` : ' Codes are shown on the screen by this curve.'} Colour that was made with another coding becomes stale.
      </p>
    </Dialog>
  );
}
