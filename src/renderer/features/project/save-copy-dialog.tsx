import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { FileChange } from '../../../shared/contract/project.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { openProject } from '../../editor/open-clip.ts';
import { showDone } from '../../ui/notify.ts';
import { SaveFileDialog } from '../browse/save-file-dialog.tsx';
import { copyPath, copyPlace } from './copy-path.ts';

/** Title for a project whose file was changed by another program. */
const CHANGED: Readonly<Record<FileChange, string>> = {
  gone: 'The project’s file was moved or removed while it was open.',
  replaced: 'The project’s file was replaced by another one while it was open.',
  overwritten: 'Another program has written into the project’s file while it was open. The copy has no history to undo.',
};

/**
 * Saves everything in the project, with its history, to another file. The project stays open; one whose file was changed by another
 * program is closed and the copy is opened.
 */
export function SaveCopyDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const path = useStore(editor.project, ({ state }) => state?.path ?? '');
  const fileChange = useStore(editor.project, ({ state }) => state?.fileChange);
  const [place, setPlace] = useState(() => copyPlace(path));
  return (
    <SaveFileDialog
      title="Save copy" action="Save copy" replaceLabel="Replace existing project"
      description={fileChange === undefined ? 'Changes are saved automatically. A copy is a separate project.' : `${CHANGED[fileChange]} Nothing that was saved is lost: save it under another name and go on there.`}
      place={place} onChange={(part) => { setPlace((now) => ({ ...now, ...part })); }} onClose={onClose}
      save={async ({ overwrite }) => {
        const target = copyPath(place);
        await editor.edits.afterChanges(({ project }) => project.saveAs({ path: target, overwrite }));
        if (fileChange !== undefined) await openProject(editor, target);
        onClose();
        showDone('Saved a copy of the project.', [], target);
      }}
    />
  );
}
