import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Job } from '../../shared/contract/jobs.ts';
import type { ProjectDocument } from '../../shared/model/document.ts';
import { documentOf } from '../document/project-mirror.ts';
import type { Session } from '../session/session-store.ts';
import type { Editor } from './editor.ts';

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error('There is no editor around this part of the window.');
  return editor;
}

export function useSession<Value>(select: (session: Session) => Value): Value {
  return useStore(useEditor().session, select);
}

export function useDocument<Value>(select: (document: ProjectDocument) => Value): Value {
  return useStore(useEditor().project, (mirror) => select(documentOf(mirror)));
}

export function useJobs(): readonly Job[] {
  return useStore(useEditor().jobs, ({ jobs }) => jobs);
}
