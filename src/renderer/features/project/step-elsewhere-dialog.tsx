import type { ReactNode } from 'react';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { travelElsewhere } from '../../editor/undo-step.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks before a step is undone or redone in another shot. */
export function StepElsewhereDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const step = useSession((session) => session.stepElsewhere);
  if (step === null) return null;
  const verb = step.direction === 'undo' ? 'Undo' : 'Redo';
  return (
    <Dialog
      title={`${verb} “${step.label}” in ${step.shots}?`} focus="main" description={`The step is not in the shot that you see. ${verb === 'Undo' ? 'Undoing' : 'Redoing'} it takes you to ${step.shotName}.`} onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" onClick={() => {
          onClose();
          travelElsewhere(editor, step).catch(editor.report);
        }}>{verb} there</Button>
      </>}
    >{null}</Dialog>
  );
}
