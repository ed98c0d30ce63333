import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { bindNativeMenu } from './commands/native-menu.ts';
import { createEditor } from './editor/editor.ts';
import { EditorContext } from './editor/editor-context.ts';
import { tellJobEnd } from './features/jobs/tell-job-end.ts';
import { connect } from './host/connection.ts';
import './ui/tokens.css';
import './ui/controls.css';
import './ui/room.css';
import './ui/panels.css';
import { tellError } from './ui/notify.ts';

const editor = createEditor(connect(), { report: tellError, onJobEnd: tellJobEnd });
bindNativeMenu(editor);
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the window.');
createRoot(root).render(<StrictMode><EditorContext value={editor}><App /></EditorContext></StrictMode>);
