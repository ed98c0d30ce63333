import { type ReactNode, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { shotAt, shotsOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { askToNotify } from '../jobs/notify-end.ts';
import { rememberedLimits } from '../quality/quality-limits.ts';
import { CodecChoice } from './codec-choice.tsx';
import { DELIVER_PREFERENCE, type DeliveryForm, missingOf, newForm, previewNames, readRemembered, type RememberedDelivery, requestOf } from './delivery-form.ts';
import { Estimate } from './estimate.tsx';
import { NamingField } from './naming-field.tsx';
import { SettingsRow } from './settings-row.tsx';
import { ShotChoice } from './shot-choice.tsx';
import { useEstimate } from './use-estimate.ts';

/** What to deliver, where, and the estimate. */
export function DeliverDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const frame = useSession((session) => session.frame);
  const chosen = useSession((session) => session.selectedShots);
  const shots = shotsOf(document, clip.id);
  const [form, setForm] = useState<DeliveryForm>(() => newForm(clip, chosenShots(shots, chosen, shotAt(document, clip.id, frame)), readRemembered(editor.preferences.getItem(DELIVER_PREFERENCE))));
  const [browsing, setBrowsing] = useState(false);
  const change = (part: Partial<DeliveryForm>): void => { setForm((now) => ({ ...now, ...part })); };
  const request = requestOf(form, clip);
  const { estimate, problem } = useEstimate(request);

  async function chooseFolder(): Promise<void> {
    const desktop = shell();
    const directory = desktop === undefined ? undefined : await desktop.pickFolder();
    if (desktop === undefined) setBrowsing(true);
    else if (directory !== undefined) change({ directory });
  }
  async function deliver(): Promise<void> {
    if (request === undefined) return;
    try {
      const { jobId } = await editor.connection.client().deliver.run({ ...request, qualityLimits: rememberedLimits(editor.preferences) });
      if (form.reveal) editor.session.setState(({ revealAtEnd }) => ({ revealAtEnd: [...revealAtEnd, jobId] }));
      onClose();
      const remembered: RememberedDelivery = { codec: form.codec, settings: { speed: form.settings.speed, quality: form.settings.quality, padding: form.settings.padding }, naming: form.naming.trim(), reveal: form.reveal, directory: form.directory.trim(), qualityReport: form.qualityReport };
      editor.preferences.setItem(DELIVER_PREFERENCE, JSON.stringify(remembered));
      await askToNotify();
    } catch (error) {
      editor.report(error);
    }
  }
  if (browsing) return <BrowseDialog want="folder" start={form.directory} onClose={() => { setBrowsing(false); }} onPick={(directory) => {
    change({ directory });
    setBrowsing(false);
  }} />;

  return (
    <Dialog
      title="Deliver" description="Luma is written unchanged; chroma is added." size="wide" onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={request === undefined || problem !== undefined} onClick={() => { void deliver(); }}>Deliver</Button>
      </>}
    >
      <CodecChoice codec={form.codec} onChoose={(codec) => { change({ codec }); }} />
      <SettingsRow codec={form.codec} settings={form.settings} onChange={(settings) => { change({ settings }); }} />
      <ShotChoice shots={shots} whole={form.whole} chosen={form.shotIds} onChange={change} />
      <div className="form-row"><label htmlFor="deliver-directory">Folder</label>
        <div className="with-button">
          <input id="deliver-directory" className="field" value={form.directory} spellCheck={false} onChange={(event) => { change({ directory: event.target.value }); }} />
          <Button onClick={() => { chooseFolder().catch(editor.report); }}>Browse…</Button>
        </div>
      </div>
      <NamingField naming={form.naming} names={previewNames(form, clip, shots, document.clips)} onChange={(naming) => { change({ naming }); }} />
      <div className="form-row"><span />
        <div className="checks">
          <label className="check"><input type="checkbox" checked={form.overwrite} onChange={(event) => { change({ overwrite: event.target.checked }); }} />Replace existing files</label>
          <label className="check" title="Holds each file against the clip when all are written, and writes a report beside it"><input type="checkbox" checked={form.qualityReport} onChange={(event) => { change({ qualityReport: event.target.checked }); }} />Quality report</label>
          {shell() === undefined ? null : <label className="check"><input type="checkbox" checked={form.reveal} onChange={(event) => { change({ reveal: event.target.checked }); }} />Open folder when done</label>}
        </div>
      </div>
      <Estimate estimate={estimate} problem={missingOf(form) ?? problem} />
    </Dialog>
  );
}

/** The selected shots of the clip, else the one under the playhead. */
function chosenShots(shots: readonly Shot[], chosen: ReadonlySet<ShotId>, here: Shot | undefined): readonly Shot[] {
  const selected = shots.filter(({ id }) => chosen.has(id));
  return selected.length > 0 || here === undefined ? selected : [here];
}
