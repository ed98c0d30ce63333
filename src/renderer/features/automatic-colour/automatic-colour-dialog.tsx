import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { AutomaticModel } from '../../../shared/model/document.ts';
import { missingModels } from '../../document/brought-models.ts';
import { documentOf, shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

const OWN = '';

/** Asks which model gives the automatic colour of the shot under the playhead, or of all shots of the project. */
export function AutomaticColourDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const { clipId, frame } = useSession((session) => session);
  const shot = useDocument((document) => shotAt(document, clipId, frame));
  const models = useStore(editor.models.installed);
  const [chosen, setChosen] = useState(nameOf(shot?.automatic));
  const [isForAll, setForAll] = useState(false);
  useEffect(() => { editor.models.refresh(); }, [editor]);
  if (shot === undefined) return null;
  const { automatic } = shot;
  const isMissing = missingModels([shot], models).length > 0;

  async function apply(): Promise<void> {
    const model = models.find((each) => nameOf(each) === chosen);
    const shotIds = isForAll ? documentOf(editor.project.getState()).shots.map(({ id }) => id) : [shot!.id];
    await editor.edits.apply({ kind: 'setAutomaticModel', shotIds, ...(model === undefined ? {} : { model: { id: model.id, version: model.version } }) });
    onClose();
  }
  const isInstalled = chosen === OWN || models.some((each) => nameOf(each) === chosen);
  return (
    <Dialog
      title="Automatic colour"
      description="What gives colour where no hint does. A change makes the shot’s colour stale; it is kept until the shot is propagated again."
      onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={!isInstalled} onClick={() => { apply().catch(editor.report); }}>Apply</Button>
      </>}
    >
      <fieldset className="setting">
        <legend>{shot.name}</legend>
        <Choice name={OWN} chosen={chosen} onChoose={setChosen} title="Tintype’s network" detail="comes with the program" />
        {models.map((model) => <Choice key={nameOf(model)} name={nameOf(model)} chosen={chosen} onChoose={setChosen} title={model.id} detail={`${model.form}; licence: ${model.licence}`} />)}
        {isMissing && automatic !== undefined ? <Choice name={nameOf(automatic)} chosen={chosen} onChoose={setChosen} title={automatic.id} detail="not installed: its colour is kept, and nothing can be painted with it" /> : null}
      </fieldset>
      <label className="check"><input type="checkbox" checked={isForAll} onChange={(event) => { setForAll(event.target.checked); }} />All shots of this project</label>
      {models.length === 0 ? <small>Models of your own are added with: tintype models add FILE --as automatic</small> : null}
    </Dialog>
  );
}

function nameOf(model: Pick<AutomaticModel, 'id' | 'version'> | undefined): string {
  return model === undefined ? OWN : `${model.id} ${model.version}`;
}

interface ChoiceProps {
  readonly name: string;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
  readonly title: string;
  readonly detail: string;
}

function Choice({ name, chosen, onChoose, title, detail }: ChoiceProps): ReactNode {
  return (
    <div className="setting-row">
      <label className="check"><input type="radio" name="automatic-model" checked={name === chosen} onChange={() => { onChoose(name); }} />{title}</label>
      <small>{detail}</small>
    </div>
  );
}
