import type { ReactNode } from 'react';
import { exportKeyframes, guideByPicture } from './commands/still-commands.ts';
import { checkFile } from './commands/quality-commands.ts';
import { clipOf } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { openClip, openProject } from './editor/open-clip.ts';
import { BrowseDialog } from './features/browse/browse-dialog.tsx';
import { ShortcutsDialog } from './features/commands/shortcuts-dialog.tsx';
import { CommandPalette } from './features/commands/command-palette.tsx';
import { DeliverDialog } from './features/deliver/deliver-dialog.tsx';
import { ReportDialog } from './features/deliver/report-dialog.tsx';
import { ExportListDialog } from './features/edit-lists/export-list-dialog.tsx';
import { ImportListDialog } from './features/edit-lists/import-list-dialog.tsx';
import { JobsDialog } from './features/jobs/jobs-dialog.tsx';
import { MarkerDialog } from './features/markers/marker-dialog.tsx';
import { ClipReportDialog } from './features/media/clip-report-dialog.tsx';
import { CodingDialog } from './features/media/coding-dialog.tsx';
import { MissingDialog } from './features/media/missing-dialog.tsx';
import { SaveCopyDialog } from './features/project/save-copy-dialog.tsx';
import { StepElsewhereDialog } from './features/project/step-elsewhere-dialog.tsx';
import { VersionsDialog } from './features/project/versions-dialog.tsx';
import { ReferenceFramesDialog } from './features/reference-frames/reference-frames-dialog.tsx';
import { ConformDialog } from './features/sequences/conform-dialog.tsx';
import { SettingsDialog } from './features/settings/settings-dialog.tsx';
import { LimitsDialog } from './features/quality/limits-dialog.tsx';
import { PropagateDialog } from './features/propagate/propagate-dialog.tsx';
import { assertNever } from '../shared/errors/assert-never.ts';

export function Dialogs(): ReactNode {
  const editor = useEditor();
  const dialog = useSession((session) => session.dialog);
  const clipId = useSession((session) => session.clipId);
  const clip = useDocument((document) => clipOf(document, clipId));
  const close = (): void => { editor.session.setState({ dialog: null }); };
  const open = (work: Promise<void>): void => {
    close();
    work.catch(editor.report);
  };
  switch (dialog) {
    case null: return null;
    case 'commands': return <CommandPalette onClose={close} />;
    case 'marker': return clip === undefined ? null : <MarkerDialog clip={clip} onClose={close} />;
    case 'openReference': return <BrowseDialog want="picture" onClose={close} onPick={(path) => { open(guideByPicture(editor, path)); }} />;
    case 'keys': return <ShortcutsDialog onClose={close} onChange={() => { editor.session.setState({ dialog: 'settings' }); }} />;
    case 'settings': return <SettingsDialog onClose={close} />;
    case 'jobs': return <JobsDialog onClose={close} />;
    case 'missing': return <MissingDialog onClose={close} />;
    case 'versions': return <VersionsDialog onClose={close} />;
    case 'saveCopy': return <SaveCopyDialog onClose={close} />;
    case 'report': return <ReportDialog onClose={close} />;
    case 'stepElsewhere': return <StepElsewhereDialog onClose={close} />;
    case 'propagate': return <PropagateDialog onClose={close} />;
    case 'openClip': return <BrowseDialog want="clip" onClose={close} onPick={(path) => { open(openClip(editor, path)); }} />;
    case 'openProject': return <BrowseDialog want="project" onClose={close} onPick={(path) => { open(openProject(editor, path)); }} />;
    case 'importReferenceFrames': return clip === undefined ? null : <ReferenceFramesDialog clip={clip} onClose={close} />;
    case 'exportKeyframes': return <BrowseDialog want="folder" title="Export keyframes" onClose={close} onPick={(path) => { open(exportKeyframes(editor, path)); }} />;
    case 'conform': return <ConformDialog onClose={close} />;
    case 'checkFile': return <BrowseDialog want="clip" title="Check file" onClose={close} onPick={(path) => { open(checkFile(editor, path)); }} />;
    case 'qualityLimits': return <LimitsDialog onClose={close} />;
    case 'importList': return clip === undefined ? null : <ImportListDialog clip={clip} onClose={close} />;
    case 'exportList': return clip === undefined ? null : <ExportListDialog clip={clip} onClose={close} />;
    case 'clipReport': return clip === undefined ? null : <ClipReportDialog clip={clip} onClose={close} />;
    case 'coding': return clip === undefined ? null : <CodingDialog key={clip.id} clip={clip} onClose={close} />;
    case 'deliver': return clip === undefined ? null : <DeliverDialog clip={clip} onClose={close} />;
    default: return assertNever(dialog);
  }
}
