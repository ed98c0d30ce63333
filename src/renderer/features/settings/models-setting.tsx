import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';

/** The brought models that can give automatic colour. */
export function ModelsSetting(): ReactNode {
  const { models } = useEditor();
  const installed = useStore(models.installed);
  useEffect(() => { models.refresh(); }, [models]);
  return (
    <section aria-label="Models for automatic colour" className="setting">
      <h2>Models for automatic colour</h2>
      <ul aria-label="Brought models" className="model-list">
        {installed.map(({ id, form, licence }) => <li key={id}><strong>{id}</strong> <small>{form}; licence: {licence}</small></li>)}
      </ul>
      <small>
        {installed.length === 0 ? 'Only Tintype’s network is installed. ' : ''}
        A model of your own is added with <code>tintype models add FILE --as automatic</code> and removed with <code>tintype models remove ID</code>; this window sees it within seconds. A shot takes it under Shot, Automatic colour.
      </small>
    </section>
  );
}
