import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { CleanFeed } from './clean-feed.tsx';
import { bindNativeMenu } from './commands/native-menu.ts';
import { createEditor } from './editor/editor.ts';
import { EditorContext } from './editor/editor-context.ts';
import { announceJobEnd } from './features/jobs/announce-job-end.ts';
import { keepProjectCard } from './features/start/project-pictures.ts';
import { connect } from './host/connection.ts';
import { FEED_QUERY } from '../shared/clean-feed-address.ts';
import './ui/tokens.css';
import './ui/controls.css';
import './ui/layout.css';
import './ui/panels.css';
import './ui/dialogs.css';
import './ui/deliver.css';
import './ui/quality.css';
import './ui/shots.css';
import './ui/start.css';
import './ui/sequences.css';
import { keepProblems } from './host/problems.ts';
import { showDone, showError, showNotice } from './ui/notify.ts';

const isFeed = window.location.search.startsWith(FEED_QUERY);
const editor = createEditor(connect(), { report: showError, onJobEnd: (job) => { if (!isFeed) announceJobEnd(job, editor); }, onNotice: ({ kind, text }) => { if (kind === 'modelsChanged') showDone(text); else showNotice(text); }, isFeed });
if (!isFeed) {
  bindNativeMenu(editor);
  keepProblems(editor.preferences);
  keepProjectCard(editor);
}
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the window.');
createRoot(root).render(<StrictMode><EditorContext value={editor}>{isFeed ? <CleanFeed /> : <App />}</EditorContext></StrictMode>);
