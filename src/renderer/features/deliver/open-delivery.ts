import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import type { Sequence } from '../../../shared/model/sequence.ts';
import { clipOf, documentOf, shotAt, shotsOf } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';
import { defaultFolder } from '../../host/default-folders.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { DELIVER_PREFERENCE, newForm, readRemembered, withChosen, withSequence, withShots } from './delivery-form.ts';

type Seen = Pick<Editor, 'project' | 'session' | 'preferences'>;

/** The selected shots, of the clip or of several, else the one under the playhead. */
function chosenShots({ project, session }: Seen, clip: Clip): readonly Shot[] {
  const document = documentOf(project.getState());
  const { selectedShots, frame } = session.getState();
  const selected = document.clips.flatMap(({ id }) => shotsOf(document, id)).filter(({ id }) => selectedShots.has(id));
  const here = shotAt(document, clip.id, frame);
  return selected.length > 0 || here === undefined ? selected : [here];
}

/** The form of a clip as it was left; that of a sequence stays when another clip is shown. A new one has the choices of the last delivery and the selected shots. */
export function formOf(editor: Seen, clip: Clip): DeliveryForm {
  const { delivery } = editor.session.getState();
  if (delivery?.clipId === clip.id) return delivery;
  if (delivery?.what === 'sequence') return { ...delivery, clipId: clip.id, ...withShots(clip.id, chosenShots(editor, clip)) };
  return newForm(clip, chosenShots(editor, clip), {
    remembered: readRemembered(editor.preferences.getItem(DELIVER_PREFERENCE)), folder: defaultFolder(editor.preferences, 'deliveries'), project: editor.project.getState().state?.path,
  });
}

/** Opens the page Deliver as it was left. */
export function openDeliverPage({ playback, session }: Pick<Editor, 'playback' | 'session'>): void {
  playback.pause();
  session.setState({ page: 'deliver' });
}

/** Opens the page Deliver with the selected shots. @param options `all`: with all shots of the clip */
export function openDelivery(editor: Editor, { all = false }: { readonly all?: boolean } = {}): void {
  const document = documentOf(editor.project.getState());
  const clip = clipOf(document, editor.session.getState().clipId);
  if (clip === undefined) return;
  const shots = all ? shotsOf(document, clip.id) : chosenShots(editor, clip);
  editor.session.setState({ delivery: { ...formOf(editor, clip), what: 'shots', ...withShots(clip.id, shots) } });
  openDeliverPage(editor);
}

/** Opens the page Deliver with the shots that a sequence uses. @param options `shotIds`: with these of them */
export function openDeliveryOfSequence(editor: Editor, sequence: Sequence, { shotIds }: { readonly shotIds?: ReadonlySet<ShotId> } = {}): void {
  const document = documentOf(editor.project.getState());
  const clip = clipOf(document, editor.session.getState().clipId);
  if (clip === undefined) return;
  const form = { ...formOf(editor, clip), ...withSequence(sequence, document) };
  editor.session.setState({ delivery: shotIds === undefined ? form : { ...form, ...withChosen(form, shotIds) } });
  openDeliverPage(editor);
}

/** Opens the page Deliver with the frames from the in mark to the out mark. */
export function openDeliveryOfMarks(editor: Editor): void {
  const clip = clipOf(documentOf(editor.project.getState()), editor.session.getState().clipId);
  if (clip === undefined) return;
  editor.session.setState({ delivery: { ...formOf(editor, clip), what: 'inOut' } });
  openDeliverPage(editor);
}
