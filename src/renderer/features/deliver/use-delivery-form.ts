import { useMemo } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import { markedRange } from '../../session/loop-range.ts';
import { shotsOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { formOf } from './open-delivery.ts';

export interface DeliveryFormView {
  readonly form: DeliveryForm;
  /** All shots of the clip. */
  readonly shots: readonly Shot[];
  /** From the in mark to the out mark, where one is set. */
  readonly marked: FrameRange | undefined;
  readonly change: (part: Partial<DeliveryForm>) => void;
}

/** The form of the page Deliver, which is kept while other pages are shown. Shots that are no longer there are left out. */
export function useDeliveryForm(clip: Clip): DeliveryFormView {
  const editor = useEditor();
  const kept = useSession(({ delivery }) => (delivery?.clipId === clip.id ? delivery : null));
  const shots = useDocument((document) => shotsOf(document, clip.id));
  // A form that nobody has changed follows nothing: it is made once for the clip.
  // oxlint-disable-next-line react/exhaustive-deps -- as above
  const fresh = useMemo(() => formOf(editor, clip), [editor, clip.id]);
  const whole = kept ?? fresh;
  const form = useMemo(() => {
    const there = new Set(shots.map(({ id }) => id));
    return [...whole.shotIds].every((id) => there.has(id)) ? whole : { ...whole, shotIds: new Set([...whole.shotIds].filter((id) => there.has(id))) };
  }, [whole, shots]);
  const [inMark, outMark] = [useSession((now) => now.inMark), useSession((now) => now.outMark)];
  const marked = useMemo(() => markedRange(clip, { inMark, outMark }), [clip, inMark, outMark]);
  const change = (part: Partial<DeliveryForm>): void => {
    editor.session.setState(({ delivery }) => ({ delivery: { ...(delivery?.clipId === clip.id ? delivery : form), ...part } }));
  };
  return { form, shots, marked, change };
}
