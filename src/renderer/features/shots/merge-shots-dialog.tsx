import type { ReactNode } from 'react';
import { phrasesText } from '../../../shared/model/merge-losses.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { mergeAsked } from '../../editor/merge-shots.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks before shots are merged of which the second one loses something. */
export function MergeShotsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const merge = useSession((session) => session.merge);
  if (merge === null) return null;
  const [first, second] = merge.names;
  return (
    <Dialog
      title={`Merge “${first}” with “${second}”?`} focus="main" description={`“${second}” loses ${phrasesText(merge.losses)}: what “${first}” has holds for both. Undo brings it back.`} onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" onClick={() => {
          onClose();
          mergeAsked(editor, merge).catch(editor.report);
        }}>Merge</Button>
      </>}
    >{null}</Dialog>
  );
}
