import { useMemo } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { markedRange } from '../../session/loop-range.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { chosenIds, offeredShots, sequenceOfForm, withChosen } from './delivery-form.ts';
import { formOf } from './open-delivery.ts';

export interface DeliveryFormView {
  readonly form: DeliveryForm;
  readonly document: ProjectDocument;
  /** Shots that are offered: of the clips, or of the sequence. */
  readonly shots: readonly Shot[];
  /** From the in mark to the out mark, where one is set. */
  readonly marked: FrameRange | undefined;
  readonly change: (part: Partial<DeliveryForm>) => void;
}

/** The form of the page Deliver, which is kept while other pages are shown. Shots and sequences that are no longer there are left out. */
export function useDeliveryForm(clip: Clip): DeliveryFormView {
  const editor = useEditor();
  const kept = useSession(({ delivery }) => (delivery?.clipId === clip.id ? delivery : null));
  const document = useDocument((now) => now);
  // A form that nobody has changed follows nothing: it is made once for the clip.
  // oxlint-disable-next-line react/exhaustive-deps -- as above
  const fresh = useMemo(() => formOf(editor, clip), [editor, clip.id]);
  const whole = kept ?? fresh;
  const { form, shots } = useMemo(() => withWhatIsThere(whole, document), [whole, document]);
  const [inMark, outMark] = [useSession((now) => now.inMark), useSession((now) => now.outMark)];
  const marked = useMemo(() => markedRange(clip, { inMark, outMark }), [clip, inMark, outMark]);
  const change = (part: Partial<DeliveryForm>): void => {
    editor.session.setState(({ delivery }) => ({ delivery: { ...(delivery?.clipId === clip.id ? delivery : form), ...part } }));
  };
  return { form, document, shots, marked, change };
}

/** Pure: a form as it can be delivered now, and the shots that it offers. */
export function withWhatIsThere(whole: DeliveryForm, document: ProjectDocument): { readonly form: DeliveryForm; readonly shots: readonly Shot[] } {
  const form: DeliveryForm = whole.what === 'sequence' && sequenceOfForm(whole, document) === undefined ? { ...whole, what: 'shots', sequence: null } : whole;
  const shots = offeredShots(form, document);
  const there = new Set(shots.map(({ id }) => id));
  const chosen: ReadonlySet<ShotId> = chosenIds(form);
  if (form.what === 'sequence' && form.sequence !== null) {
    const { offered } = form.sequence;
    // Its shots may have been found or made anew: none of a reel is left out that nobody took out.
    const isSame = there.size === offered.size && [...there].every((id) => offered.has(id));
    return { shots, form: isSame ? form : { ...form, sequence: { ...form.sequence, offered: there, shotIds: new Set([...there].filter((id) => chosen.has(id) || !offered.has(id))) } } };
  }
  return { shots, form: [...chosen].every((id) => there.has(id)) ? form : { ...form, ...withChosen(form, new Set([...chosen].filter((id) => there.has(id)))) } };
}
