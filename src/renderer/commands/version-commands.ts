import type { Shot, ShotVersion } from '../../shared/model/document.ts';
import { newId, VersionId } from '../../shared/model/ids.ts';
import { freeVersionName, versionName, versionsOf } from '../../shared/model/version.ts';
import { documentOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';
import { allOf, canChangeShot, hasShot, needs } from './conditions.ts';

/** The shot under the playhead and its versions that are not shown, by letter. */
function here(editor: Editor): { readonly shot: Shot; readonly others: readonly ShotVersion[] } | undefined {
  const shot = currentShot(editor);
  return shot === undefined ? undefined : { shot, others: versionsOf(documentOf(editor.project.getState()), shot.id) };
}

/** The next version by letter, after the last one the first. */
function nextVersion(editor: Editor): ShotVersion | undefined {
  const found = here(editor);
  return found?.others.find(({ name }) => name > versionName(found.shot)) ?? found?.others[0];
}

/** Shows a version. What the picture is compared with, if that was the version, is then the one shown before. */
export async function showVersion(editor: Editor, version: ShotVersion): Promise<void> {
  const shot = currentShot(editor);
  if (shot === undefined) return;
  editor.session.setState(({ against }) => (against.kind === 'version' && against.name === version.name ? { against: { kind: 'version', name: versionName(shot) } } : {}));
  await editor.edits.apply({ kind: 'showVersion', versionId: version.id, id: newId(VersionId) });
}

async function addVersion(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  if (shot !== undefined) await editor.edits.apply({ kind: 'addVersion', shotId: shot.id, id: newId(VersionId) });
}

async function removeVersion(editor: Editor): Promise<void> {
  const next = nextVersion(editor);
  if (next === undefined) return;
  editor.session.setState(({ against }) => (against.kind === 'version' ? { against: { kind: 'original' } } : {}));
  await editor.edits.apply({ kind: 'discardVersion', shownNext: next.id });
}

/** Wipes the version shown against the next one, or ends that wipe. */
function wipeVersions(editor: Editor): void {
  const next = nextVersion(editor);
  if (next === undefined) return;
  editor.session.setState(({ compare, against }) => (compare === 'wipe' && against.kind === 'version'
    ? { compare: 'result', against: { kind: 'original' } }
    : { compare: 'wipe', against: { kind: 'version', name: next.name } }));
}

const hasOthers = allOf(hasShot, needs('The shot has no other version.', (editor) => (here(editor)?.others.length ?? 0) > 0));

const canAdd = allOf(canChangeShot, needs('The shot has as many versions as it can have.', (editor) => {
  const shot = currentShot(editor);
  return shot !== undefined && freeVersionName(documentOf(editor.project.getState()), shot) !== undefined;
}));

export const versionCommands: readonly Command[] = [
  { id: 'version.add', group: 'Shot', label: 'Duplicate version', enabled: canAdd, run: addVersion },
  {
    id: 'version.next', group: 'Shot', label: 'Show next version', keys: ['Shift+KeyV'], enabled: allOf(canChangeShot, hasOthers),
    async run(editor) {
      const next = nextVersion(editor);
      if (next !== undefined) await showVersion(editor, next);
    },
  },
  { id: 'version.wipe', group: 'View', label: 'Wipe versions', keys: ['Alt+KeyW'], enabled: hasOthers, run: wipeVersions },
  { id: 'version.remove', group: 'Shot', label: 'Delete version', enabled: allOf(canChangeShot, hasOthers), run: removeVersion },
];
